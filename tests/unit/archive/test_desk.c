// SPDX-License-Identifier: GPL-2.0-or-later
/* test_desk.c - the register: drafts, approval, numbers, history; all or nothing */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <cmocka.h>

#include "bulletin/hash.h"
#include "support/desk_fixture.h"
#include "archive/bulletins.h"

static struct desk_draft draft(const char *content, const char *hash)
{
	return (struct desk_draft){
		.type = "alert", .content = content, .hash = hash,
		.who = "officer", .now = 1000,
	};
}

/* Everything of one bulletin in a line: "alert/published/h1 2026-1;..." */
struct told {
	char text[1024];
};

static int tell(const struct desk_revision *r, void *arg)
{
	struct told *t = arg;
	size_t n = strlen(t->text);

	snprintf(t->text + n, sizeof(t->text) - n, "%lld.%u %s %s %s %u-%u;",
		 (long long)r->bulletin, r->revision, r->type, r->state,
		 r->content, r->year, r->number);
	return 0;
}

static void tells(struct desk *desk, int64_t id, const char *expected)
{
	struct told t = { "" };

	assert_int_equal(desk_revisions(desk, id, tell, &t), 0);
	assert_string_equal(t.text, expected);
}

static int tell_event(const struct desk_event *e, void *arg)
{
	struct told *t = arg;
	size_t n = strlen(t->text);

	snprintf(t->text + n, sizeof(t->text) - n, "%u %s %s %s;", e->revision,
		 e->what, e->who, e->hash);
	return 0;
}

static void whole_life(void **state)
{
	struct desk *desk = desk_fresh("life");
	struct desk_draft first = draft("A", "h1"), second = draft("B", "h2"),
			  third = draft("C", "h3");
	struct told t = { "" };
	unsigned int revision;
	int64_t id, found;

	assert_int_equal(desk_bulletin_add(desk, &first, &id), 0);
	assert_int_equal(id, 1);
	tells(desk, id, "1.1 alert draft A 0-0;");

	assert_int_equal(desk_bulletin_publish(desk, id, "o", 1), -1);
	assert_string_equal(desk_error(desk), "it is draft: only what is approved is published");
	assert_int_equal(desk_bulletin_approve(desk, id, "h9", 2026, "o", 1), -1);
	assert_string_equal(desk_error(desk), "it was changed meanwhile: its content is h1... now, not h9...; look at it again");
	assert_int_equal(desk_bulletin_revise(desk, id, &second, &revision), -1);

	assert_int_equal(desk_bulletin_approve(desk, id, "h1", 2026, "o", 1), 0);
	tells(desk, id, "1.1 alert approved A 2026-1;");
	assert_int_equal(desk_bulletin_approve(desk, id, "h1", 2026, "o", 1), -1);
	assert_string_equal(desk_error(desk), "it is approved already");

	/* Edited: approval is lost, the number is not. */
	assert_int_equal(desk_bulletin_edit(desk, id, "h1", &second), 0);
	tells(desk, id, "1.1 alert draft B 2026-1;");
	assert_int_equal(desk_bulletin_edit(desk, id, "h1", &third), -1);
	assert_int_equal(desk_bulletin_approve(desk, id, "h2", 2027, "o", 1), 0);
	assert_int_equal(desk_bulletin_publish(desk, id, "o", 1), 0);
	tells(desk, id, "1.1 alert published B 2026-1;");
	assert_int_equal(desk_bulletin_edit(desk, id, "h2", &third), -1);

	assert_int_equal(desk_bulletin_revise(desk, id, &third, &revision), 0);
	assert_int_equal(revision, 2);
	assert_int_equal(desk_bulletin_approve(desk, id, "h3", 2027, "o", 1), 0);
	tells(desk, id, "1.1 alert published B 2026-1;1.2 alert approved C 2026-1;");

	assert_int_equal(desk_events(desk, id, tell_event, &t), 0);
	assert_string_equal(t.text, "1 new officer h1;1 approve o h1;1 edit officer h2;"
			    "1 approve o h2;1 publish o h2;2 revise officer h3;"
			    "2 approve o h3;");
	assert_int_equal(desk_bulletin_find(desk, 2026, 1, &found), 1);
	assert_int_equal(found, 1);
	assert_int_equal(desk_bulletin_find(desk, 2026, 2, &found), 0);
	assert_int_equal(desk_bulletin_approve(desk, 7, "h", 2026, "o", 1), -1);
	assert_string_equal(desk_error(desk), "there is no bulletin draft 7");
	desk_close(desk);
}

