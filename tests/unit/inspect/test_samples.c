// SPDX-License-Identifier: GPL-2.0-or-later
/* test_samples.c - sample files: written, limited, and listed */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

#include "common/error.h"
#include "inspect/samples.h"
#include "support/program_fixture.h"
#include "vectors/vector.h"

#define FOLDER		"build/test_samples"
#define MEGABYTE	((uint64_t)1 << 20)
#define BEGIN		1043474400	/* 2003-01-25T06:00:00Z */
#define NS		1000000000u

/* A capture file with nanoseconds, as tcpdump and wireshark read it. */
struct file_header {
	uint32_t magic;
	uint16_t major, minor;
	uint32_t zone, accuracy, packet_max, linktype;
};

struct file_record {
	uint32_t seconds, ns, kept, wire;
};

static const struct file_header file_header = {
	.magic = 0xa1b23c4d, .major = 2, .minor = 4, .packet_max = 65535,
	.linktype = 101,
};

static struct samples s;
static struct vectors *vectors;

static int setup(void **state)
{
	assert_int_equal(system("rm -rf " FOLDER " build/test_samples.pcap"), 0);
	samples_init(&s);
	samples_set(&s, FOLDER, MEGABYTE, 30);
	return 0;
}

static int teardown(void **state)
{
	samples_close(&s);
	return 0;
}

/* @second seconds after BEGIN. */
static void keep(const char *name, uint64_t second)
{
	const struct vector *v = vectors_find(vectors, name);
	struct frame frame;

	assert_non_null(v);
	assert_int_equal(vector_build(v, NULL, NULL, &frame), 0);
	samples_keep(&s, (BEGIN + second) * NS + 5, frame.bytes + frame.packet,
		     (uint32_t)frame.packet_length, (uint32_t)frame.packet_length);
}

static void flush(uint64_t second)
{
	samples_flush(&s, (int64_t)(BEGIN + second));
}

static int files(void)
{
	char **names;
	int count = samples_list(FOLDER, &names);

	samples_list_free(names, count);
	return count;
}

static uint64_t bytes_of_all(void)
{
	uint64_t sum = 0;
	char path[256], **names;
	struct stat st;
	int i, count = samples_list(FOLDER, &names);

	for (i = 0; i < count; i++) {
		snprintf(path, sizeof(path), FOLDER "/%s", names[i]);
		assert_int_equal(stat(path, &st), 0);
		sum += (uint64_t)st.st_size;
	}
	samples_list_free(names, count);
	return sum;
}

/* slammerctl samples of FOLDER; the caller drops the reference. */
static json_t *listed(const char *options, int status)
{
	char command[256];
	struct outcome o;
	json_t *root;

	snprintf(command, sizeof(command), "samples --json --directory " FOLDER " %s",
		 options);
	o = program_run(command);
	assert_int_equal(o.status, status);
	root = json_loads(o.out, 0, NULL);
	assert_non_null(root);
	program_outcome_free(&o);
	return root;
}

static json_int_t packets(const char *options)
{
	json_t *root = listed(options, 0), *file;
	json_int_t sum = 0;
	size_t i;

	json_array_foreach(json_object_get(root, "samples"), i, file)
		sum += json_integer_value(json_object_get(file, "packets"));
	json_decref(root);
	return sum;
}

static void test_names(void **state)
{
	assert_true(samples_is_name("samples-20030125T060000Z-000.pcap"));
	assert_false(samples_is_name("samples-20030125T060000Z-000.pcap~"));
	assert_false(samples_is_name("samples-20030125T060000Z-00.pcap"));
	assert_false(samples_is_name("samples-2003O125T060000Z-000.pcap"));
	assert_false(samples_is_name(""));
}

