// SPDX-License-Identifier: GPL-2.0-or-later
/* test_policy_test.c - slammerctl policy test: captures of every kind */
#include <pcap/pcap.h>

#include "common/error.h"
#include "common/names.h"
#include "support/program_fixture.h"
#include "vectors/vector.h"

#define SAMPLE	"etc/policy.conf"
#define CAPTURE	FIXTURE_DIR "/test.pcap"
#define RUN	"policy test " SAMPLE " " CAPTURE
#define BYTES	128

/* An IP packet with UDP to port 1434, and @payload */
struct ip {
	uint8_t bytes[BYTES];
	size_t size;
};

static struct ip ip4(const uint8_t src[4], const uint8_t dst[4],
		     const char *payload, size_t size)
{
	struct ip p = { .bytes = { 0x45, [8] = 64, 17 }, .size = 28 + size };

	p.bytes[3] = (uint8_t)p.size;
	memcpy(p.bytes + 12, src, 4);
	memcpy(p.bytes + 16, dst, 4);
	memcpy(p.bytes + 20, "\x04\x16\x05\x9a", 4);	/* 1046 -> 1434 */
	p.bytes[25] = (uint8_t)(8 + size);
	memcpy(p.bytes + 28, payload, size);
	return p;
}

static struct ip ip6(uint8_t host, const char *payload, size_t size)
{
	struct ip p = { .bytes = { 0x60, [6] = 17, 64 }, .size = 48 + size };

	p.bytes[5] = (uint8_t)(8 + size);
	memcpy(p.bytes + 8, "\x20\x01\x0d\xb8\x01\x00", 6);
	p.bytes[23] = 7;
	memcpy(p.bytes + 24, "\x20\x01\x0d\xb8\x00\x02", 6);
	p.bytes[39] = host;
	memcpy(p.bytes + 40, "\x04\x16\x05\x9a", 4);
	p.bytes[45] = (uint8_t)(8 + size);
	memcpy(p.bytes + 48, payload, size);
	return p;
}

static const uint8_t client[4] = { 198, 51, 100, 7 };
static const uint8_t other[4] = { 203, 0, 113, 66 };
static const uint8_t server[4] = { 192, 0, 2, 10 };

/* One capture at a time. */
static pcap_t *pcap;
static pcap_dumper_t *dumper;

static void capture_begin(int link)
{
	policy_fixture_path("");
	pcap = pcap_open_dead(link, 65535);
	assert_non_null(pcap);
	dumper = pcap_dump_open(pcap, CAPTURE);
	assert_non_null(dumper);
}

/* @header and @p as one frame of which only @caplen bytes are captured. */
static void capture_add_at(unsigned int ms, const char *header,
			   size_t header_size, const struct ip *p, size_t caplen)
{
	struct pcap_pkthdr h = {
		.len = (bpf_u_int32)(header_size + p->size),
		.ts = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 },
	};
	uint8_t frame[2 * BYTES];

	memcpy(frame, header, header_size);
	memcpy(frame + header_size, p->bytes, p->size);
	h.caplen = caplen < h.len ? (bpf_u_int32)caplen : h.len;
	pcap_dump((u_char *)dumper, &h, frame);
}

static void capture_add(const char *header, size_t header_size,
			const struct ip *p, size_t caplen)
{
	capture_add_at(0, header, header_size, p, caplen);
}

static void capture_end(void)
{
	assert_int_equal(pcap_dump_flush(dumper), 0);
	pcap_dump_close(dumper);
	pcap_close(pcap);
}

#define ETH4	"\2\0\0\0\0\1\2\0\0\0\0\2\x08\x00", 14
#define ETH6	"\2\0\0\0\0\1\2\0\0\0\0\2\x86\xdd", 14

/* An allowed client's request, another one's, an echo, IPv6, ARP, a cut header. */
static void capture_six(void)
{
	struct ip p = ip4(client, server, "\4MSSQL", 7);

	capture_begin(DLT_EN10MB);
	capture_add(ETH4, &p, BYTES);
	p = ip4(other, server, "\4MSSQL", 7);
	capture_add(ETH4, &p, BYTES);
	p = ip4(client, server, "\n", 1);
	memcpy(p.bytes + 20, "\x05\x9a", 2);	/* from 1434, too */
	capture_add(ETH4, &p, BYTES);
	p = ip6(0x11, "\3", 1);
	capture_add(ETH6, &p, BYTES);
	p = ip4(client, server, "", 0);
	capture_add("\2\0\0\0\0\1\2\0\0\0\0\2\x08\x06", 14, &p, BYTES);
	capture_add(ETH4, &p, 10);
	capture_end();
}

