// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_policy_test_auto.c - slammerctl policy test: directions by address, solicited
 * flows, fragments, cut packets, --only, --summary
 */
#include <pcap/pcap.h>

#include "common/names.h"
#include "nfslammer/packet.h"
#include "support/program_fixture.h"

#define CAPTURE	FIXTURE_DIR "/auto.pcap"
#define RUN	"policy test " FIXTURE_DIR "/auto.conf " CAPTURE

#define INSIDE	"\xc0\0\2\x0a"		/* 192.0.2.10 */
#define NEAR	"\xc0\0\2\x63"		/* 192.0.2.99 */
#define PEER	"\xcb\0\x71\x42"	/* 203.0.113.66 */
/* An attack by its content alone: a name over the limit */
#define LONG	"\4AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define FAR	"\xc6\x33\x64\7"	/* 198.51.100.7 */

static pcap_t *pcap;
static pcap_dumper_t *dumper;
static unsigned int seconds;

static void begin(const char *policy)
{
	char text[1024];

	snprintf(text, sizeof(text), FULL "%s", policy);
	fixture_write("auto.conf", text, strlen(text));
	pcap = pcap_open_dead(DLT_RAW, 65535);
	dumper = pcap_dump_open(pcap, CAPTURE);
	assert_non_null(dumper);
	seconds = 1000;
}

static void end(void)
{
	assert_int_equal(pcap_dump_flush(dumper), 0);
	pcap_dump_close(dumper);
	pcap_close(pcap);
}

static void put(const uint8_t *bytes, size_t size, size_t captured)
{
	struct pcap_pkthdr h = {
		.ts.tv_sec = seconds, .len = (bpf_u_int32)size,
		.caplen = (bpf_u_int32)(captured < size ? captured : size),
	};

	pcap_dump((u_char *)dumper, &h, bytes);
}

/* Bytes @from to @to of the UDP datagram; all of it: no fragment */
static void send_part(const char *src, const char *dst, const uint8_t *udp,
		      size_t size, size_t from, size_t to, size_t captured)
{
	uint8_t ip[1500] = { 0x45, [8] = 64, 17 };
	size_t length = 20 + to - from;

	ip[2] = (uint8_t)(length >> 8);
	ip[3] = (uint8_t)length;
	ip[5] = (uint8_t)size;
	ip[6] = (uint8_t)((to < size ? 0x20 : 0) | from >> 11);
	ip[7] = (uint8_t)(from >> 3);
	memcpy(ip + 12, src, 4);
	memcpy(ip + 16, dst, 4);
	memcpy(ip + 20, udp + from, to - from);
	put(ip, length, captured);
}

static size_t udp_of(uint8_t *udp, unsigned int sport, unsigned int dport,
		     const char *payload, size_t size)
{
	udp[0] = (uint8_t)(sport >> 8);
	udp[1] = (uint8_t)sport;
	udp[2] = (uint8_t)(dport >> 8);
	udp[3] = (uint8_t)dport;
	udp[4] = (uint8_t)((8 + size) >> 8);
	udp[5] = (uint8_t)(8 + size);
	udp[6] = udp[7] = 0;
	memcpy(udp + 8, payload, size);
	return 8 + size;
}

static void send_bytes(const char *src, unsigned int sport, const char *dst,
		       unsigned int dport, const char *payload, size_t size)
{
	uint8_t udp[1500];

	size = udp_of(udp, sport, dport, payload, size);
	send_part(src, dst, udp, size, 0, size, SIZE_MAX);
}
#define send(src, sport, dst, dport, payload)	\
	send_bytes(src, sport, dst, dport, payload, sizeof(payload) - 1)

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* "number direction verdict reason" of each row, a line each */
static void expect(const char *options, const char *rows)
{
	char command[256], text[4096] = "";
	json_t *list, *o;
	size_t i, used = 0;

	snprintf(command, sizeof(command), RUN " --json %s", options);
	list = program_json(command, 0, "");
	json_array_foreach(list, i, o)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
			"%lld %s %s %s\n",
			json_integer_value(json_object_get(o, "number")),
			text_of(o, "direction"), text_of(o, "verdict"),
			text_of(o, "reason"));
	json_decref(list);
	assert_string_equal(text, rows);
}

