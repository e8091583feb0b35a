// SPDX-License-Identifier: GPL-2.0-or-later
/* test_policy_errors.c - every message about a policy file, word for word */
#include <unistd.h>

#include "support/policy_fixture.h"

#define SIGNATURES(entries)	ZONES "signatures = (\n" entries "\n);\n"
#define SIG(name)	"{ name = \"" name "\"; port = 1434; length = 1; }"
#define BYTES(bytes)	"{ offset = 0; bytes = \"" bytes "\"; }"
#define SIXTEEN		"000102030405060708090a0b0c0d0e0F"

struct sample {
	const char *name;
	const char *text;
	const char *expected;
	bool good;		/* warnings and notes only */
};

#define LEAST	"a policy needs at least zones: { external: { interfaces = [\"wan*\"]; }; };\n"
#define SYNTAX	": a ; or a closing quote or bracket is missing here or just before\n"
#define KNOWN	"(known here: mode, window, store, sensor, zones, ingress, egress, internal, local, queue, tracking, defrag, unnamed, drift, retention, evidence, samples, metrics, control, log, constituents, signatures, allow)\n"
#define METRICS	" is neither \"127.0.0.1:PORT\" nor \"[::1]:PORT\" nor the absolute path of a socket\n"
#define INSIDE(interfaces, prefixes) \
	"zones: { external: { interfaces = [\"x*\"]; };\n" \
	"internal: { interfaces = [" interfaces "];\n" \
	"prefixes = [" prefixes "]; }; };\n"
#define ALLOW(entries)	ZONES "allow = (\n" entries "\n);\n"