static void test_table(void **state)
{
	capture_six();
	program_says(RUN, 0,
		" number  source                   destination              class     direction verdict  reason\n"
		"      1  198.51.100.7:1046        192.0.2.10:1434          request   ingress   accept   allow-entry\n"
		"      2  203.0.113.66:1046        192.0.2.10:1434          request   ingress   drop     instance\n"
		"      3  198.51.100.7:1434        192.0.2.10:1434          pingpong  ingress   drop     echo\n"
		"      4  [2001:db8:100::7]:1046   [2001:db8:2::11]:1434    request   ingress   drop     list\n"
		"      5  -                        -                        other     ingress   accept   not-udp\n"
		"      6  -                        -                        other     ingress   drop     truncated\n"
		"\n"
		"class     accept  monitor  drop  limit  queue\n"
		"other          1        0     1      0      0\n"
		"request        1        0     2      0      0\n"
		"pingpong       0        0     1      0      0\n"
		"6 packets\n", "");
}

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void expect_object(const json_t *list, size_t i, const char *source,
			  const char *destination, const char *class,
			  const char *direction, const char *verdict,
			  const char *reason)
{
	const json_t *o = json_array_get(list, i);

	assert_int_equal(json_object_size(o), 8);
	assert_true(json_is_null(json_object_get(o, "signature")));
	assert_int_equal(json_integer_value(json_object_get(o, "number")), i + 1);
	if (source) {
		assert_string_equal(text_of(o, "source"), source);
		assert_string_equal(text_of(o, "destination"), destination);
	} else {
		assert_true(json_is_null(json_object_get(o, "source")));
		assert_true(json_is_null(json_object_get(o, "destination")));
	}
	assert_string_equal(text_of(o, "class"), class);
	assert_string_equal(text_of(o, "direction"), direction);
	assert_string_equal(text_of(o, "verdict"), verdict);
	assert_string_equal(text_of(o, "reason"), reason);
}

static void test_json(void **state)
{
	json_t *list;

	capture_six();
	list = program_json(RUN " --json", 0, "");
	assert_int_equal(json_array_size(list), 6);
	expect_object(list, 0, "198.51.100.7", "192.0.2.10", "request", "ingress", "accept", "allow-entry");
	expect_object(list, 1, "203.0.113.66", "192.0.2.10", "request", "ingress", "drop", "instance");
	expect_object(list, 3, "2001:db8:100::7", "2001:db8:2::11", "request", "ingress", "drop", "list");
	expect_object(list, 4, NULL, NULL, "other", "ingress", "accept", "not-udp");
	expect_object(list, 5, NULL, NULL, "other", "ingress", "drop", "truncated");
	json_decref(list);
}

static void test_from(void **state)
{
	json_t *list;

	capture_six();
	list = program_json(RUN " --json --from internal", 0, "");
	expect_object(list, 1, "203.0.113.66", "192.0.2.10", "request", "internal", "accept", "instance");
	expect_object(list, 4, NULL, NULL, "other", "egress", "accept", "not-udp");
	json_decref(list);
	list = program_json("policy test --from=local --json " SAMPLE " " CAPTURE, 0, "");
	expect_object(list, 1, "203.0.113.66", "192.0.2.10", "request", "local", "drop", "instance");
	json_decref(list);
}

static void test_stdin(void **state)
{
	json_t *list;

	capture_six();
	list = program_json("policy test " SAMPLE " - --json <" CAPTURE, 0, "");
	assert_int_equal(json_array_size(list), 6);
	json_decref(list);
}