static void test_kept_and_listed(void **state)
{
	json_t *answer, *root;
	struct stat st;

	keep("worm-in", 0);
	keep("freetds", 1);
	flush(1);
	keep("worm6-in", 60);
	flush(60);
	assert_int_equal(s.kept, 3);
	assert_int_equal(files(), 1);
	assert_int_equal(stat(FOLDER "/samples-20030125T060001Z-000.pcap", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(s.bytes + sizeof(struct file_header), st.st_size);

	answer = program_json("samples --json --directory " FOLDER, 0, "");
	assert_string_equal(json_string_value(json_object_get(answer, "directory")),
			    FOLDER);
	root = json_array_get(json_object_get(answer, "samples"), 0);
	assert_string_equal(json_string_value(json_object_get(root, "from")),
			    "2003-01-25T06:00:00Z");
	assert_string_equal(json_string_value(json_object_get(root, "until")),
			    "2003-01-25T06:01:00Z");
	assert_int_equal(json_integer_value(json_object_get(root, "packets")), 3);
	assert_true(json_is_null(json_object_get(root, "error")));
	root = json_object_get(root, "classes");
	assert_int_equal(json_integer_value(json_object_get(root, "slammer")), 2);
	assert_int_equal(json_integer_value(json_object_get(root, "request")), 1);
	assert_int_equal(json_integer_value(json_object_get(root, "other")), 0);
	json_decref(answer);
}

static void test_filters(void **state)
{
	keep("worm-in", 0);
	keep("freetds", 10);
	keep("dns-id-04", 20);
	keep("worm6-in", 30);
	flush(30);
	assert_int_equal(packets(""), 4);
	assert_int_equal(packets("--class slammer"), 2);
	assert_int_equal(packets("--class overflow"), 0);
	assert_int_equal(packets("--since 2003-01-25T06:00:10Z"), 3);
	assert_int_equal(packets("--since 2003-01-26"), 0);
	assert_int_equal(packets("--since 1h"), 0);
	assert_int_equal(packets("--since 1000000d"), 4);
	assert_int_equal(packets("--source 203.0.113.0/24 --class slammer"), 1);
	assert_int_equal(packets("--source 2001:db8::/32"), 1);
	assert_int_equal(packets("--source 10.0.0.0/8"), 0);
}

/* The result is a capture with exactly these packets. */
static void test_written(void **state)
{
	const struct vector *v = vectors_find(vectors, "worm-in");
	struct file_header header;
	struct file_record record;
	struct frame frame;
	uint8_t bytes[2048];
	FILE *file;

	keep("freetds", 0);
	keep("worm-in", 1);
	flush(1);
	program_says("samples --directory " FOLDER " --class slammer --write build/test_samples.pcap",
		     0, "", "");
	file = fopen("build/test_samples.pcap", "rb");
	assert_non_null(file);
	assert_int_equal(fread(&header, sizeof(header), 1, file), 1);
	assert_memory_equal(&header, &file_header, sizeof(header));
	assert_int_equal(fread(&record, sizeof(record), 1, file), 1);
	assert_int_equal(record.seconds, BEGIN + 1);
	assert_int_equal(record.ns, 5);
	assert_int_equal(vector_build(v, NULL, NULL, &frame), 0);
	assert_int_equal(record.kept, frame.packet_length);
	assert_int_equal(fread(bytes, 1, record.kept, file), record.kept);
	assert_memory_equal(bytes, frame.bytes + frame.packet, record.kept);
	assert_int_equal(fgetc(file), EOF);
	fclose(file);

	/* an existing file is not overwritten */
	program_says("samples --directory " FOLDER " --write build/test_samples.pcap",
		     1, "", "slammerctl: build/test_samples.pcap: File exists\n");
	/* to standard output */
	assert_int_equal(system("build/slammerctl samples --directory " FOLDER
				" --class slammer --write - | cmp - build/test_samples.pcap"), 0);
}

static void test_bounded_by_size(void **state)
{
	uint64_t second = 0;
	int i;

	/* three times the limit */
	for (i = 0; i < 8000; i++) {
		keep("worm-in", second);
		if (i % 500 == 499)
			flush(second++);
		if (i % 100 == 0)
			assert_true(bytes_of_all() <= MEGABYTE);
	}
	assert_int_equal(s.kept, 8000);
	assert_int_equal(s.lost, 0);
	assert_true(bytes_of_all() <= MEGABYTE);
	assert_true(bytes_of_all() >= MEGABYTE / 4);
	assert_true(packets("") >= 500 && packets("") < 8000);
	/* the newest packets remain */
	assert_int_equal(packets("--since 2003-01-25T06:00:15Z"), 500);
	/* a smaller limit takes effect at once */
	samples_set(&s, FOLDER, MEGABYTE / 4, 30);
	samples_expire(&s, BEGIN + 20);
	assert_true(bytes_of_all() <= MEGABYTE / 4);
	keep("worm-in", 30);
	flush(30);
	assert_int_equal(packets("--since 2003-01-25T06:00:30Z"), 1);
}

static void test_bounded_by_age(void **state)
{
	struct utimbuf old = { BEGIN - 31 * 86400, BEGIN - 31 * 86400 };
	struct utimbuf young = { BEGIN - 29 * 86400, BEGIN - 29 * 86400 };

	assert_int_equal(mkdir(FOLDER, 0750), 0);
	assert_int_equal(system("cd " FOLDER " && touch samples-20021225T000000Z-000.pcap"
				" samples-20021227T000000Z-000.pcap notes.txt"), 0);
	utime(FOLDER "/samples-20021225T000000Z-000.pcap", &old);
	utime(FOLDER "/samples-20021227T000000Z-000.pcap", &young);
	utime(FOLDER "/notes.txt", &old);
	samples_expire(&s, BEGIN);
	assert_int_equal(files(), 1);
	assert_int_equal(access(FOLDER "/notes.txt", F_OK), 0);
	assert_int_equal(access(FOLDER "/samples-20021227T000000Z-000.pcap", F_OK), 0);
}

/* A file is of one day; a removed file is not written to. */
static void test_another_day(void **state)
{
	keep("worm-in", 0);
	flush(0);
	keep("worm-in", 86400);
	flush(86400);
	assert_int_equal(files(), 2);
	assert_int_equal(system("rm " FOLDER "/*.pcap"), 0);
	keep("worm-in", 86401);
	flush(86401);
	assert_int_equal(files(), 1);
	assert_int_equal(packets(""), 1);
}

static void test_a_flood_is_skipped(void **state)
{
	int i;

	for (i = 0; i < SAMPLES_A_SECOND + 500; i++)
		keep("freetds", 0);
	keep("freetds", 1);
	flush(1);
	assert_int_equal(s.kept, SAMPLES_A_SECOND + 1);
	assert_int_equal(s.skipped, 500);
}

static void test_cannot_be_written(void **state)
{
	samples_set(&s, "build/no/such/folder", MEGABYTE, 30);
	keep("worm-in", 0);
	keep("worm-in", 0);
	flush(0);
	assert_int_equal(s.lost, 2);
	assert_int_equal(s.kept, 0);
	assert_string_equal(s.error.text, "build/no/such/folder: cannot begin a file: No such file or directory");
	samples_set(&s, FOLDER, MEGABYTE, 30);
	assert_string_equal(s.error.text, "");
	keep("worm-in", 1);
	flush(1);
	assert_int_equal(s.kept, 1);
	samples_set(&s, NULL, MEGABYTE, 30);
	keep("worm-in", 2);
	flush(2);
	assert_int_equal(s.kept, 1);
	assert_int_equal(s.lost, 2);
}

/* A packet of 65535 bytes, and one without any. */
static void test_sizes(void **state)
{
	static uint8_t bytes[65535] = { 0x45 };
	int i;

	for (i = 0; i < 6; i++)
		samples_keep(&s, BEGIN * (uint64_t)NS, bytes, sizeof(bytes), 70000);
	samples_keep(&s, BEGIN * (uint64_t)NS, NULL, 0, 0);
	flush(0);
	assert_int_equal(s.kept, 7);
	assert_int_equal(packets(""), 7);
}

static void write_file(const char *name, const void *bytes, size_t n)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), FOLDER "/%s", name);
	file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	fclose(file);
}

