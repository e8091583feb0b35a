// SPDX-License-Identifier: GPL-2.0-or-later
/* test_archive.c - the register: drafts, approval, numbers, history; all or nothing */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>

#include "bulletin/hash.h"
#include "common/error.h"
#include "store/store.h"
#include "support/archive_fixture.h"
#include "archive/bulletins.h"

static struct archive_draft draft(const char *content, const char *hash)
{
	return (struct archive_draft){
		.type = "alert", .content = content, .hash = hash,
		.who = "officer", .now = 1000,
	};
}

/* Everything of one bulletin in a line: "alert/published/h1 2026-1;..." */
struct told {
	char text[1024];
};

static int tell(const struct archive_revision *r, void *arg)
{
	struct told *t = arg;
	size_t n = strlen(t->text);

	snprintf(t->text + n, sizeof(t->text) - n, "%lld.%u %s %s %s %u-%u;",
		 (long long)r->bulletin, r->revision, r->type, r->state,
		 r->content, r->year, r->number);
	return 0;
}

static void tells(struct archive *archive, int64_t id, const char *expected)
{
	struct told t = { "" };

	assert_int_equal(archive_revisions(archive, id, tell, &t), 0);
	assert_string_equal(t.text, expected);
}

static int tell_event(const struct archive_event *e, void *arg)
{
	struct told *t = arg;
	size_t n = strlen(t->text);

	snprintf(t->text + n, sizeof(t->text) - n, "%u %s %s %s;", e->revision,
		 e->what, e->who, e->hash);
	return 0;
}

static void whole_life(void **state)
{
	struct archive *archive = archive_fresh("life");
	struct archive_draft first = draft("A", "h1"), second = draft("B", "h2"),
			  third = draft("C", "h3");
	struct told t = { "" };
	unsigned int revision;
	int64_t id, found;

	assert_int_equal(archive_bulletin_add(archive, &first, &id), 0);
	assert_int_equal(id, 1);
	tells(archive, id, "1.1 alert draft A 0-0;");

	assert_int_equal(archive_bulletin_publish(archive, id, "o", 1), -1);
	assert_string_equal(archive_error(archive), "its state is draft: only approved revisions can be published");
	assert_int_equal(archive_bulletin_approve(archive, id, "h9", 2026, "o", 1), -1);
	assert_string_equal(archive_error(archive), "the content has changed to h1... (not h9...): review it again");
	assert_int_equal(archive_bulletin_revise(archive, id, &second, &revision), -1);

	assert_int_equal(archive_bulletin_approve(archive, id, "h1", 2026, "o", 1), 0);
	tells(archive, id, "1.1 alert approved A 2026-1;");
	assert_int_equal(archive_bulletin_approve(archive, id, "h1", 2026, "o", 1), -1);
	assert_string_equal(archive_error(archive), "it is approved already");

	/* Edited: approval is lost, the number is not. */
	assert_int_equal(archive_bulletin_edit(archive, id, "h1", &second), 0);
	tells(archive, id, "1.1 alert draft B 2026-1;");
	assert_int_equal(archive_bulletin_edit(archive, id, "h1", &third), -1);
	assert_int_equal(archive_bulletin_approve(archive, id, "h2", 2027, "o", 1), 0);
	assert_int_equal(archive_bulletin_publish(archive, id, "o", 1), 0);
	tells(archive, id, "1.1 alert published B 2026-1;");
	assert_int_equal(archive_bulletin_edit(archive, id, "h2", &third), -1);

	assert_int_equal(archive_bulletin_revise(archive, id, &third, &revision), 0);
	assert_int_equal(revision, 2);
	assert_int_equal(archive_bulletin_approve(archive, id, "h3", 2027, "o", 1), 0);
	tells(archive, id, "1.1 alert published B 2026-1;1.2 alert approved C 2026-1;");

	assert_int_equal(archive_events(archive, id, tell_event, &t), 0);
	assert_string_equal(t.text, "1 new officer h1;1 approve o h1;1 edit officer h2;"
			    "1 approve o h2;1 publish o h2;2 revise officer h3;"
			    "2 approve o h3;");
	assert_int_equal(archive_bulletin_find(archive, 2026, 1, &found), 1);
	assert_int_equal(found, 1);
	assert_int_equal(archive_bulletin_find(archive, 2026, 2, &found), 0);
	assert_int_equal(archive_bulletin_approve(archive, 7, "h", 2026, "o", 1), -1);
	assert_string_equal(archive_error(archive), "there is no bulletin draft 7");
	archive_close(archive);
}