/* The same request with each supported link header */
static void test_links(void **state)
{
	static const struct {
		int link;
		const char *header4, *header6;
		size_t size;
	} links[] = {
		{ DLT_EN10MB, "\2\0\0\0\0\1\2\0\0\0\0\2\x08\x00", "\2\0\0\0\0\1\2\0\0\0\0\2\x86\xdd", 14 },
		{ DLT_EN10MB, "\2\0\0\0\0\1\2\0\0\0\0\2\x88\xa8\0\1\x81\0\0\2\x08\x00", "\2\0\0\0\0\1\2\0\0\0\0\2\x81\0\0\1\x81\0\0\2\x86\xdd", 22 },
		{ DLT_RAW, "", "", 0 },
		{ DLT_LINUX_SLL, "\0\0\0\1\0\6\2\0\0\0\0\1\0\0\x08\x00", "\0\0\0\1\0\6\2\0\0\0\0\1\0\0\x86\xdd", 16 },
		{ DLT_LINUX_SLL2, "\x08\x00\0\0\0\0\0\2\0\1\0\6\2\0\0\0\0\1\0\0", "\x86\xdd\0\0\0\0\0\2\0\1\0\6\2\0\0\0\0\1\0\0", 20 },
		{ DLT_NULL, "\2\0\0\0", "\x1e\0\0\0", 4 },
		{ DLT_NULL, "\0\0\0\2", "\0\0\0\x18", 4 },
		{ DLT_LOOP, "\0\0\0\2", "\0\0\0\x1e", 4 },
	};
	struct ip four = ip4(client, server, "\4MSSQL", 7);
	struct ip six = ip6(0x10, "\4MSSQL", 7);
	json_t *list;
	size_t i;

	for (i = 0; i < sizeof(links) / sizeof(*links); i++) {
		capture_begin(links[i].link);
		capture_add(links[i].header4, links[i].size, &four, 2 * BYTES);
		capture_add(links[i].header6, links[i].size, &six, 2 * BYTES);
		capture_add(links[i].header4, links[i].size, &four, links[i].size + 29);
		capture_add(links[i].header4, links[i].size, &four, links[i].size ? 3 : 0);
		capture_end();
		list = program_json(RUN " --json", 0, "");
		assert_int_equal(json_array_size(list), 4);
		expect_object(list, 0, "198.51.100.7", "192.0.2.10", "request", "ingress", "accept", "allow-entry");
		expect_object(list, 1, "2001:db8:100::7", "2001:db8:2::10", "request", "ingress", "accept", "allow-entry");
		/* one byte of payload was captured: 04, and 6 more on the wire */
		expect_object(list, 2, "198.51.100.7", "192.0.2.10", "other", "ingress", "drop", "truncated");
		expect_object(list, 3, NULL, NULL, "other", "ingress", "drop", "truncated");
		json_decref(list);
	}
}

static void test_link_unknown(void **state)
{
	struct ip p = ip4(client, server, "\3", 1);

	capture_begin(DLT_IEEE802_11);
	capture_add("", 0, &p, BYTES);
	capture_end();
	program_says(RUN " --json", 1, "[]\n",
		     "slammerctl: " CAPTURE ": link type IEEE802_11 (105) is not supported: capture on an Ethernet interface, or on \"any\"\n");
}

static void test_empty(void **state)
{
	capture_begin(DLT_EN10MB);
	capture_end();
	program_says(RUN " --json", 0, "[]\n", "");
}

/* Packets before the damage are printed, and the array is complete. */
static void test_cut(void **state)
{
	json_t *list;

	capture_six();
	program_says("--version; truncate -s 200 " CAPTURE, 0, "slammerctl " NF_SLAMMER_VERSION "\n", "");
	list = program_json(RUN " --json", 1,
		"slammerctl: " CAPTURE ": packet 3: truncated dump file; tried to read 43 captured bytes, only got 30\n");
	assert_int_equal(json_array_size(list), 2);
	expect_object(list, 1, "203.0.113.66", "192.0.2.10", "request", "ingress", "drop", "instance");
	json_decref(list);

	program_says("--version; truncate -s 30 " CAPTURE, 0, "slammerctl " NF_SLAMMER_VERSION "\n", "");
	program_says(RUN " --json", 1, "[]\n",
		"slammerctl: " CAPTURE ": packet 1: truncated dump file; tried to read 16 header bytes, only got 6\n");
}

static void test_bad_files(void **state)
{
	program_says("policy test " SAMPLE " /nonexistent --json", 1, "[]\n",
		     "slammerctl: /nonexistent: No such file or directory\n");
	program_says("policy test " SAMPLE " etc --json", 1, "[]\n",
		     "slammerctl: etc: Is a directory\n");
	program_says("policy test " SAMPLE " " SAMPLE " --json", 1, "[]\n",
		     "slammerctl: " SAMPLE ": not a capture in pcap or pcapng format: \"editcap -F pcap FILE NEW\" converts others\n");
	program_says("policy test " SAMPLE " /dev/null", 1, "",
		     "slammerctl: /dev/null: the file is empty\n");
	program_says("policy test /nonexistent " SAMPLE " --json", 1, "[]\n",
		     "/nonexistent: there is no such file\n");
}