static const struct sample samples[] = {
	/* the file as a whole */
	{ "empty", "", "@: is empty: " LEAST, false },
	{ "only-comments", "# nothing\n// here\n/* at all */\n",
	  "@: is empty: " LEAST, false },
	{ "no-zones", "window = 300;", "@: zones is missing: " LEAST, false },

	/* errors of libconfig, and what to do about them */
	{ "syntax", ZONES "window 300;\n", "@:2: syntax error" SYNTAX, false },
	{ "open-quote", ZONES "store = \"/x;\nwindow = 300;\nsensor = \"a\";\n",
	  "@:2: a string begins here and is never closed: a quote is missing\n", false },
	{ "open-quotes", ZONES "store = \"/x;\nwindow = 300;\nsensor = a\";\nstore = {};\n",
	  "@:5: duplicate setting name: the string that begins on line 2 has no closing quote\n", false },
	{ "open-string", ZONES "\n store = \"/x;\n",
	  "@:3: a string begins here and is never closed: a quote is missing\n", false },
	{ "open-group", "zones: {\n", "@:2: syntax error" SYNTAX, false },
	{ "duplicate-key", ZONES "window = 300;\nwindow = 600;\n",
	  "@:3: duplicate setting name: each setting may be set once in a group\n", false },
	{ "duplicate-in-group", ZONES "ingress: {\n grey = \"drop\";\n grey = \"drop\";\n};\n",
	  "@:4: duplicate setting name: each setting may be set once in a group\n", false },
	{ "mixed-array", "zones: { external: { interfaces = [\"x\", 1]; }; };",
	  "@:1: mismatched element type in array: all elements of an array have to be of one type\n", false },

	/* errors that libconfig does not report */
	{ "open-comment", ZONES "/* from here on\nwindow = 7;\n",
	  "@:2: this comment is never closed: */ is missing\n", false },
	{ "slash-star-slash", ZONES "/*/\nwindow = 7;\n",
	  "@:2: this comment is never closed: */ is missing\n", false },
	{ "nul-escape", ZONES "store = \"/x\\x00y\";\n",
	  "@:2: \\x00 cannot be part of a string: leave it out\n", false },

	/* keys and types */
	{ "unknown-key", "windwo = 300;\n" ZONES,
	  "@:1: windwo: unknown key: did you mean \"window\"?\n", false },
	{ "unknown-key-far", ZONES "colour = \"red\";\n",
	  "@:2: colour: unknown key " KNOWN, false },
	{ "unknown-zone", ZONES "\nzones2: {};", "@:3: zones2: unknown key: did you mean \"zones\"?\n", false },
	{ "unknown-in-zone", "zones: { external: { interfaces = [\"x*\"];\n interfases = [\"y\"]; }; };\n",
	  "@:2: zones.external.interfases: unknown key: did you mean \"interfaces\"?\n", false },
	{ "prefixes-outside", "zones: { external: { interfaces = [\"x*\"];\n prefixes = [\"192.0.2.0/24\"]; }; };\n",
	  "@:2: zones.external.prefixes: unknown key (known here: interfaces)\n", false },
	{ "unknown-rule", ZONES "ingress: { slamer = \"drop\"; };\n",
	  "@:2: ingress.slamer: unknown key: did you mean \"slammer\"?\n", false },
	{ "type-window", ZONES "window = \"300\";\n",
	  "@:2: window: \"300\" is not a duration (such as 15min, 24h, 7d, 2w)\n", false },
	{ "type-fraction", ZONES "window = 300.5;\n",
	  "@:2: window: expected a whole number, or a duration such as \"15min\" or \"7d\", found a number with a fraction\n", false },
	{ "type-zones", "zones = 1;\n",
	  "@:1: zones: expected a group { ... }, found a whole number\n", false },
	{ "type-allow", ZONES "allow: { from = \"::\"; };\n",
	  "@:2: allow: expected a list ( ... ), found a group\n", false },
	{ "type-rule", ZONES "egress: { grey = true; };\n",
	  "@:2: egress.grey: expected a string \"...\", found true or false\n", false },
	{ "type-interfaces", "zones: { external: { interfaces = \"x*\"; }; };\n",
	  "@:1: zones.external.interfaces: expected an array of strings [ \"...\", \"...\" ], found a string\n", false },
	{ "type-interfaces-list", "zones: { external: { interfaces = ( \"x*\" ); }; };\n",
	  "@:1: zones.external.interfaces: expected an array of strings [ \"...\", \"...\" ], found a list ( ... )\n", false },
	{ "type-interfaces-numbers", "zones: { external: { interfaces = [ 1 ]; }; };\n",
	  "@:1: zones.external.interfaces: expected an array of strings [ \"...\", \"...\" ], found an array [ ... ]\n", false },
	{ "type-direction", ZONES "local = [];\n",
	  "@:2: local: expected a group { ... }, found an array [ ... ]\n", false },

	/* window, store, sensor */
	{ "window-uneven", ZONES "window = 7000;\n",
	  "@:2: window: 7000 seconds do not divide a day (86400): did you mean 7200?\n", false },
	{ "window-small", ZONES "window = 9;\n",
	  "@:2: window: 9 seconds is out of range (10 to 86400)\n", false },
	{ "window-large", ZONES "window = 86401;\n",
	  "@:2: window: 86401 seconds is out of range (10 to 86400)\n", false },
	{ "window-negative", ZONES "window = -300;\n",
	  "@:2: window: -300 seconds is out of range (10 to 86400)\n", false },
	{ "window-64", ZONES "window = 86400000L;\n",
	  "@:2: window: 86400000 seconds is out of range (10 to 86400)\n", false },
	{ "store-relative", ZONES "store = \"statistics.db\";\n",
	  "@:2: store: \"statistics.db\" is not an absolute path: it has to begin with /\n", false },
	{ "store-empty", ZONES "store = \"\";\n",
	  "@:2: store: \"\" is not an absolute path: it has to begin with /\n", false },
	{ "sensor-empty", ZONES "sensor = \"\";\n",
	  "@:2: sensor: \"\" is not a valid sensor name: 1 to 63 of A-Z a-z 0-9 . _ -\n", false },
	{ "sensor-escape", ZONES "sensor = \"a\\x1b[31m\xff\";\n",
	  "@:2: sensor: \"a\\x1b[31m\\xff\" is not a valid sensor name: 1 to 63 of A-Z a-z 0-9 . _ -\n", false },
	{ "sensor-long", ZONES "sensor = \"0123456789012345678901234567890123456789012345678901234567890123\";\n",
	  "@:2: sensor: \"0123456789012345678901234567890123456789012345678901234567890123\" is not a valid sensor name: 1 to 63 of A-Z a-z 0-9 . _ -\n", false },

	/* mode, and settings of the daemon */
	{ "mode", ZONES "mode = \"monitr\";\n",
	  "@:2: mode: \"monitr\" is not one of enforce, monitor: did you mean \"monitor\"?\n", false },
	{ "mode-far", ZONES "mode = \"\";\n",
	  "@:2: mode: \"\" is not one of enforce, monitor\n", false },
	{ "drift", ZONES "drift = \"ignore\";\n",
	  "@:2: drift: \"ignore\" is not one of report, repair\n", false },
	{ "log", ZONES "log = \"notice\";\n",
	  "@:2: log: \"notice\" is not one of error, warning, info, debug\n", false },
	{ "constituents", ZONES "constituents = \"x.conf\";\n",
	  "@:2: constituents: \"x.conf\" is not an absolute path: it has to begin with /\n", false },
	{ "samples-nowhere", ZONES "samples: { size = 0; age = 36501; };\n",
	  "@:2: samples.size: 0 megabytes is out of range (1 to 1048576)\n"
	  "@:2: samples.age: 36501 days is out of range (1 to 36500)\n"
	  "@:2: samples: directory is missing, such as directory = \"/var/lib/nf-slammer/samples\";\n", false },
	{ "samples-relative", ZONES "samples: { directory = \"samples\"; };\n",
	  "@:2: samples.directory: \"samples\" is not an absolute path: it has to begin with /\n", false },
	{ "retention-range", ZONES "retention: { windows = 0; };\n",
	  "@:2: retention.windows: 0 days is out of range (1 to 36500)\n", false },
	{ "evidence", ZONES "evidence: { packets = 0;\n targets = 0; };\n",
	  "@:2: evidence.packets: 0 packets is out of range (1 to 1000000)\n"
	  "@:3: evidence.targets: 0 targets is out of range (1 to 200)\n", false },
	{ "evidence-many", ZONES "evidence: { packets = 1000001;\n targets = 201; hosts = 3; };\n",
	  "@:2: evidence.packets: 1000001 packets is out of range (1 to 1000000)\n"
	  "@:3: evidence.targets: 201 targets is out of range (1 to 200)\n"
	  "@:3: evidence.hosts: unknown key (known here: packets, targets)\n", false },
	{ "evidence-edges", ZONES "evidence: { packets = 1000000; targets = 200; };\n", "", true },
	{ "retention-size", ZONES "retention: { size = 15; };\n",
	  "@:2: retention.size: 15 megabytes is out of range (16 to 1048576)\n", false },
	{ "retention-order", ZONES "retention: { windows = 20;\n hours = 19;\n days = 18; };\n",
	  "@:3: retention.hours: 19 days are less than the 20 days of windows: aggregates have to be kept at least as long as their parts\n"
	  "@:4: retention.days: 18 days are less than the 19 days of hours: aggregates have to be kept at least as long as their parts\n", false },
	{ "control-group", ZONES "control: { read = \"\";\n admin = \"a group\"; };\n",
	  "@:2: control.read: \"\" is not a valid group name: 1 to 32 of A-Z a-z 0-9 . _ -\n"
	  "@:3: control.admin: \"a group\" is not a valid group name: 1 to 32 of A-Z a-z 0-9 . _ -\n", false },
	{ "control-key", ZONES "control: { write = \"adm\"; };\n",
	  "@:2: control.write: unknown key (known here: read, admin)\n", false },
	{ "metrics-world", ZONES "metrics = \"0.0.0.0:9434\";\n",
	  "@:2: metrics: \"0.0.0.0:9434\" is not a loopback address: metrics are served on this machine only, such as on \"127.0.0.1:9434\"\n", false },
	{ "metrics-world6", ZONES "metrics = \"[2001:db8::1]:9434\";\n",
	  "@:2: metrics: \"[2001:db8::1]:9434\" is not a loopback address: metrics are served on this machine only, such as on \"127.0.0.1:9434\"\n", false },
	{ "metrics-no-port", ZONES "metrics = \"127.0.0.1\";\n",
	  "@:2: metrics: \"127.0.0.1\"" METRICS, false },
	{ "metrics-port", ZONES "metrics = \"127.0.0.1:65536\";\n",
	  "@:2: metrics: \"127.0.0.1:65536\"" METRICS, false },
	{ "metrics-name", ZONES "metrics = \"localhost:80\";\n",
	  "@:2: metrics: \"localhost:80\"" METRICS, false },
	{ "metrics-brackets", ZONES "metrics = \"[]:80\";\n",
	  "@:2: metrics: \"[]:80\"" METRICS, false },
	{ "metrics-bare-6", ZONES "metrics = \"::1:80\";\n",
	  "@:2: metrics: \"::1:80\"" METRICS, false },

	/* zones */
	{ "zones-empty", "zones: {};\n",
	  "@:1: warning: zones: names no interface: none is external or internal\n", true },
	{ "internal-alone-unnamed", "zones: { internal: { prefixes = [\"192.0.2.0/24\"]; }; };\n",
	  "@:1: warning: zones.internal: names no interface: the rules of egress and internal apply to no packet\n"
	  "@:1: zones: no zone names an interface: a policy needs at least external: { interfaces = [\"wan*\"]; };\n", false },
	{ "external-without", "zones: {\n external: { };\n};\n",
	  "@:2: zones.external: interfaces is missing: name those that lead outside, such as interfaces = [\"wan*\"];\n", false },
	{ "external-none", "zones: { external: {\n interfaces = []; }; };\n",
	  "@:2: zones.external.interfaces: names no interface: name at least one that leads outside, such as \"wan*\"\n", false },
	{ "patterns", "zones: { external: { interfaces = [\"x*\",\n\"\",\n\"a*b\",\n\"**\",\n\"abcdefghijklmnop\",\n\"abcdefghijklmno*\",\n\"a b\",\n\"a/b\",\n\"..\",\n\"eth0:1\"\n]; }; };\n",
	  "@:2: zones.external.interfaces: \"\" is empty\n"
	  "@:3: zones.external.interfaces: \"a*b\" can have '*' at its end only\n"
	  "@:4: zones.external.interfaces: \"**\" can have '*' at its end only\n"
	  "@:5: zones.external.interfaces: \"abcdefghijklmnop\" is longer than 15 bytes\n"
	  "@:6: zones.external.interfaces: \"abcdefghijklmno*\" is longer than 15 bytes\n"
	  "@:7: zones.external.interfaces: \"a b\" is not an interface name: blanks, '/' and ':' are not allowed\n"
	  "@:8: zones.external.interfaces: \"a/b\" is not an interface name: blanks, '/' and ':' are not allowed\n"
	  "@:9: zones.external.interfaces: \"..\" is not an interface name: blanks, '/' and ':' are not allowed\n"
	  "@:10: zones.external.interfaces: \"eth0:1\" is not an interface name: blanks, '/' and ':' are not allowed\n", false },
	{ "pattern-twice", "zones: { external: { interfaces = [\"x*\",\n\"x*\"]; }; };\n",
	  "@:2: zones.external.interfaces: duplicate interface pattern \"x*\" (also in line 1): remove one\n", false },
	{ "pattern-in-both", INSIDE("\"x*\"", ""),
	  "@:2: zones.internal.interfaces: \"x*\" is in zone external already (line 1): an interface can be in one zone only\n", false },
	{ "no-external", "zones: {\ninternal: { interfaces = [\"x*\"]; }; };\n",
	  "@:1: warning: zones: external is missing: the rules of ingress apply to no packet\n", true },
	{ "prefixes", INSIDE("\"y*\"", "\"192.0.2.7/24\",\n\"192.0.2.0/33\",\n\"2001:db8::1/48\",\n\"example\"\n"),
	  "@:3: zones.internal.prefixes: 192.0.2.7/24 has host bits: did you mean 192.0.2.0/24, or 192.0.2.7/32?\n"
	  "@:4: zones.internal.prefixes: \"192.0.2.0/33\": the length of an IPv4 prefix is 0 to 32\n"
	  "@:5: zones.internal.prefixes: 2001:db8::1/48 has host bits: did you mean 2001:db8::/48, or 2001:db8::1/128?\n"
	  "@:6: zones.internal.prefixes: \"example\" is not an IP address such as 192.0.2.1 or 2001:db8::1\n", false },
	{ "prefix-wide", INSIDE("\"y*\"", "\"0.0.0.0/0\", \"8000::/1\""),
	  "@:3: warning: zones.internal.prefixes: 0.0.0.0/0 is very wide: packets from inside to it count as internal, not as egress\n"
	  "@:3: warning: zones.internal.prefixes: 8000::/1 is very wide: packets from inside to it count as internal, not as egress\n", true },
	{ "prefix-contained", INSIDE("\"y*\"", "\"192.0.2.128/25\",\n\"192.0.2.0/24\",\n\"192.0.2.0/24\""),
	  "@:3: note: zones.internal.prefixes: 192.0.2.128/25 is contained in 192.0.2.0/24 and ignored\n"
	  "@:5: note: zones.internal.prefixes: 192.0.2.0/24 is contained in 192.0.2.0/24 and ignored\n", true },
	{ "prefixes-idle", "zones: { external: { interfaces = [\"x*\"]; };\ninternal: { prefixes = [\"192.0.2.0/24\"]; }; };\n",
	  "@:2: warning: zones.internal: names no interface: the rules of egress and internal apply to no packet\n", true },

	/* rules */
	{ "action", ZONES "ingress: {\n grey = \"monitor\";\n slammer = \"dorp\"; };\n",
	  "@:4: ingress.slammer: unknown action \"dorp\" (accept, monitor, drop, queue, limit RATE/s burst N)\n", false },
	{ "action-case", ZONES "local: { other = \"DROP\"; };\n",
	  "@:2: local.other: unknown action \"DROP\" (accept, monitor, drop, queue, limit RATE/s burst N)\n", false },
	{ "action-escape", ZONES "local: { other = \"\\\"\\n\"; };\n",
	  "@:2: local.other: unknown action \"\\\"\\x0a\" (accept, monitor, drop, queue, limit RATE/s burst N)\n", false },

	/* limits */
	{ "limit-words", ZONES "ingress: {\n request = \"limit\";\n response = \"limit 6/minute\";\n other = \"limit 5/s burst\";\n slammer = \"limit 5/s burst 6 \";\n grey = \"limit -1/s\"; };\n",
	  "@:3: ingress.request: \"limit\": expected \"limit RATE/s\" or \"limit RATE/s burst N\", in packets per second\n"
	  "@:4: ingress.response: \"limit 6/minute\": expected \"limit RATE/s\" or \"limit RATE/s burst N\", in packets per second\n"
	  "@:5: ingress.other: \"limit 5/s burst\": expected \"limit RATE/s\" or \"limit RATE/s burst N\", in packets per second\n"
	  "@:6: ingress.slammer: \"limit 5/s burst 6 \": expected \"limit RATE/s\" or \"limit RATE/s burst N\", in packets per second\n"
	  "@:7: ingress.grey: \"limit -1/s\": expected \"limit RATE/s\" or \"limit RATE/s burst N\", in packets per second\n", false },
	{ "limit-range", ZONES "ingress: {\n request = \"limit 0/s\";\n response = \"limit 1000001/s\";\n other = \"limit 5/s burst 0\";\n slammer = \"limit 5/s burst 1000001\";\n grey = \"limit 999999999999999999/s\"; };\n",
	  "@:3: ingress.request: \"limit 0/s\": the rate has to be 1 to 1000000 packets per second\n"
	  "@:4: ingress.response: \"limit 1000001/s\": the rate has to be 1 to 1000000 packets per second\n"
	  "@:5: ingress.other: \"limit 5/s burst 0\": the burst has to be 1 to 1000000 packets\n"
	  "@:6: ingress.slammer: \"limit 5/s burst 1000001\": the burst has to be 1 to 1000000 packets\n"
	  "@:7: ingress.grey: \"limit 999999999999999999/s\": the rate has to be 1 to 1000000 packets per second\n", false },
	{ "limit-largest", ZONES "ingress: { request = \"limit 1000000/s burst 1000000\"; response = \"limit 1/s burst 1\"; };\n", "", true },

	/* queue, tracking, defrag */
	{ "queue", ZONES "queue: {\n number = 65536;\n fail = \"shut\";\n size = 3; };\n",
	  "@:3: queue.number: queue number 65536 is out of range (0 to 65535)\n"
	  "@:4: queue.fail: \"shut\" is neither \"open\" (packets pass if they cannot be queued) nor \"closed\" (they are dropped)\n"
	  "@:5: queue.size: unknown key (known here: number, fail)\n", false },
	{ "queue-negative", ZONES "queue: { number = -1; };\n",
	  "@:2: queue.number: queue number -1 is out of range (0 to 65535)\n", false },
	{ "queue-edges", ZONES "queue: { number = 65535; };\n", "", true },
	{ "tracking", ZONES "tracking: {\n outside = 1023;\n inside = 1048577; };\n",
	  "@:3: tracking.outside: 1023 sources is out of range (1024 to 1048576)\n"
	  "@:4: tracking.inside: 1048577 sources is out of range (1024 to 1048576)\n", false },
	{ "tracking-edges", ZONES "tracking: { outside = 1024; inside = 1048576; };\n", "", true },
	{ "flows", ZONES "tracking: { flows = 1023; };\n",
	  "@:2: tracking.flows: 1023 flows is out of range (1024 to 1048576, or 0: none are tracked)\n", false },
	{ "flows-negative", ZONES "tracking: { flows = -1; };\n",
	  "@:2: tracking.flows: -1 flows is out of range (1024 to 1048576, or 0: none are tracked)\n", false },
	{ "flows-many", ZONES "tracking: { flows = 1048577; };\n",
	  "@:2: tracking.flows: 1048577 flows is out of range (1024 to 1048576, or 0: none are tracked)\n", false },
	{ "flows-word", ZONES "tracking: { flows = \"off\"; };\n",
	  "@:2: tracking.flows: expected a whole number, found a string\n", false },
	{ "flows-edges", ZONES "tracking: { flows = 1048576; };\n", "", true },
	{ "flows-off", ZONES "tracking: { flows = 0; };\n", "", true },
	{ "defrag", ZONES "defrag = 1;\n",
	  "@:2: defrag: expected true or false, found a whole number\n", false },
	{ "unnamed", ZONES "unnamed = \"on\";\n",
	  "@:2: unnamed: \"on\" is not one of protect, off\n", false },
	{ "unnamed-rules", ZONES "unnamed: { slammer = \"accept\"; };\n",
	  "@:2: unnamed: expected a string \"...\", found a group\n", false },

	/* signatures */
	{ "signature-empty", SIGNATURES("{ }"),
	  "@:3: signatures: name is missing: what reports call this signature\n"
	  "@:3: signatures: port is missing: the UDP destination port\n", false },
	{ "signature-string", SIGNATURES("\"x\""),
	  "@:3: signatures: expected groups { name = \"...\"; port = 1434; ... }\n", false },
	{ "signature-names", SIGNATURES(SIG("a") ",\n" SIG("") ",\n" SIG("a b") ",\n" SIG("a") ",\n" SIG("0123456789abcdef0123456789abcdef")),
	  "@:4: signatures.name: \"\" is not a valid name: 1 to 31 of A-Z a-z 0-9 . _ -\n"
	  "@:5: signatures.name: \"a b\" is not a valid name: 1 to 31 of A-Z a-z 0-9 . _ -\n"
	  "@:6: signatures.name: duplicate name \"a\" (also in line 3): rename one\n"
	  "@:7: signatures.name: \"0123456789abcdef0123456789abcdef\" is not a valid name: 1 to 31 of A-Z a-z 0-9 . _ -\n", false },
	{ "signature-name-edge", SIGNATURES(SIG("0123456789abcdef0123456789abcde")), "", true },
	{ "signature-port", SIGNATURES("{ port = 0; name = \"a\"; length = 1; },\n{ port = 65536; length = 1; }"),
	  "@:3: signatures.port: \"a\": port 0 is out of range (1 to 65535)\n"
	  "@:4: signatures.port: signature 2: port 65536 is out of range (1 to 65535)\n"
	  "@:4: signatures: name is missing: what reports call this signature\n", false },
	{ "signature-length", SIGNATURES("{ name = \"a\"; port = 1; length = [ 5, 4 ]; },\n{ name = \"b\"; port = 1; length = [ 0, 65536 ]; },\n{ name = \"c\"; port = 1; length = -1; },\n{ name = \"d\"; port = 1; length = [ 1 ]; },\n{ name = \"e\"; port = 1; length = \"1\"; }"),
	  "@:3: signatures.length: \"a\": invalid length 5 to 4 (0 to 65535, the smaller one first)\n"
	  "@:4: signatures.length: \"b\": invalid length 0 to 65536 (0 to 65535, the smaller one first)\n"
	  "@:5: signatures.length: \"c\": invalid length -1 to -1 (0 to 65535, the smaller one first)\n"
	  "@:6: signatures.length: expected a whole number, or two of them [ from, to ], found an array [ ... ]\n"
	  "@:7: signatures.length: expected a whole number, or two of them [ from, to ], found a string\n", false },
	{ "signature-strings-as-length", SIGNATURES("{ name = \"a\"; port = 1; length = [ \"1\", \"2\" ]; }"),
	  "@:3: signatures.length: expected a whole number, or two of them [ from, to ], found an array [ ... ]\n", false },
	{ "match-half", SIGNATURES("{ name = \"a\"; port = 1; match = ( { },\n{ offset = 0; },\n { bytes = \"04\"; },\n 3 ); }"),
	  "@:3: signatures.match: offset is missing: the position of the bytes in the payload\n"
	  "@:3: signatures.match: bytes is missing, such as bytes = \"04 01 ff\"\n"
	  "@:4: signatures.match: bytes is missing, such as bytes = \"04 01 ff\"\n"
	  "@:5: signatures.match: offset is missing: the position of the bytes in the payload\n"
	  "@:6: signatures.match: \"a\": expected groups { offset = 0; bytes = \"04 01 ff\"; }\n", false },
	{ "match-bytes", SIGNATURES("{ name = \"a\"; port = 1; match = (\n" BYTES("") ",\n" BYTES("0") ",\n" BYTES("04 1") ",\n" BYTES("0 4") ",\n" BYTES("0g") ",\n" BYTES("g0") ",\n" BYTES(SIXTEEN "10") " ); }"),
	  "@:4: signatures.match.bytes: \"a\": \"\" is not 1 to 16 bytes in hexadecimal, such as \"04 01 ff\"\n"
	  "@:5: signatures.match.bytes: \"a\": \"0\" is not 1 to 16 bytes in hexadecimal, such as \"04 01 ff\"\n"
	  "@:6: signatures.match.bytes: \"a\": \"04 1\" is not 1 to 16 bytes in hexadecimal, such as \"04 01 ff\"\n"
	  "@:7: signatures.match.bytes: \"a\": \"0 4\" is not 1 to 16 bytes in hexadecimal, such as \"04 01 ff\"\n"
	  "@:8: signatures.match.bytes: \"a\": \"0g\" is not 1 to 16 bytes in hexadecimal, such as \"04 01 ff\"\n"
	  "@:9: signatures.match.bytes: \"a\": \"g0\" is not 1 to 16 bytes in hexadecimal, such as \"04 01 ff\"\n"
	  "@:10: signatures.match.bytes: \"a\": \"" SIXTEEN "10\" is not 1 to 16 bytes in hexadecimal, such as \"04 01 ff\"\n", false },
	{ "match-mask", SIGNATURES("{ name = \"a\"; port = 1; match = (\n{ mask = \"ff\"; offset = 0; bytes = \"04 01\"; },\n{ mask = \"f\"; offset = 0; bytes = \"04\"; } ); }"),
	  "@:4: signatures.match.mask: \"a\": the mask has 1 byte, but bytes has 2\n"
	  "@:5: signatures.match.mask: \"a\": \"f\" is not 1 to 16 bytes in hexadecimal, such as \"04 01 ff\"\n", false },
	{ "match-offset", SIGNATURES("{ name = \"a\"; port = 1; match = (\n{ offset = -1; bytes = \"04\"; },\n{ offset = 1024; bytes = \"04\"; },\n{ offset = 1023; bytes = \"04 01\"; } ); }"),
	  "@:4: signatures.match.offset: \"a\": offset -1 is not within the first 1024 bytes of the payload\n"
	  "@:5: signatures.match.offset: \"a\": offset 1024 is not within the first 1024 bytes of the payload\n"
	  "@:6: signatures.match: \"a\": 2 bytes at offset 1023 do not end within the first 1024 bytes of the payload\n", false },
	{ "match-edges", SIGNATURES("{ name = \"a\"; port = 65535; match = (\n{ offset = 1023; bytes = \"04\"; },\n{ offset = 1008; bytes = \"" SIXTEEN "\"; } ); }"), "", true },
	{ "match-many", SIGNATURES("{ name = \"a\"; port = 1; match = (\n" BYTES("01") "," BYTES("01") "," BYTES("01") "," BYTES("01") "," BYTES("01") "," BYTES("01") "," BYTES("01") "," BYTES("01") "," BYTES("01") " ); }"),
	  "@:3: signatures.match: \"a\": 9 matches are more than 8: join adjacent ones\n", false },
	{ "match-eight", SIGNATURES("{ name = \"a\"; port = 1; match = (\n" BYTES("01") "," BYTES("01") "," BYTES("01") "," BYTES("01") "," BYTES("01") "," BYTES("01") "," BYTES("01") "," BYTES("01") " ); }"), "", true },
	{ "signature-port-block", SIGNATURES("{ name = \"a\"; port = 53; },\n{ name = \"b\"; port = 53; length = [ 1, 65535 ]; },\n{ name = \"c\"; port = 53; length = [ 0, 65534 ]; }"),
	  "@:3: warning: signatures: \"a\" has neither length nor match: every datagram to port 53 is an attack\n", true },
	{ "signature-idle", SIGNATURES("{ name = \"a\"; port = 53; length = [ 1, 7 ]; match = ( { offset = 6; bytes = \"00\"; }, { offset = 6; bytes = \"00 01\"; }, { offset = 7; bytes = \"01\"; } ); },\n"
					 "{ name = \"b\"; port = 53; length = 3; match = ( { offset = 3; bytes = \"00\"; } ); }"),
	  "@:3: warning: signatures: \"a\" never matches: a match ends at byte 8, but the length is at most 7\n"
	  "@:4: warning: signatures: \"b\" never matches: a match ends at byte 4, but the length is at most 3\n", true },

	/* allow */
	{ "allow-mixed", ALLOW("{ from = \"192.0.2.0/24\"; to = \"2001:db8::/32\"; }"),
	  "@:3: allow: from 192.0.2.0/24 to 2001:db8::/32: both have to be IPv4 or both IPv6\n", false },
	{ "allow-host-bits", ALLOW("{ from = \"192.0.2.1/24\";\nto = \"198.51.100.7/30\"; }"),
	  "@:3: allow.from: 192.0.2.1/24 has host bits: did you mean 192.0.2.0/24, or 192.0.2.1/32?\n"
	  "@:4: allow.to: 198.51.100.7/30 has host bits: did you mean 198.51.100.4/30, or 198.51.100.7/32?\n", false },
	{ "allow-half", ALLOW("{ from = \"192.0.2.1\"; },\n{ to = \"192.0.2.1\"; }"),
	  "@:3: allow: to is missing: the prefix of the servers\n"
	  "@:4: allow: from is missing: the prefix of the clients\n", false },
	{ "allow-key", ALLOW("{ from = \"192.0.2.1\"; to = \"192.0.2.2\";\n coment = \"x\"; }"),
	  "@:4: allow.coment: unknown key: did you mean \"comment\"?\n", false },
	{ "allow-comment", ALLOW("{ from = \"192.0.2.1\"; to = \"192.0.2.2\"; comment = 1; }"),
	  "@:3: allow.comment: expected a string \"...\", found a whole number\n", false },
	{ "allow-string", ALLOW("{ from = \"192.0.2.1\"; to = \"192.0.2.2\"; },\n\"192.0.2.1\"\n"),
	  "@:4: allow: expected groups { from = \"...\"; to = \"...\"; }\n", false },
	{ "allow-everybody", ALLOW("{ from = \"0.0.0.0/0\"; to = \"0.0.0.0/7\"; },\n{ from = \"::/0\"; to = \"2000::/3\"; }"),
	  "@:3: warning: allow: from 0.0.0.0/0 to 0.0.0.0/7 allows almost all clients to use almost all servers: name either\n"
	  "@:4: warning: allow: from ::/0 to 2000::/3 allows almost all clients to use almost all servers: name either\n", true },
	{ "allow-one-wide-side", ALLOW("{ from = \"0.0.0.0/0\"; to = \"10.0.0.0/8\"; },\n{ from = \"::/0\"; to = \"2001::/16\"; }"), "", true },
	{ "allow-contained", ALLOW("{ from = \"192.0.2.1\"; to = \"198.51.100.0/25\"; comment = \"a\"; },\n"
				"{ from = \"192.0.2.0/24\"; to = \"198.51.100.0/24\"; comment = \"b\"; },\n"
				"{ from = \"192.0.2.0/24\"; to = \"198.51.100.0/24\"; comment = \"c\"; },\n"
				"{ from = \"192.0.0.0/16\"; to = \"198.51.100.1\"; }"),
	  "@:3: note: allow: from 192.0.2.1/32 to 198.51.100.0/25 is contained in from 192.0.2.0/24 to 198.51.100.0/24 and ignored\n"
	  "@:5: note: allow: from 192.0.2.0/24 to 198.51.100.0/24 is contained in from 192.0.2.0/24 to 198.51.100.0/24 and ignored\n", true },

	/* each is wider on one side: no entry contains another */
	{ "allow-crossing", ALLOW("{ from = \"192.0.2.0/24\"; to = \"198.51.100.0/24\"; },\n"
				  "{ from = \"192.0.0.0/16\"; to = \"198.51.100.0/25\"; },\n"
				  "{ from = \"192.0.2.0/25\"; to = \"198.51.0.0/16\"; }"), "", true },

	/* all errors of a file at once */
	{ "several", "window = 1;\ncolor = 1;\nzones: { external: { interfaces = [\"a*b\"]; }; };\n"
		     "ingress: { grey = \"x\"; };\nallow = ( { } );\n",
	  "@:1: window: 1 seconds is out of range (10 to 86400)\n"
	  "@:2: color: unknown key " KNOWN
	  "@:3: zones.external.interfaces: \"a*b\" can have '*' at its end only\n"
	  "@:4: ingress.grey: unknown action \"x\" (accept, monitor, drop, queue, limit RATE/s burst N)\n"
	  "@:5: allow: from is missing: the prefix of the clients\n"
	  "@:5: allow: to is missing: the prefix of the servers\n", false },
};