static void test_directions(void **state)
{
	begin("");
	send(PEER, 9, INSIDE, 1434, "\3");
	send(INSIDE, 9, PEER, 1434, "\3");
	send(INSIDE, 9, NEAR, 1434, "\3");
	send(PEER, 9, FAR, 1434, "\3");
	put((const uint8_t *)"\0\0", 2, 2);
	end();
	expect("--from auto",
	       "1 ingress accept list\n"
	       "2 egress accept list\n"
	       "3 internal accept list\n"
	       "4 ingress accept list\n"
	       "5 ingress accept not-udp\n");
	program_says(RUN " --from auto --summary", 0,
		"direction  class    reason   verdict  packets\n"
		"ingress    request  list     accept         2\n"
		"ingress    other    not-udp  accept         1\n"
		"egress     request  list     accept         1\n"
		"internal   request  list     accept         1\n"
		"1 between addresses that are not inside, taken as from outside\n"
		"5 packets\n", "");
}

static void test_no_prefixes(void **state)
{
	begin("");
	end();
	fixture_write("auto.conf", ZONES, sizeof(ZONES) - 1);
	program_says(RUN " --from auto --json", 1, "[]\n",
		"slammerctl: " FIXTURE_DIR "/auto.conf: no inside prefixes (zones.internal.prefixes), so --from auto cannot tell the sides: give --from external or --from internal\n");
}

/* What a client on port 1434 asked for; not the worm, and nothing without it. */
static void test_flows(void **state)
{
	static const char worm[376] = "\4\1\1\1";
	char payload[376];

	memset(payload, 1, sizeof(payload));
	memcpy(payload, worm, 4);
	memcpy(payload + 203, "sock", 4);
	memcpy(payload + 213, "send", 4);
	begin("");
	send(PEER, 4500, INSIDE, 1434, LONG);
	seconds += 31;
	send(INSIDE, 1434, PEER, 4500, "\1ask");
	send(PEER, 4500, INSIDE, 1434, LONG);
	send(PEER, 4501, INSIDE, 1434, LONG);
	send(FAR, 4500, INSIDE, 1434, LONG);
	send_bytes(PEER, 4500, INSIDE, 1434, payload, sizeof(payload));
	seconds += 181;
	send(PEER, 4500, INSIDE, 1434, LONG);
	/* a client outside, and a server inside */
	send(FAR, 1434, NEAR, 53, "\1ask");
	send(NEAR, 53, FAR, 1434, LONG);
	/* both inside */
	send(NEAR, 1434, INSIDE, 53, "\1ask");
	send(INSIDE, 53, NEAR, 1434, LONG);
	/* what only answers, and what the service itself sends */
	send(PEER, 7000, INSIDE, 1434, "\3");
	send(INSIDE, 1434, PEER, 7000, "\1ask");
	send(PEER, 7000, INSIDE, 1434, LONG);
	send(INSIDE, 1434, PEER, 7001, "\nask");
	send(PEER, 7001, INSIDE, 1434, LONG);
	/* the same sides: whoever can forge one can send both */
	send(PEER, 1434, FAR, 53, "\1ask");
	send(FAR, 53, PEER, 1434, LONG);
	end();
	expect("--from auto",
	       "1 ingress drop grey-name\n"
	       "2 egress accept foreign\n"
	       "3 ingress accept solicited\n"
	       "4 ingress drop grey-name\n"
	       "5 ingress drop grey-name\n"
	       "6 ingress drop worm-variant\n"
	       "7 ingress drop grey-name\n"
	       "8 ingress accept foreign\n"
	       "9 egress accept solicited\n"
	       "10 internal accept foreign\n"
	       "11 internal accept solicited\n"
	       "12 ingress accept list\n"
	       "13 egress accept foreign\n"
	       "14 ingress drop grey-name\n"
	       "15 egress accept foreign\n"
	       "16 ingress drop grey-name\n"
	       "17 ingress accept foreign\n"
	       "18 ingress drop grey-name\n");
	/* all from one side: no flows */
	expect("--from external --only solicited", "");
	expect("--from internal --only solicited", "");
	expect("--from auto --only solicited",
	       "3 ingress accept solicited\n"
	       "9 egress accept solicited\n"
	       "11 internal accept solicited\n");
}

static void test_no_flows(void **state)
{
	begin("tracking: { flows = 0; };");
	send(INSIDE, 1434, PEER, 4500, "\1ask");
	send(PEER, 4500, INSIDE, 1434, LONG);
	end();
	expect("--from auto",
	       "1 egress accept foreign\n"
	       "2 ingress drop grey-name\n");
}

