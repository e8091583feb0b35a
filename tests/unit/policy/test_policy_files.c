// SPDX-License-Identifier: GPL-2.0-or-later
/* test_policy_files.c - policies of several files, and the messages about them */
#include <unistd.h>

#include "support/policy_fixture.h"

/*
 * @text: the policy file; after each line "--- NAME" another file of its directory
 * @expected: '@' at the beginning of a line is the policy file, '%' the directory
 */
struct sample {
	const char *name;
	const char *text;
	const char *expected;
	bool good;		/* warnings and notes only */
};

#define SYNTAX	": a ; or a closing quote or bracket is missing here or just before\n"
#define INCLUDE	"expected @include \"FILE\" on one line\n"
#define AFTER	"only a comment may follow @include \"FILE\" on its line: remove the ;\n"
#define WITHIN	"@include must be between settings, not inside a group or a list\n"
#define MERGED	" as well (only groups, lists and arrays of several files are merged)\n"
#define CIRCLE	"includes this file: the files include each other in a circle\n"
#define CLIENTS	ZONES "allow = ( { from-file = \"p\"; to = \"192.0.2.1\"; } );\n--- p\n"
#define SERVERS	ZONES "allow = ( { to-file = \"p\"; from = \"192.0.2.1\"; } );\n--- p\n"
#define WIDE	" allows almost all clients to use almost all servers: name either\n"
#define TEN(x)	x x x x x x x x x x
#define LONG	TEN(TEN("0123456789"))