#define N_SAMPLES	(sizeof(samples) / sizeof(*samples))

static void test_sample(void **state)
{
	const struct sample *c = *state;
	struct policy *policy;
	const char *path;
	char *said;

	path = fixture_write(c->name, c->text, strlen(c->text));
	said = fixture_load(path, &policy);
	fixture_expect(said, path, c->expected);
	assert_int_equal(policy != NULL, c->good);
	policy_free(policy);
	free(said);
}

static void expect_messages(const char *path, const char *expected)
{
	struct policy *policy;
	char *said = fixture_load(path, &policy);

	fixture_expect(said, path, expected);
	free(said);
}

/* libconfig 1.5 wraps them, 1.7 reads 64 bits: what it made of them is nobody's. */
static void test_too_large(void **state)
{
#define TOO_LARGE	"@:2: this number is too large: it has at most 9 digits\n"
	static const char *const texts[] = {
		ZONES "window = 4294967596;\n", ZONES "window = 0x10000012C;\n",
		ZONES "evidence: { packets = 99999999999; };\n",
		ZONES "window = 99999999999; tracking: { flows = 99999999999; };\n",
		ZONES "signatures = ( { name = \"a\"; port = 1; length = [ 1, 99999999999 ]; match = ( { offset = 0; bytes = \"04\" } ); } );\n",
	};
	struct policy *policy;
	const char *path;
	char *said;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		path = fixture_write("too-large", texts[i], strlen(texts[i]));
		said = fixture_load(path, &policy);
		assert_null(policy);
		fixture_expect(said, path, TOO_LARGE);
		free(said);
	}
}