/* Garbage, empty, half a header, a pipe: reported, and the others are read. */
static void test_damaged_files(void **state)
{
	struct { struct file_header h; struct file_record r; uint8_t b[4]; } half = {
		file_header, { BEGIN, 0, 400, 400 }, "E..",
	};
	struct outcome o;
	json_t *root;

	keep("worm-in", 0);
	flush(0);
	write_file("samples-20030125T060001Z-000.pcap", "garbage, and a lot of it", 24);
	write_file("samples-20030125T060002Z-000.pcap", "", 0);
	write_file("samples-20030125T060003Z-000.pcap", &file_header, 11);
	write_file("samples-20030125T060004Z-000.pcap", &half, sizeof(half));
	assert_int_equal(mkfifo(FOLDER "/samples-20030125T060005Z-000.pcap", 0600), 0);
	keep("freetds", 6);
	flush(6);
	root = listed("", 1);
	assert_int_equal(json_array_size(json_object_get(root, "samples")), 6);
	json_decref(root);
	o = program_run("samples --directory " FOLDER);
	assert_int_equal(o.status, 1);
	assert_non_null(strstr(o.out, "slammer 1"));
	assert_non_null(strstr(o.err, "samples-20030125T060001Z-000.pcap: "));
	assert_non_null(strstr(o.err, "samples-20030125T060004Z-000.pcap: packet 1: "));
	assert_non_null(strstr(o.err, "samples-20030125T060005Z-000.pcap: not a regular file"));
	program_outcome_free(&o);
}