#define POLICY(rest) \
	fixture_write("try.conf", ZONES rest, sizeof(ZONES rest) - 1)
#define TRY	"policy test " FIXTURE_DIR "/try.conf " CAPTURE " --json"

static void expect_verdicts(const char *const *verdicts, size_t n)
{
	json_t *list = program_json(TRY, 0, "");
	size_t i;

	assert_int_equal(json_array_size(list), n);
	for (i = 0; i < n; i++)
		if (strcmp(text_of(json_array_get(list, i), "verdict"), verdicts[i]))
			fail_msg("packet %zu: %s", i + 1,
				 text_of(json_array_get(list, i), "verdict"));
	json_decref(list);
}

/* Two at once, then one in 500 ms, by the times of the capture. */
static void test_limits(void **state)
{
	static const unsigned int ms[] = {
		100000, 100000, 100000, 100400, 100500, 100600, 100200, 101000, 101500,
		500000, 500000, 500000,
	};
	static const char *const verdicts[] = {
		"limit", "limit", "drop", "drop", "limit", "drop", "drop", "limit", "limit",
		"limit", "limit", "drop",
	};
	struct ip p = ip4(other, server, "\3", 1);
	size_t i, n = sizeof(ms) / sizeof(*ms);

	POLICY("ingress: { request = \"limit 2/s burst 2\"; };");
	capture_begin(DLT_EN10MB);
	for (i = 0; i < n; i++)
		capture_add_at(ms[i], ETH4, &p, BYTES);
	capture_end();
	expect_verdicts(verdicts, n);
}

/* Keys have a bucket each, the reasons of one share it; time may begin at 0. */
static void test_limits_are_separate(void **state)
{
	static const char *const payloads[] = { "\3", "\4A", "\1", "\xf\1", "\1" };
	static const char *const verdicts[] = {
		"limit", "drop", "limit", "drop", "limit",
	};
	struct ip p;
	size_t i;

	POLICY("ingress: { request = \"limit 1/s\"; other = \"limit 1/s burst 2\"; };"
	       "egress: { request = \"limit 9/s\"; };");
	capture_begin(DLT_EN10MB);
	for (i = 0; i < 5; i++) {
		p = ip4(other, server, payloads[i], strlen(payloads[i]));
		capture_add(ETH4, &p, BYTES);
	}
	capture_end();
	expect_verdicts(verdicts, 5);
}

static void test_signatures(void **state)
{
	struct ip p = ip4(other, server, "\1ab", 3);
	json_t *list;

	POLICY("signatures = ( { name = \"one\"; port = 1434; match = ( { offset = 1; bytes = \"6163\"; } ); },\n"
	       "{ name = \"two\"; port = 1434; length = 3; } );\nlocal: { signature = \"queue\"; };");
	capture_begin(DLT_EN10MB);
	capture_add(ETH4, &p, BYTES);
	p = ip4(other, server, "\1ac", 3);
	capture_add(ETH4, &p, BYTES);
	p = ip4(other, server, "\1ac!", 4);
	capture_add(ETH4, &p, BYTES);
	capture_end();
	list = program_json(TRY " --from local", 0, "");
	assert_string_equal(text_of(json_array_get(list, 0), "reason"), "signature");
	assert_string_equal(text_of(json_array_get(list, 0), "signature"), "two");
	assert_string_equal(text_of(json_array_get(list, 0), "class"), "signature");
	assert_string_equal(text_of(json_array_get(list, 0), "verdict"), "queue");
	assert_string_equal(text_of(json_array_get(list, 1), "signature"), "one");
	json_decref(list);
	program_says("policy test " FIXTURE_DIR "/try.conf " CAPTURE, 0,
		" number  source                   destination              class     direction verdict  reason\n"
		"      1  203.0.113.66:1046        192.0.2.10:1434          signature ingress   drop     signature two\n"
		"      2  203.0.113.66:1046        192.0.2.10:1434          signature ingress   drop     signature one\n"
		"      3  203.0.113.66:1046        192.0.2.10:1434          signature ingress   drop     signature one\n"
		"\n"
		"class      accept  monitor  drop  limit  queue\n"
		"signature       0        0     3      0      0\n"
		"3 packets\n", "");
}