static void test_no_file(void **state)
{
	expect_messages(FIXTURE_DIR "/there-is-none", "@: there is no such file\n");
	expect_messages("", ": there is no such file\n");
}

static void test_directory(void **state)
{
	expect_messages("userspace", "@: is a directory: name a file in it\n");
}

/* Root can read everything, so another user tries. */
static void test_unreadable(void **state)
{
	const char *path = fixture_write("unreadable", ZONES, strlen(ZONES));

	assert_int_equal(chmod(path, 0), 0);
	if (!geteuid())
		assert_int_equal(seteuid(65534), 0);
	expect_messages(path, "@: permission denied: run as root, or change its mode\n");
	if (!getuid())
		assert_int_equal(seteuid(0), 0);
}

static void test_endless(void **state)
{
	expect_messages("/dev/zero", "@: is larger than 64 MiB\n");
}

static void test_nul_byte(void **state)
{
	static const char text[] = ZONES "\n\0window = 1;\n";
	const char *path = fixture_write("nul", text, sizeof(text) - 1);

	expect_messages(path, "@:3: contains a NUL byte: a configuration file is plain text\n");
}

static void test_path_escaped(void **state)
{
	struct policy *policy;
	char *said = fixture_load("build/\x1b[2J\xff", &policy);

	assert_string_equal(said, "build/\\x1b[2J\\xff: there is no such file\n");
	free(said);
}

int main(void)
{
	static struct CMUnitTest tests[N_SAMPLES + 7] = {
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_no_file),
		cmocka_unit_test(test_directory),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_endless),
		cmocka_unit_test(test_nul_byte),
		cmocka_unit_test(test_path_escaped),
	};
	size_t i;

	for (i = 0; i < N_SAMPLES; i++) {
		tests[7 + i].name = samples[i].name;
		tests[7 + i].test_func = test_sample;
		tests[7 + i].initial_state = (void *)&samples[i];
	}
	return cmocka_run_group_tests_name("policy_errors", tests, NULL, NULL);
}
