// SPDX-License-Identifier: GPL-2.0-or-later
/* test_state.c - state files are atomic; damage is detected */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/error.h"
#include "slammerd/enforce/state.h"

#define DIRECTORY	"build/test_state"
#define PATH		DIRECTORY "/" STATE_LAST_GOOD
#define TEXT		"window = 300;\nsensor = \"a\";\n"

static struct state state;
static struct error error;

static int setup(void **unused)
{
	unlink(PATH);
	unlink(PATH ".new");
	rmdir(DIRECTORY);
	error.text[0] = '\0';
	return state_open(&state, DIRECTORY);
}

static int teardown(void **unused)
{
	state_close(&state);
	return 0;
}

static int put(int number, const char *text)
{
	json_t *head = json_pack("{s:i}", "number", number);
	int result = state_write(&state, STATE_LAST_GOOD, head, text, &error);

	json_decref(head);
	return result;
}

/* The number in the file, 0 if there is none, -1 if it is invalid. */
static int get(void)
{
	json_t *head;
	int result = state_read(&state, STATE_LAST_GOOD, &head, &error);

	if (result == 1)
		result = (int)json_integer_value(json_object_get(head, "number"));
	json_decref(head);
	return result;
}

static char *slurp(size_t *size)
{
	char *bytes = calloc(1, 4096);
	FILE *file = fopen(PATH, "r");

	assert_non_null(file);
	*size = fread(bytes, 1, 4095, file);
	fclose(file);
	return bytes;
}

static void spill(const char *bytes, size_t size)
{
	FILE *file = fopen(PATH, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	fclose(file);
}

static void test_there_and_back(void **unused)
{
	assert_int_equal(get(), 0);
	assert_int_equal(put(7, TEXT), 0);
	assert_int_equal(get(), 7);
	assert_int_equal(put(8, ""), 0);
	assert_int_equal(get(), 8);
	assert_int_equal(access(PATH ".new", F_OK), -1);
	assert_int_equal(state_remove(&state, STATE_LAST_GOOD, &error), 0);
	assert_int_equal(get(), 0);
	assert_int_equal(state_remove(&state, STATE_LAST_GOOD, &error), 0);
	assert_true(strlen(state.boot) > 30);
}

/* Truncated at any byte, or with any bit flipped, it is refused. */
static void test_damaged(void **unused)
{
	size_t size, i;
	char *bytes;

	assert_int_equal(put(7, TEXT), 0);
	bytes = slurp(&size);
	for (i = 0; i < size; i++) {
		spill(bytes, i);
		assert_int_equal(get(), -1);
		assert_non_null(strstr(error.text, PATH));
	}
	for (i = 0; i < size * 8; i++) {
		bytes[i / 8] ^= (char)(1 << i % 8);
		spill(bytes, size);
		assert_int_equal(get(), -1);
		bytes[i / 8] ^= (char)(1 << i % 8);
	}
	spill(bytes, size);
	assert_int_equal(get(), 7);
	bytes[size] = '\0';
	spill(bytes, size + 1);
	assert_int_equal(get(), -1);
	free(bytes);
}

static void test_of_another_version(void **unused)
{
	char *bytes, *version;
	size_t size;

	assert_int_equal(put(7, TEXT), 0);
	bytes = slurp(&size);
	version = strstr(bytes, "state 1");
	assert_non_null(version);
	version[strlen("state ")] = '2';
	spill(bytes, size);
	free(bytes);
	assert_int_equal(get(), -1);
	assert_non_null(strstr(error.text, "another version"));
}

/* A writer that was killed leaves the old file, and does not affect the next one. */
static void test_torn_write(void **unused)
{
	FILE *file;

	assert_int_equal(put(7, TEXT), 0);
	file = fopen(PATH ".new", "w");
	fputs("# nf-slammer sta", file);
	fclose(file);
	assert_int_equal(get(), 7);
	assert_int_equal(put(8, TEXT), 0);
	assert_int_equal(get(), 8);
}

/* RLIMIT_FSIZE simulates a full disk. */
static void test_no_room(void **unused)
{
	struct rlimit few = { 20, RLIM_INFINITY }, before;

	assert_int_equal(put(7, TEXT), 0);
	getrlimit(RLIMIT_FSIZE, &before);
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &few);
	assert_int_equal(put(8, TEXT), -1);
	setrlimit(RLIMIT_FSIZE, &before);
	assert_non_null(strstr(error.text, PATH));
	assert_int_equal(get(), 7);
	assert_int_equal(access(PATH ".new", F_OK), -1);
}

/* Root may write everywhere, so a directory is in the way. */
static void test_unwritable(void **unused)
{
	assert_int_equal(put(7, TEXT), 0);
	assert_int_equal(mkdir(PATH ".new", 0700), 0);
	assert_int_equal(put(8, TEXT), -1);
	assert_int_equal(rmdir(PATH ".new"), 0);
	assert_int_equal(get(), 7);
}

static void test_unreadable(void **unused)
{
	assert_int_equal(mkdir(PATH, 0700), 0);
	assert_int_equal(get(), -1);
	assert_int_equal(rmdir(PATH), 0);
}

static void test_one_at_a_time(void **unused)
{
	struct state other;

	assert_int_equal(state_open(&other, DIRECTORY), -1);
	assert_non_null(strstr(other.error.text, "another slammerd"));
	assert_int_equal(state_remove(&other, STATE_LAST_GOOD, &error), -1);
	assert_string_equal(error.text, other.error.text);
	state_close(&other);
	state_close(&state);
	assert_int_equal(state_open(&other, DIRECTORY), 0);
	state_close(&other);
}

static void test_missing_directory(void **unused)
{
	struct state other;

	assert_int_equal(state_open(&other, "build/no/such/folder"), -1);
	assert_non_null(strstr(other.error.text, "build/no/such/folder"));
	assert_int_equal(state_open(&other, NULL), -1);
	assert_string_not_equal(other.error.text, "");
	assert_int_equal(state_open(&other, "build/test_state.file/x"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_there_and_back, setup, teardown),
		cmocka_unit_test_setup_teardown(test_damaged, setup, teardown),
		cmocka_unit_test_setup_teardown(test_of_another_version, setup, teardown),
		cmocka_unit_test_setup_teardown(test_torn_write, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_room, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unwritable, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unreadable, setup, teardown),
		cmocka_unit_test_setup_teardown(test_one_at_a_time, setup, teardown),
		cmocka_unit_test_setup_teardown(test_missing_directory, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