static void numbers_by_year(void **state)
{
	struct archive *archive = archive_fresh("numbers");
	struct archive_draft one = draft("A", "h");
	static const unsigned int years[] = { 2026, 2027, 2026, 2027, 2026 };
	int64_t id;
	size_t i;

	for (i = 0; i < 5; i++) {
		assert_int_equal(archive_bulletin_add(archive, &one, &id), 0);
		assert_int_equal(archive_bulletin_approve(archive, id, "h", years[i],
						       "o", 1), 0);
	}
	tells(archive, 2, "2.1 alert approved A 2027-1;");
	tells(archive, 4, "4.1 alert approved A 2027-2;");
	tells(archive, 5, "5.1 alert approved A 2026-3;");
	archive_close(archive);
}

/* What is begun together ends together; an inner failure is the whole's. */
static void together(void **state)
{
	struct archive *archive = archive_fresh("together");
	struct archive_draft one = draft("A", "h");
	int64_t id;

	assert_int_equal(archive_begin(archive), 0);
	assert_int_equal(archive_bulletin_add(archive, &one, &id), 0);
	assert_int_equal(archive_bulletin_approve(archive, id, "other", 2026, "o", 1), -1);
	assert_int_equal(archive_end(archive, 0), -1);
	tells(archive, 0, "");
	assert_int_equal(archive_begin(archive), 0);
	assert_int_equal(archive_bulletin_add(archive, &one, &id), 0);
	assert_int_equal(archive_bulletin_approve(archive, id, "h", 2026, "o", 1), 0);
	assert_int_equal(archive_end(archive, 0), 0);
	tells(archive, 0, "1.1 alert approved A 2026-1;");
	archive_close(archive);
}

/* A child that dies within a transaction leaves nothing of it. */
static void killed(void **state)
{
	struct archive_draft one = draft("A", "h");
	struct archive *archive = archive_fresh("killed");
	int64_t id;
	int status;
	pid_t pid;

	archive_close(archive);
	pid = fork();
	if (!pid) {
		struct error error;

		archive = archive_open("build/test-archive/killed.db", DB_WRITE, &error);
		if (archive && !archive_begin(archive) &&
		    !archive_bulletin_add(archive, &one, &id))
			raise(SIGKILL);
		_exit(1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	archive = archive_open("build/test-archive/killed.db", DB_WRITE, NULL);
	assert_non_null(archive);
	tells(archive, 0, "");
	assert_int_equal(archive_bulletin_add(archive, &one, &id), 0);
	tells(archive, 0, "1.1 alert draft A 0-0;");
	archive_close(archive);
}

static void other_files(void **state)
{
	struct error error;
	const char *path = archive_path("other");
	struct store *store = store_open(path, DB_WRITE, &error);

	assert_non_null(store);
	store_close(store);
	assert_null(archive_open(path, DB_WRITE, &error));
	assert_string_equal(error.text, "build/test-archive/other.db: there are no bulletins of nf-slammer in this file");
	archive_close(archive_fresh("other"));
	assert_null(store_open(path, DB_READ, &error));
	assert_string_equal(error.text, "build/test-archive/other.db: there are no statistics of nf-slammer in this file");
}

/* Of FIPS 180-2. */
static void hashes(void **state)
{
	char small[HASH_SHA256_MAX], large[HASH_SHA512_MAX];

	assert_string_equal(hash_sha256("abc", 3, small),
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_string_equal(hash_sha512("abc", 3, large),
		"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
		"2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_life),
		cmocka_unit_test(numbers_by_year),
		cmocka_unit_test(together),
		cmocka_unit_test(killed),
		cmocka_unit_test(other_files),
		cmocka_unit_test(hashes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