/* A datagram with @payload in two pieces, cut at @at, which overlap by @more */
static void send_pieces(const char *payload, size_t size, size_t at, size_t more,
			bool reverse)
{
	uint8_t udp[1500];

	size = udp_of(udp, 9, 1434, payload, size);
	if (reverse)
		send_part(PEER, INSIDE, udp, size, at, size, SIZE_MAX);
	send_part(PEER, INSIDE, udp, size, 0, at + more, SIZE_MAX);
	if (!reverse)
		send_part(PEER, INSIDE, udp, size, at, size, SIZE_MAX);
}

static void fragments(const char *policy)
{
	begin(policy);
	send_pieces(LONG, sizeof(LONG) - 1, 16, 0, false);
	send_pieces(LONG "2", sizeof(LONG), 8, 0, true);
	send(PEER, 9, INSIDE, 1434, "\3");
	send_pieces(LONG "345", sizeof(LONG) + 2, 8, 8, true);
	send_pieces("\1ABCDEFGHIJKLMNOPQ", 18, 16, 0, true);
	seconds += 31;
	send_pieces(LONG "more", sizeof(LONG) + 3, 40, 0, true);
	end();
}

static void test_fragments_one_by_one(void **state)
{
	fragments("");
	expect("--only drop",
	       "1 ingress drop truncated\n"
	       "2 ingress drop overlap\n"
	       "3 ingress drop overlap\n"
	       "4 ingress drop truncated\n"
	       "6 ingress drop overlap\n"
	       "7 ingress drop truncated\n"
	       "8 ingress drop overlap\n"
	       "10 ingress drop overlap\n"
	       "11 ingress drop truncated\n");
}

static void test_fragments_put_together(void **state)
{
	fragments("defrag = true;");
	expect("",
	       "2 ingress drop grey-name\n"
	       "4 ingress drop grey-name\n"
	       "5 ingress accept list\n"
	       "7 ingress drop bad-fragments\n"
	       "9 ingress accept foreign\n"
	       "11 ingress drop grey-name\n");
	program_says(RUN " --summary --only bad-fragments", 0,
		"direction  class  reason         verdict  packets\n"
		"ingress    other  bad-fragments  drop           1\n"
		"10 fragments: 4 datagrams put together, 1 discarded, 0 incomplete and not judged\n"
		"1 of 11 packets\n", "");
}

static void test_fragments_incomplete(void **state)
{
	uint8_t udp[100];
	size_t size = udp_of(udp, 9, 1434, LONG, sizeof(LONG) - 1);

	begin("defrag = true;");
	send_part(PEER, INSIDE, udp, size, 0, 8, SIZE_MAX);
	seconds += 40;
	send(PEER, 9, INSIDE, 1434, "\3");
	send_part(PEER, INSIDE, udp, size, 8, size, SIZE_MAX);
	end();
	expect("--from auto",
	       "1 ingress accept later-fragment\n"
	       "2 ingress accept list\n"
	       "3 ingress accept later-fragment\n");
}

/* An attack that is cut anywhere is not said to be harmless. */
static void test_cut(void **state)
{
	uint8_t udp[100];
	size_t i, size = udp_of(udp, 9, 1434, LONG, sizeof(LONG) - 1);
	char rows[4096] = "";
	size_t used = 0;

	begin("");
	for (i = 0; i <= 20 + 8 + 34; i++) {
		send_part(PEER, INSIDE, udp, size, 0, size, i);
		used += (size_t)snprintf(rows + used, sizeof(rows) - used,
			"%zu ingress drop %s\n", i + 1,
			i < 20 + 8 + 34 ? "truncated" : "grey-name");
	}
	end();
	expect("", rows);
	/* as far as the first bytes say: TCP, another port, a contradiction */
	begin("");
	put((const uint8_t *)"\x45\0\0\x28\0\0\0\0\x40\x06\0\0\xc0\0\2\1\xc0\0\2\2", 40, 20);
	udp[3] = 53;
	send_part(PEER, INSIDE, udp, size, 0, size, 28);
	put((const uint8_t *)"\x44\0\0\x28\0\0\0\0\x40\x11\0\0\xc0\0\2\1\xc0\0\2\2", 40, 20);
	end();
	expect("",
	       "1 ingress accept not-udp\n"
	       "2 ingress accept other-port\n"
	       "3 ingress accept malformed\n");
}