static const struct sample samples[] = {
	/* the included file */
	{ "no-file", ZONES "@include \"x\"\n",
	  "@:2: @include: \"%x\": there is no such file\n", false },
	{ "no-absolute-file", ZONES "@include \"/x/y\"\n",
	  "@:2: @include: \"/x/y\": there is no such file\n", false },
	{ "no-folder", ZONES "@include \"d/x\"\n",
	  "@:2: @include: \"%d/x\": there is no such file\n", false },
	{ "no-regular-file", ZONES "@include \"/dev/null\"\n",
	  "@:2: @include: \"/dev/null\": is not a regular file\n", false },
	{ "folder-of-folders", ZONES "@include \"d/e.conf\"\n@include \"d/\"\n--- d/e.conf/x\n",
	  "@:2: note: @include: no file matches\n"
	  "@:3: @include: \"%d/e.conf\": is a directory: name a file in it\n", false },
	{ "empty-folder", ZONES "@include \"d\"\n--- d/x\nx",
	  "@:2: note: @include: no file matches\n", true },
	{ "pattern", "@include \"none/*.conf\"\n" ZONES "@include \"d/?.co[mn]f\"\n--- d/xy.conf\nx",
	  "@:1: note: @include: no file matches\n@:3: note: @include: no file matches\n", true },
	{ "hidden", ZONES "@include \"d\"\n--- d/.x.conf\nx",
	  "@:2: note: @include: no file matches\n", true },

	/* syntax of @include */
	{ "no-quotes", ZONES "@include x\n", "@:2: " INCLUDE, false },
	{ "no-name", ZONES "@include \"\"\n", "@:2: " INCLUDE, false },
	{ "nothing", ZONES "  @include", "@:2: " INCLUDE, false },
	{ "open-quote", ZONES "@include \"x\nwindow = 300;\n", "@:2: " INCLUDE, false },
	{ "semicolon", ZONES "@include \"x\";\n", "@:2: " AFTER, false },
	{ "setting-after", ZONES "@include \"x\" window = 300;\n", "@:2: " AFTER, false },
	{ "two-in-a-line", ZONES "@include \"x\" @include \"y\"\n", "@:2: " AFTER, false },
	{ "after-a-setting", ZONES "window = 300; @include \"x\"\n", "@:2: syntax error" SYNTAX, false },
	{ "in-a-group", "zones: {\n @include \"x\"\n};\n", "@:2: " WITHIN, false },
	{ "in-a-list", ZONES "allow = (\n@include \"x\"\n);\n", "@:3: " WITHIN, false },
	{ "in-an-array", "zones: { external: { interfaces = [\n@include \"x\"\n]; }; };\n",
	  "@:2: " WITHIN, false },
	{ "in-a-comment", ZONES "/*\n@include \"x\"\n*/\n# @include \"y\"\n", "", true },
	{ "with-a-comment", ZONES "\t@include \"x\"\t # x\n@include \"y\" // y\r\n--- x\n--- y\n", "", true },
	{ "escaped", ZONES "@include \"a\\\"\\\\b\"\n",
	  "@:2: @include: \"%a\\\"\\\\b\": there is no such file\n", false },
	{ "control", ZONES "@include \"a\x1b]2J\"\n",
	  "@:2: @include: \"%a\\x1b]2J\": there is no such file\n", false },

	/* files that include each other */
	{ "itself", ZONES "@include \"itself\"\n", "@:2: @include: \"%itself\": " CIRCLE, false },
	{ "circle", ZONES "@include \"x\"\n--- x\n\n@include \"y\"\n--- y\n@include \"./x\"\n",
	  "%y:1: @include: \"%./x\": " CIRCLE, false },
	{ "twice", ZONES "@include \"x\"\n@include \"x\"\n--- x\nwindow = 300;\n",
	  "@:3: @include: \"%x\": is included already: a file can be included once\n", false },
	{ "deep", ZONES "@include \"1\"\n"
	  "--- 1\n@include \"2\"\n--- 2\n@include \"3\"\n--- 3\n@include \"4\"\n--- 4\n@include \"5\"\n"
	  "--- 5\n@include \"6\"\n--- 6\n@include \"7\"\n--- 7\n@include \"8\"\n--- 8\n@include \"9\"\n"
	  "--- 9\n@include \"10\"\n--- 10\n@include \"11\"\n--- 11\nwindow = 300;\n",
	  "%10:1: @include: \"%11\": files include each other more than 10 deep\n", false },

	/* messages name the right file and line */
	{ "unknown-key", ZONES "@include \"x\"\n--- x\n\nwindwo = 300;\n",
	  "%x:2: windwo: unknown key: did you mean \"window\"?\n", false },
	{ "element", "@include \"x\"\n--- x\nzones: { external: { interfaces = [\"x*\"\n, \"a/b\"]; }; };\n",
	  "%x:2: zones.external.interfaces: \"a/b\" is not an interface name: blanks, '/' and ':' are not allowed\n", false },
	{ "bad-value", ZONES "@include \"x\"\n--- x\ningress: {\n grey = \"dorp\"; };\n",
	  "%x:2: ingress.grey: unknown action \"dorp\" (accept, monitor, drop, queue, limit RATE/s burst N)\n", false },
	{ "syntax", "windwo = 1;\n@include \"x\"\n@include \"y\"\n--- x\nwindow 300;\n--- y\nsensor = \"\";\n",
	  "%x:1: syntax error" SYNTAX
	  "@:1: windwo: unknown key: did you mean \"window\"?\n"
	  "%y:1: sensor: \"\" is not a valid sensor name: 1 to 63 of A-Z a-z 0-9 . _ -\n", false },
	{ "syntax-of-both", "window 300;\n@include \"x\"\n--- x\n\nstore\n",
	  "@:1: syntax error" SYNTAX "%x:3: syntax error" SYNTAX, false },
	{ "zones-elsewhere", "zones: { internal: { interfaces = [\"y*\"]; }; };\n@include \"x\"\n--- x\n" ZONES,
	  "", true },
	{ "zones-nowhere", "@include \"x\"\n--- x\nwindow = 300;\n",
	  "@: zones is missing: a policy needs at least zones: { external: { interfaces = [\"wan*\"]; }; };\n", false },
	{ "zones-unknown", "@include \"x\"\nwindow = 300;\n",
	  "@:1: @include: \"%x\": there is no such file\n", false },
	{ "nul", ZONES "@include \"x\"\n--- x\n\n\1", "%x:2: contains a NUL byte: a configuration file is plain text\n", false },
	{ "open-string", ZONES "@include \"x\"\n--- x\nstore = \"",
	  "%x:1: a string begins here and is never closed: a quote is missing\n", false },
	{ "open-comment", ZONES "@include \"x\"\n--- x\n/*",
	  "%x:1: this comment is never closed: */ is missing\n", false },
	{ "utf-16", ZONES "@include \"x\"\n--- x\n\xff\xfez",
	  "@:2: @include: \"%x\": is UTF-16: save it as UTF-8\n", false },
	{ "byte-order-mark", "\xef\xbb\xbf" ZONES "windwo = 1;\r\n",
	  "@:2: windwo: unknown key: did you mean \"window\"?\n", false },

	/* merging */
	{ "scalar-twice", ZONES "window = 300;\n@include \"x\"\n--- x\n\nwindow = 300;\n",
	  "%x:2: window: duplicate: set in %scalar-twice:2" MERGED, false },
	{ "scalar-before", "@include \"x\"\nwindow = 300;\n" ZONES "--- x\n\nwindow = 300;\n",
	  "@:2: window: duplicate: set in %x:2" MERGED, false },
	{ "rule-twice", ZONES "ingress: { grey = \"drop\"; };\n@include \"x\"\n--- x\ningress: { grey = \"drop\"; };\n",
	  "%x:1: ingress.grey: duplicate: set in %rule-twice:2" MERGED, false },
	{ "other-type", ZONES "allow = ();\n@include \"x\"\n--- x\nallow: { };\n",
	  "%x:1: allow: duplicate: set in %other-type:2" MERGED, false },
	{ "array-type", ZONES "@include \"x\"\n--- x\nzones: { external: {\ninterfaces = [ 1 ]; }; };\n",
	  "%x:2: zones.external.interfaces: duplicate: set in %array-type:1" MERGED, false },
	{ "twice-in-a-file", ZONES "@include \"x\"\n--- x\ningress: {};\ningress: {};\n",
	  "%x:2: duplicate setting name: each setting may be set once in a group\n", false },
	{ "interface-twice", ZONES "@include \"x\"\n--- x\n\n" ZONES,
	  "%x:2: zones.external.interfaces: duplicate interface pattern \"x*\" (also in %interface-twice:1): remove one\n", false },
	{ "interface-in-both", "@include \"x\"\n" ZONES "--- x\nzones: { internal: { interfaces = [\"x*\"]; }; };\n",
	  "@:2: zones.external.interfaces: \"x*\" is in zone internal already (%x:1): an interface can be in one zone only\n", false },
	{ "signature-twice", ZONES "signatures = ( " VARIANT " );\n@include \"x\"\n--- x\nsignatures = ( " VARIANT " );\n",
	  "%x:2: signatures.name: duplicate name \"next-variant\" (also in %signature-twice:2): rename one\n", false },
	{ "prefix-twice", FULL "@include \"x\"\n--- x\nzones: { internal: { prefixes = [\"192.0.2.1\"]; }; };\n",
	  "%x:1: note: zones.internal.prefixes: 192.0.2.1/32 is contained in 192.0.2.0/24 and ignored\n", true },
	{ "allow-twice", ZONES "@include \"x\"\nallow = ( { from = \"::1\"; to = \"::1\"; } );\n--- x\nallow = ( { from = \"::1\"; to = \"::/0\"; } );\n",
	  "@:3: note: allow: from ::1/128 to ::1/128 is contained in from ::1/128 to ::/0 and ignored\n", true },

	/* files of prefixes: the entry */
	{ "list-missing", ZONES "allow = ( { from-file = \"p\"; to = \"::1\"; } );\n",
	  "@:2: allow.from-file: \"%p\": there is no such file\n", false },
	{ "list-folder", ZONES "allow = ( { from-file = \"/etc\"; to = \"::1\"; } );\n",
	  "@:2: allow.from-file: \"/etc\": is a directory: name a file in it\n", false },
	{ "list-device", ZONES "allow = ( { to-file = \"/dev/zero\"; from = \"::1\"; } );\n",
	  "@:2: allow.to-file: \"/dev/zero\": is not a regular file\n", false },
	{ "list-and-prefix", ZONES "allow = ( { from-file = \"p\"; from = \"::1\"; to = \"::1\"; } );\n",
	  "@:2: allow: has both from and from-file: remove one\n", false },
	{ "prefix-and-list", ZONES "allow = ( { to-file = \"p\"; from = \"::1\"; to = \"::1\"; } );\n",
	  "@:2: allow: has both to and to-file: remove one\n", false },
	{ "two-lists", ZONES "allow = ( { from-file = \"p\"; to-file = \"p\"; } );\n",
	  "@:2: allow: has both from-file and to-file: one side has to be a prefix\n", false },
	{ "list-alone", ZONES "allow = ( { from-file = \"p\"; } );\n",
	  "@:2: allow: to is missing: the prefix of the servers\n", false },
	{ "list-type", ZONES "allow = ( { from-file = [ \"p\" ]; to = \"::1\"; } );\n",
	  "@:2: allow.from-file: expected a string \"...\", found an array [ ... ]\n"
	  "@:2: allow: from is missing: the prefix of the clients\n", false },
	{ "list-other-side", ZONES "allow = ( { from-file = \"p\"; to = \"x\"; } );\n--- p\nx\n",
	  "@:2: allow.to: \"x\" is not an IP address such as 192.0.2.1 or 2001:db8::1\n", false },
	{ "list-relative", ZONES "@include \"d/x\"\n--- d/x\nallow = ( { from-file = \"p\"; to = \"::1\"; } );\n",
	  "%d/x:1: allow.from-file: \"%d/p\": there is no such file\n", false },

	/* files of prefixes: their lines */
	{ "list-empty", CLIENTS, "%p: warning: contains no prefix\n", true },
	{ "list-comments", CLIENTS "# nothing\n; here\n\n \t\r\n", "%p: warning: contains no prefix\n", true },
	{ "list-host-bits", CLIENTS "192.0.2.1/24\n",
	  "%p:1: 192.0.2.1/24 has host bits: did you mean 192.0.2.0/24, or 192.0.2.1/32?\n", false },
	{ "list-several", SERVERS "192.0.2.0/24\nx # y\n\n1.2.3\n",
	  "%p:2: \"x\" is not an IP address such as 192.0.2.1 or 2001:db8::1\n"
	  "%p:4: \"1.2.3\" is not an IP address such as 192.0.2.1 or 2001:db8::1\n", false },
	{ "list-two-in-a-line", CLIENTS "192.0.2.1 192.0.2.2\n",
	  "%p:1: \"192.0.2.1 192.0.2.2\" is not an IP address such as 192.0.2.1 or 2001:db8::1\n", false },
	{ "list-quotes", CLIENTS "\"192.0.2.1\",\r\n",
	  "%p:1: \"\\\"192.0.2.1\\\",\" is not an IP address such as 192.0.2.1 or 2001:db8::1\n", false },
	{ "list-nul", CLIENTS "192.0.2.1\n192.0.\1.2\n",
	  "%p:2: contains a NUL byte: a list is plain text, one prefix per line\n", false },
	{ "list-long", CLIENTS "# " LONG LONG "\n\n" LONG "\n",
	  "%p:3: has more than 255 bytes: one prefix per line, comments begin with # or ;\n", false },
	{ "list-utf-16", CLIENTS "\xfe\xff\n",
	  "@:2: allow.from-file: \"%p\": is UTF-16: save it as UTF-8\n", false },
	{ "list-byte-order-mark", CLIENTS "\xef\xbb\xbf" "192.0.2.1\r\n192.0.2.2", "", true },
	{ "list-family", CLIENTS "192.0.2.1\n2001:db8::/32\n2001:db8::1\n",
	  "%p: note: 2 of 3 prefixes are skipped: the other side of the entry is of another address family\n", true },
	{ "list-other-family", CLIENTS "2001:db8::/32\n",
	  "%p: warning: 1 of 1 prefixes are skipped: the other side of the entry is of another address family\n", true },
	{ "list-duplicates", CLIENTS "192.0.2.1\n198.51.100.1\n192.0.2.0/24\n192.0.2.1\n",
	  "%p:1: note: 2 of 4 prefixes are contained in others and ignored (this is the first)\n", true },
	{ "list-wide", ZONES "allow = ( { from = \"0.0.0.0/0\"; to-file = \"p\"; } );\n--- p\n10.0.0.0/8\n0.0.0.0/0\n",
	  "%p:2: warning: from 0.0.0.0/0 to 0.0.0.0/0" WIDE
	  "%p:1: note: 1 of 2 prefixes are contained in others and ignored (this is the first)\n", true },
};