static void numbers_by_year(void **state)
{
	struct desk *desk = desk_fresh("numbers");
	struct desk_draft one = draft("A", "h");
	static const unsigned int years[] = { 2026, 2027, 2026, 2027, 2026 };
	int64_t id;
	size_t i;

	for (i = 0; i < 5; i++) {
		assert_int_equal(desk_bulletin_add(desk, &one, &id), 0);
		assert_int_equal(desk_bulletin_approve(desk, id, "h", years[i],
						       "o", 1), 0);
	}
	tells(desk, 2, "2.1 alert approved A 2027-1;");
	tells(desk, 4, "4.1 alert approved A 2027-2;");
	tells(desk, 5, "5.1 alert approved A 2026-3;");
	desk_close(desk);
}

/* What is begun together ends together; an inner failure is the whole's. */
static void together(void **state)
{
	struct desk *desk = desk_fresh("together");
	struct desk_draft one = draft("A", "h");
	int64_t id;

	assert_int_equal(desk_begin(desk), 0);
	assert_int_equal(desk_bulletin_add(desk, &one, &id), 0);
	assert_int_equal(desk_bulletin_approve(desk, id, "other", 2026, "o", 1), -1);
	assert_int_equal(desk_end(desk, 0), -1);
	tells(desk, 0, "");
	assert_int_equal(desk_begin(desk), 0);
	assert_int_equal(desk_bulletin_add(desk, &one, &id), 0);
	assert_int_equal(desk_bulletin_approve(desk, id, "h", 2026, "o", 1), 0);
	assert_int_equal(desk_end(desk, 0), 0);
	tells(desk, 0, "1.1 alert approved A 2026-1;");
	desk_close(desk);
}

/* A child that dies within a transaction leaves nothing of it. */
static void killed(void **state)
{
	struct desk_draft one = draft("A", "h");
	struct desk *desk = desk_fresh("killed");
	int64_t id;
	int status;
	pid_t pid;

	desk_close(desk);
	pid = fork();
	if (!pid) {
		char error[512];

		desk = desk_open("build/test-desk/killed.db", STORE_WRITE, error,
				 sizeof(error));
		if (desk && !desk_begin(desk) &&
		    !desk_bulletin_add(desk, &one, &id))
			raise(SIGKILL);
		_exit(1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	desk = desk_open("build/test-desk/killed.db", STORE_WRITE, NULL, 0);
	assert_non_null(desk);
	tells(desk, 0, "");
	assert_int_equal(desk_bulletin_add(desk, &one, &id), 0);
	tells(desk, 0, "1.1 alert draft A 0-0;");
	desk_close(desk);
}

static void other_files(void **state)
{
	char error[512];
	const char *path = desk_path("other");
	struct store *store = store_open(path, STORE_WRITE, error, sizeof(error));

	assert_non_null(store);
	store_close(store);
	assert_null(desk_open(path, STORE_WRITE, error, sizeof(error)));
	assert_string_equal(error, "build/test-desk/other.db: there are no bulletins of nf-slammer in this file");
	desk_close(desk_fresh("other"));
	assert_null(store_open(path, STORE_READ, error, sizeof(error)));
	assert_string_equal(error, "build/test-desk/other.db: there are no statistics of nf-slammer in this file");
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