/* Every vector is judged as the list of vectors says. */
static void expect_vectors(const char *file)
{
	struct error error;
	char command[256];
	struct vectors *vectors;
	enum slammer_zone zone;
	json_t *list, *o;
	size_t i;

	vectors = vectors_load(file, &error);
	if (!vectors)
		fail_msg("%s", error.text);
	policy_fixture_path("");
	assert_int_equal(vectors_capture(vectors, CAPTURE, &error), 0);
	for (zone = ZONE_EXTERNAL; zone <= ZONE_LOCAL; zone++) {
		snprintf(command, sizeof(command), RUN " --json --from %s", zone_name(zone));
		list = program_json(command, 0, "");
		assert_int_equal(json_array_size(list), vectors->count);
		for (i = 0; i < vectors->count; i++) {
			const struct vector *v = &vectors->list[i];

			o = json_array_get(list, i);
			if (strcmp(text_of(o, "verdict"), verdict_name(v->verdict[zone])))
				fail_msg("%s from %s: %s", v->name, zone_name(zone), text_of(o, "verdict"));
			assert_string_equal(text_of(o, "class"), class_name(reason_class(v->reason)));
			assert_string_equal(text_of(o, "direction"), direction_name(vector_direction(v, zone)));
			if (strcmp(text_of(o, "reason"), "allow-entry"))
				assert_string_equal(text_of(o, "reason"), reason_name(v->reason));
			else
				assert_string_equal(text_of(o, "verdict"), "accept");
		}
		json_decref(list);
	}
	vectors_free(vectors);
}

static void test_vectors(void **state)
{
	expect_vectors("tests/vectors/vectors.txt");
}

/* The capture that is installed, with the shipped policy, as in slammerctl(8) */
static void test_example(void **state)
{
	expect_vectors("tests/vectors/example.txt");
	program_says(RUN " --from auto", 0,
		" number  source                   destination              class     direction verdict  reason\n"
		"      1  198.51.100.7:50123       192.0.2.10:1434          request   ingress   accept   allow-entry\n"
		"      2  192.0.2.10:1434          198.51.100.7:50123       response  egress    accept   allow-entry\n"
		"      3  203.0.113.66:40000       192.0.2.10:1434          request   ingress   drop     instance\n"
		"      4  203.0.113.66:1046        192.0.2.10:1434          slammer   ingress   drop     worm\n"
		"      5  192.0.2.66:1046          198.51.100.77:1434       slammer   egress    drop     worm\n"
		"      6  [2001:db8:bad::66]:1046  [2001:db8:2::10]:1434    slammer   ingress   drop     worm\n"
		"      7  203.0.113.66:1046        192.0.2.10:1434          overflow  ingress   drop     long-name\n"
		"      8  203.0.113.66:1434        192.0.2.10:1434          pingpong  ingress   drop     echo\n"
		"      9  192.0.2.20:1434          198.51.100.77:4500       other     egress    accept   foreign\n"
		"     10  198.51.100.77:4500       192.0.2.20:1434          other     ingress   accept   solicited\n"
		"     11  203.0.113.66:4500        192.0.2.20:1434          overflow  ingress   drop     grey-name\n"
		"     12  192.0.2.20               198.51.100.77            other     egress    accept   other-port\n"
		"     13  198.51.100.77            192.0.2.20               other     ingress   accept   not-udp\n"
		"     14  203.0.113.66:1046        192.0.2.10:1434          other     ingress   drop     truncated\n"
		"     15  203.0.113.66             192.0.2.10               other     ingress   drop     overlap\n"
		"\n"
		"class     accept  monitor  drop  limit  queue\n"
		"other          4        0     2      0      0\n"
		"request        1        0     1      0      0\n"
		"response       1        0     0      0      0\n"
		"pingpong       0        0     1      0      0\n"
		"overflow       0        0     2      0      0\n"
		"slammer        0        0     3      0      0\n"
		"solicited flows that were opened: 1\n"
		"15 packets\n", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_from),
		cmocka_unit_test(test_stdin),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_link_unknown),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_bad_files),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_limits_are_separate),
		cmocka_unit_test(test_signatures),
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_example),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