#define N_SAMPLES	(sizeof(samples) / sizeof(*samples))

static char folder[300];

/* Makes directories too; '\1' in @text is written as a NUL. */
static void write_file(const char *name, size_t n, const char *text, size_t size)
{
	char path[512], *slash;
	FILE *file;
	size_t i;

	snprintf(path, sizeof(path), "%s%.*s", folder, (int)n, name);
	for (slash = path + strlen(folder); (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(path, 0777);
		*slash = '/';
	}
	file = fopen(path, "w");
	assert_non_null(file);
	for (i = 0; i < size; i++)
		putc(text[i] == '\1' ? '\0' : text[i], file);
	assert_int_equal(fclose(file), 0);
}

static void write_files(const struct sample *sample)
{
	const char *name = sample->name, *text = sample->text, *next;
	size_t n = strlen(name), size;

	for (;;) {
		next = strncmp(text, "--- ", 4) ? strstr(text, "\n--- ") : text - 1;
		size = next ? (size_t)(next + 1 - text) : strlen(text);
		write_file(name, n, text, size);
		if (!next)
			return;
		name = next + 5;
		n = strcspn(name, "\n");
		text = name + n + 1;
	}
}

/* Replace '%' by the directory. */
static char *expand(const char *text)
{
	char *expanded = NULL;
	size_t size;
	FILE *out = open_memstream(&expanded, &size);

	assert_non_null(out);
	for (; *text; text++)
		if (*text == '%')
			fputs(folder, out);
		else
			putc(*text, out);
	fclose(out);
	return expanded;
}

static void test_sample(void **state)
{
	const struct sample *sample = *state;
	struct policy *policy;
	char path[512], *said, *expected;

	assert_int_equal(system("rm -rf build/tmp/policy/bad-files"), 0);
	snprintf(folder, sizeof(folder), "%s/", policy_fixture_path("bad-files"));
	mkdir(folder, 0777);
	write_files(sample);
	snprintf(path, sizeof(path), "%s%s", folder, sample->name);
	expected = expand(sample->expected);
	said = fixture_load(path, &policy);
	fixture_expect(said, path, expected);
	assert_int_equal(policy != NULL, sample->good);
	policy_free(policy);
	free(expected);
	free(said);
}

int main(void)
{
	static struct CMUnitTest tests[N_SAMPLES];
	size_t i;

	for (i = 0; i < N_SAMPLES; i++) {
		tests[i].name = samples[i].name;
		tests[i].test_func = test_sample;
		tests[i].initial_state = (void *)&samples[i];
	}
	return cmocka_run_group_tests_name("policy_files", tests, NULL, NULL);
}
