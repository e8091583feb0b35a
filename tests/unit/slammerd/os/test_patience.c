// SPDX-License-Identifier: GPL-2.0-or-later
/* test_patience.c - a call that does not come back, and what goes on without it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "slammerd/control/access.h"
#include "slammerd/enforce/drift.h"
#include "slammerd/os/patience.h"
#include "slammerd/os/watched_files.h"
#include "slammerd/stats/constituent_cache.h"

#define LONG_MS		60000	/* more than a call takes that comes back */
#define SHORT_MS	20

static struct patience patience;
static int hold[2];		/* what is written here lets a call come back */
static volatile int ran, freed;

static void run(void *arg)
{
	ran++;
}

static void hang(void *arg)
{
	char byte;

	if (read(hold[0], &byte, 1) == 1)
		ran++;
}

static void note_free(void *arg)
{
	freed++;
}

static const struct patience_call quick = { run, note_free, NULL };
static const struct patience_call stuck = { hang, note_free, NULL };

static int setup(void **state)
{
	ran = freed = 0;
	log_open(false);
	return pipe(hold) || patience_open(&patience);
}

static int teardown(void **state)
{
	close(hold[0]);
	close(hold[1]);
	patience_close(&patience);
	return 0;
}

/* Until the one that is stuck has come back */
static void come_back(void)
{
	int left = 1000;

	assert_int_equal(write(hold[1], "x", 1), 1);
	while (!freed && left--)
		usleep(10000);
	assert_int_equal(freed, 1);
}

static void test_comes_back(void **state)
{
	assert_int_equal(patience_run(&patience, &quick, LONG_MS), 0);
	assert_int_equal(patience_run(&patience, &quick, LONG_MS), 0);
	assert_int_equal(ran, 2);
	assert_int_equal(freed, 0);
}

static void test_does_not_come_back(void **state)
{
	assert_int_equal(patience_run(&patience, &stuck, SHORT_MS), -ETIMEDOUT);
	assert_int_equal(freed, 0);
	come_back();
	/* and then it serves again */
	while (patience_run(&patience, &quick, LONG_MS) == -EBUSY)
		usleep(1000);
	assert_int_equal(ran, 2);
}

static void test_others_fail_at_once(void **state)
{
	assert_int_equal(patience_run(&patience, &stuck, SHORT_MS), -ETIMEDOUT);
	assert_int_equal(patience_run(&patience, &quick, LONG_MS), -EBUSY);
	assert_int_equal(freed, 1);	/* what was not called */
	assert_int_equal(ran, 0);
	freed = 0;
	come_back();
}

static void test_not_open(void **state)
{
	struct patience none = { NULL };

	assert_int_equal(patience_run(&none, &quick, 0), 0);
	assert_int_equal(patience_run(NULL, &quick, 0), 0);
	assert_int_equal(ran, 2);
	patience_close(&none);
}

/* A group that was found stays what it was; another one has no members. */
static void test_group(void **state)
{
	struct access access = { .owner = 0 };
	struct error error;

	if (!getgrnam("adm"))
		skip();
	assert_int_equal(access_set(&access, &patience, "adm", NULL, &error), 0);
	assert_int_equal(access.read.gid, getgrnam("adm")->gr_gid);
	patience_run(&patience, &stuck, SHORT_MS);
	assert_int_equal(access_set(&access, &patience, "adm", "staff", &error), -1);
	assert_string_equal(error.text, "group \"staff\" is not found: the directory server does not answer; it has no members");
	assert_string_equal(access.read.name, "adm");
	assert_string_equal(access.admin.name, "");
	come_back();
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

#define LIST	"build/test_patience.conf"
#define PART	"build/test_patience.part.conf"
#define ENTRY(name, prefix)						       \
	"constituents = ( { name = \"" name "\"; prefixes = [ \"" prefix "\" ]; } );\n"

static const char *owner(const struct constituent_cache *cache)
{
	return constituent_cache_name(address_ip4(0xc0000201), (void *)(uintptr_t)cache);
}

/* A file that is included is watched like the one that includes it. */
static void test_included_constituents(void **state)
{
	struct constituent_cache cache = { .patience = &patience };

	write_file(LIST, "@include \"test_patience.part.conf\"\n");
	write_file(PART, ENTRY("one", "192.0.2.0/24"));
	constituent_cache_update(&cache, LIST);
	assert_string_equal(owner(&cache), "one");
	write_file(PART, ENTRY("another", "192.0.2.0/24"));
	constituent_cache_update(&cache, LIST);
	assert_string_equal(owner(&cache), "another");
	/* With an error the previous ones stay, until it is gone. */
	write_file(PART, "constituents = ( {\n");
	constituent_cache_update(&cache, LIST);
	assert_string_equal(owner(&cache), "another");
	assert_true(cache.alert.active);
	write_file(PART, ENTRY("a-third", "192.0.2.0/24"));
	constituent_cache_update(&cache, LIST);
	assert_string_equal(owner(&cache), "a-third");
	assert_false(cache.alert.active);
	constituent_cache_free(&cache);
	unlink(LIST);
	unlink(PART);
}

static void test_dead_file_server(void **state)
{
	struct constituent_cache cache = { .patience = &patience };
	struct watched_files watched = { NULL, 0, 0 };

	write_file(LIST, ENTRY("one", "192.0.2.0/24"));
	constituent_cache_update(&cache, LIST);
	assert_int_equal(watched_files_check(&watched, &patience, LIST),
			 WATCHED_CHANGED);
	assert_int_equal(watched_files_check(&watched, &patience, LIST),
			 WATCHED_UNCHANGED);
	patience_run(&patience, &stuck, SHORT_MS);
	assert_int_equal(watched_files_check(&watched, &patience, LIST),
			 WATCHED_SILENT);
	constituent_cache_update(&cache, LIST);
	assert_string_equal(owner(&cache), "one");
	assert_true(cache.alert.active);
	come_back();
	constituent_cache_free(&cache);
	watched_files_free(&watched);
	unlink(LIST);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_comes_back),
		TEST(test_does_not_come_back),
		TEST(test_others_fail_at_once),
		TEST(test_not_open),
		TEST(test_group),
		TEST(test_included_constituents),
		TEST(test_dead_file_server),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