static void test_errors(void **state)
{
	program_says("samples --directory build/no/such/folder", 1, "",
		     "slammerctl: build/no/such/folder: No such file or directory\n");
	program_says("samples --directory " FOLDER " --class worm", 2, "",
		     "slammerctl samples: --class takes other, request, response, signature, pingpong, overflow or slammer, not \"worm\"\n"
		     "Try 'slammerctl samples --help'.\n");
	program_says("samples --directory " FOLDER " --since 2026-02-31", 2, "",
		     "slammerctl samples: --since takes a time (2026-11-30, 2026-11-30T12:00Z, yesterday) or a duration (15min, 24h, 7d, 2w), not \"2026-02-31\"\n"
		     "Try 'slammerctl samples --help'.\n");
	program_says("samples --source 10.0.0.1/8 --directory " FOLDER, 2, "",
		     "slammerctl samples: --source: 10.0.0.1/8 has host bits: did you mean 10.0.0.0/8, or 10.0.0.1/32?\n"
		     "Try 'slammerctl samples --help'.\n");
	program_says("samples --json --write - --directory " FOLDER, 2, "",
		     "slammerctl samples: --json and --write cannot be combined\n"
		     "Try 'slammerctl samples --help'.\n");
	program_says("samples --config etc/policy.conf", 1, "",
		     "slammerctl: etc/policy.conf: the policy has no \"samples\": no packets are saved\n");
	assert_int_equal(mkdir(FOLDER, 0750), 0);
	program_says("samples --directory " FOLDER, 0,
		     "no samples in " FOLDER "\n", "");
}

/* The policy names the directory and the signatures. */
static void test_policy(void **state)
{
	char conf[1024], here[256];
	struct outcome o;

	keep("dns-id-04", 0);
	flush(0);
	assert_non_null(getcwd(here, sizeof(here)));
	snprintf(conf, sizeof(conf), "samples: { directory = \"%s/" FOLDER "\"; };\n"
		 "signatures = ( { name = \"all\"; port = 1434; } );\n"
		 "zones: { external: { interfaces = [ \"*\" ]; }; };\n", here);
	write_file("policy.conf", conf, strlen(conf));
	o = program_run("samples --config " FOLDER "/policy.conf");
	assert_string_equal(o.err, "");
	assert_non_null(strstr(o.out, "signature 1"));
	program_outcome_free(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(test_names),
		TEST(test_kept_and_listed),
		TEST(test_filters),
		TEST(test_written),
		TEST(test_bounded_by_size),
		TEST(test_bounded_by_age),
		TEST(test_another_day),
		TEST(test_a_flood_is_skipped),
		TEST(test_cannot_be_written),
		TEST(test_sizes),
		TEST(test_damaged_files),
		TEST(test_errors),
		TEST(test_policy),
	};
	struct error error;
	int failed;

	vectors = vectors_load("tests/vectors/vectors.txt", &error);
	if (!vectors) {
		fprintf(stderr, "%s\n", error.text);
		return 1;
	}
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	vectors_free(vectors);
	return failed;
}