static void test_only(void **state)
{
	begin("ingress: { request = \"monitor\"; };");
	send(PEER, 9, INSIDE, 1434, "\3");
	send(INSIDE, 9, PEER, 1434, "\3");
	send(PEER, 9, INSIDE, 1434, LONG);
	send(PEER, 9, INSIDE, 1434, "");
	end();
	expect("--from auto --only drop,monitor",
	       "1 ingress monitor list\n"
	       "3 ingress drop grey-name\n");
	expect("--from auto --only=accept,request", "2 egress accept list\n");
	expect("--from auto --only empty,overflow --only ingress",
	       "3 ingress drop grey-name\n"
	       "4 ingress accept empty\n");
	program_says(RUN " --from auto --only drop", 0,
		" number  source                   destination              class     direction verdict  reason\n"
		"      3  203.0.113.66:9           192.0.2.10:1434          overflow  ingress   drop     grey-name\n"
		"\n"
		"class     accept  monitor  drop  limit  queue\n"
		"overflow       0        0     1      0      0\n"
		"1 of 4 packets\n", "");
	program_says(RUN " --only drop,dorp", 2, "",
		"slammerctl policy test: --only takes verdicts, classes, reasons and directions, such as drop,long-name, not \"dorp\"\n"
		"Try 'slammerctl policy test --help'.\n");
}

static void test_summary_json(void **state)
{
	static const char *const zeros[] = {
		"unsupported", "neither", "flows", "fragments", "datagrams",
		"discarded", "incomplete"
	};
	json_t *o, *counts;
	size_t i;

	begin("");
	send(PEER, 9, INSIDE, 1434, "\3");
	send(PEER, 9, INSIDE, 1434, LONG);
	send(PEER, 9, INSIDE, 1434, "\3");
	end();
	o = program_json(RUN " --summary --json", 0, "");
	assert_int_equal(json_integer_value(json_object_get(o, "packets")), 3);
	assert_int_equal(json_integer_value(json_object_get(o, "shown")), 3);
	for (i = 0; i < sizeof(zeros) / sizeof(*zeros); i++)
		assert_int_equal(json_integer_value(json_object_get(o, zeros[i])), 0);
	counts = json_object_get(o, "counts");
	assert_int_equal(json_array_size(counts), 2);
	assert_string_equal(text_of(json_array_get(counts, 0), "reason"), "grey-name");
	assert_string_equal(text_of(json_array_get(counts, 1), "class"), "request");
	assert_string_equal(text_of(json_array_get(counts, 1), "verdict"), "accept");
	assert_int_equal(json_integer_value(json_object_get(
			json_array_get(counts, 1), "packets")), 2);
	json_decref(o);
	/* one value in any case */
	o = program_json("policy test etc/policy.conf /nonexistent --summary --json", 1,
			 "slammerctl: /nonexistent: No such file or directory\n");
	assert_int_equal(json_array_size(json_object_get(o, "counts")), 0);
	json_decref(o);
}

/* A pcapng of raw IP and of wireless frames: what is not judged is said. */
static void test_unsupported(void **state)
{
	static const uint8_t bytes[] = {
		10, 13, 13, 10, 28, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0,
		0, 0, 0, 0, 0, 0, 0, 0, 28, 0, 0, 0,
		1, 0, 0, 0, 20, 0, 0, 0, 105, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0,
		3, 0, 0, 0, 20, 0, 0, 0, 4, 0, 0, 0, 1, 2, 3, 4, 20, 0, 0, 0,
	};

	begin("");
	end();
	fixture_write("auto.pcap", bytes, sizeof(bytes));
	program_says(RUN " --summary", 1, "1 packets\n",
		"slammerctl: " CAPTURE ": 1 packet not judged: link type IEEE802_11 (105) is not supported: capture on an Ethernet interface, or on \"any\"\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_directions),
		cmocka_unit_test(test_no_prefixes),
		cmocka_unit_test(test_flows),
		cmocka_unit_test(test_no_flows),
		cmocka_unit_test(test_fragments_one_by_one),
		cmocka_unit_test(test_fragments_put_together),
		cmocka_unit_test(test_fragments_incomplete),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_only),
		cmocka_unit_test(test_summary_json),
		cmocka_unit_test(test_unsupported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
