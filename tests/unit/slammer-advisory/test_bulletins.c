// SPDX-License-Identifier: GPL-2.0-or-later
/* test_bulletins.c - from draft to withdrawal: new, edit, approve, publish, list ... */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "common/error.h"
#include "support/command_fixture.h"
#include "support/outbreak.h"

#define STORE	FIXTURE_DIR "/bulletins.db"
#define ARCHIVE	COMMAND_DIR "/bulletins/archive.db"
#define TREE	COMMAND_DIR "/bulletins/tree"
#define TEXT	COMMAND_DIR "/bulletins/text.txt"
#define OURS	"--archive " ARCHIVE " --publisher etc/publisher.conf" \
		" --templates advisories/templates"
#define DAY_OF	" --store " STORE " --from 2026-01-26 --until 2026-01-27"

static int fill(void **state)
{
	struct error error;
	struct store *store;

	store = store_open(fixture_path("bulletins"), DB_WRITE, &error);
	if (!store || outbreak_fill(store, "r1"))
		return -1;
	store_close(store);
	return 0;
}

static int fresh(void **state)
{
	command_folder("bulletins");
	setenv("TMPDIR", COMMAND_DIR "/bulletins", 1);
	return 0;
}

/* A member of what a command printed as JSON; takes the reference. */
static char *member(json_t *value, const char *key)
{
	const json_t *found = json_object_get(value, key);
	char *text = json_is_string(found) ? strdup(json_string_value(found)) :
		     json_dumps(found, JSON_ENCODE_ANY);

	json_decref(value);
	return text;
}

static char *shown(int id, const char *key)
{
	return member(command_json("show %d --json " OURS, id), key);
}

static void shows(int id, const char *key, const char *value)
{
	char *text = shown(id, key);

	assert_string_equal(text, value);
	free(text);
}

static void draft(void)
{
	char *id = member(command_json("new --json --recipes public"
				       " --policy etc/policy.conf " OURS DAY_OF),
			  "id");

	assert_string_equal(id, "1");
	free(id);
}

static void approve(void)
{
	char *hash = shown(1, "hash");

	command_prints("is approved\n", "approve 1 --by Duty --hash %.12s " OURS,
		       hash);
	free(hash);
}

static void publish(void)
{
	command_prints("published EXAMPLE-AT-", "publish 1 --output " TREE " "
		       OURS);
}

static void drafts(void **state)
{
	json_t *list;

	draft();
	shows(1, "name", "draft 1");
	shows(1, "number", "null");
	shows(1, "state", "draft");
	shows(1, "type", "alert");
	command_prints("draft 2, revision 1, is a draft: ",
		       "new --type weekly --recipes none --summary 'en=A week.'"
		       " --summary ja=週報 " OURS DAY_OF);
	command_prints("summary    en: A week.", "show draft 2 " OURS);
	list = command_json("list --json " OURS);
	assert_int_equal(json_array_size(list), 2);
	json_decref(list);
	list = command_json("list --json --state approved " OURS);
	assert_int_equal(json_array_size(list), 0);
	json_decref(list);
	command_prints("draft 2", "list --state draft " OURS);
	command_prints("", "list --year 2026 " OURS);
	command_fails(2, "--state is draft, approved or published",
		      "list --state new " OURS);
	command_fails(2, "--year expects a year", "list --year x " OURS);
	command_fails(2, "--type is alert, weekly or quarterly, not \"update\"",
		      "new --type update " OURS DAY_OF);
	command_fails(2, "--recipes is public, exact or none",
		      "new --recipes all " OURS DAY_OF);
	command_fails(2, "duplicate --summary en=",
		      "new --summary en=a --summary en=b " OURS);
	command_fails(2, "--summary is LANG=TEXT", "new --summary text " OURS);
	command_fails(2, "control characters", "new --summary en=\033[31m " OURS);
	command_fails(1, "none.conf", "new --policy none.conf " OURS DAY_OF);
	command_fails(1, "there is no bulletin", "show 9 " OURS);
	command_fails(2, "no bulletin given", "show " OURS);
	command_fails(2, "--by: a name", "new --by \001 " OURS DAY_OF);
}

static void edits(void **state)
{
	char *text;

	draft();
	command_prints("draft 1, revision 1, is a draft: ",
		       "edit 1 --title 'en=A <new> title' --summary 'en=It is new.' "
		       OURS);
	command_prints("title      en: A <new> title", "show 1 " OURS);
	command_prints("A <new> title", "render 1 --lang en " OURS);
	command_prints("draft 1 is unchanged\n",
		       "edit 1 --title 'en=A <new> title' " OURS);
	command_write(TEXT, "# One\n\nA paragraph.\n");
	command_prints("\"draft 1\"", "edit 1 --json --lang en --text " TEXT " "
		       OURS);
	command_prints("A paragraph.", "render 1 --lang en " OURS);
	command_input("# Two\n\nFrom standard input.\n");
	command_prints("is a draft", "edit 1 --lang en --text - " OURS);
	command_prints("From standard input.", "render 1 --lang en " OURS);
	/* An editor, and its arguments. */
	unsetenv("VISUAL");
	setenv("EDITOR", "sed -i -e s/standard/another/", 1);
	command_prints("is a draft", "edit 1 --lang en " OURS);
	command_prints("From another input.", "render 1 --lang en " OURS);
	text = shown(1, "hash");
	setenv("EDITOR", "printf '{{nope}}\\n' >>", 1);
	command_fails(1, "text.en:4: there is no value \"nope\"",
		      "edit 1 --lang en " OURS);
	command_fails(1, "your text is kept in ", "edit 1 --lang en " OURS);
	setenv("EDITOR", "false", 1);
	command_fails(1, "the editor \"false\" failed", "edit 1 " OURS);
	shows(1, "hash", text);
	free(text);
	command_write(TEXT, "turned \xe2\x80\xae around\n");
	command_fails(1, "text.en:1: ", "edit 1 --lang en --text " TEXT " " OURS);
	command_write(TEXT, "\xff\n");
	command_fails(1, "text.en: not UTF-8",
		      "edit 1 --lang en --text " TEXT " " OURS);
	command_fails(1, "none.txt: cannot be read",
		      "edit 1 --text none.txt " OURS);
	command_fails(2, "--lang xx: the bulletin does not have that language",
		      "edit 1 --lang xx " OURS);
	command_fails(2, "--title xx=...: the bulletin does not have",
		      "edit 1 --title xx=a " OURS);
}

/* The answer is asked for on a terminal only. */
static void asks(void **state)
{
	struct outcome o;

	draft();
	command_fails(2, "--hash is required without a terminal",
		      "approve 1 " OURS);
	o = command_asked("no\n", "approve 1 " OURS);
	assert_int_equal(o.status, 1);
	assert_non_null(strstr(o.out, "Approve it? [yes/no]"));
	assert_non_null(strstr(o.out, "not approved"));
	outcome_free(&o);
	shows(1, "state", "draft");
	o = command_asked("yes\n", "approve 1 " OURS);
	assert_int_equal(o.status, 0);
	assert_non_null(strstr(o.out, "is approved"));
	outcome_free(&o);
	shows(1, "state", "approved");
	/* A wrong text on a terminal: edit again, or keep it. */
	setenv("EDITOR", "printf '{{nope}}\\n' >>", 1);
	o = command_asked("no\n", "edit 1 --lang en " OURS);
	assert_int_equal(o.status, 1);
	assert_non_null(strstr(o.out, "Edit it again? [yes/no]"));
	assert_non_null(strstr(o.out, "your text is kept in"));
	outcome_free(&o);
}

static void approvals(void **state)
{
	time_t now = time(NULL);
	struct tm tm;
	char number[64], *hash;

	draft();
	command_fails(2, "--hash expects at least 12 hex digits",
		      "approve 1 --hash 0123 " OURS);
	command_fails(1, "review it again", "approve 1 --hash 0123456789ab " OURS);
	hash = shown(1, "hash");
	command_prints("is a draft", "edit 1 --title en=Other " OURS);
	command_fails(1, "review it again", "approve 1 --hash %s " OURS, hash);
	free(hash);
	approve();
	now += 9 * 3600;
	gmtime_r(&now, &tm);
	snprintf(number, sizeof(number), "EXAMPLE-AT-%d-0001", tm.tm_year + 1900);
	shows(1, "number", number);
	command_prints("type       alert", "show %s " OURS, number);
	hash = shown(1, "hash");
	command_fails(1, "it is approved already", "approve 1 --hash %s " OURS,
		      hash);
	free(hash);
	/* Edited, it is a draft again and keeps its number. */
	command_prints("is a draft", "edit 1 --title en=Third " OURS);
	shows(1, "state", "draft");
	shows(1, "number", number);
	command_fails(1, "only approved revisions", "publish 1 --output " TREE " "
		      OURS);
}

static void publishes(void **state)
{
	json_t *result;

	command_fails(1, "archive.db: cannot be opened", "publish " OURS);
	draft();
	command_prints("nothing is published yet", "publish --output " TREE " "
		       OURS);
	approve();
	command_prints("would publish EXAMPLE-AT-",
		       "publish 1 --dry-run --output " TREE " " OURS);
	assert_int_not_equal(access(TREE, F_OK), 0);
	shows(1, "state", "approved");
	publish();
	shows(1, "state", "published");
	assert_int_equal(access(TREE "/current/index.html", F_OK) &&
			 access(TREE "/index.html", F_OK), 0);
	command_prints("already published: EXAMPLE-AT-",
		       "publish 1 --output " TREE " " OURS);
	result = command_json("publish --rebuild --json --output " TREE " " OURS);
	assert_int_equal(json_array_size(json_object_get(result, "published")), 0);
	json_decref(result);
	command_fails(1, "is published and cannot be changed",
		      "edit 1 --title en=x " OURS);
	command_fails(1, "there is no bulletin", "publish 7 --output " TREE " "
		      OURS);
}

static void events(const char *const *expected)
{
	json_t *shown = command_json("show 1 --json --history " OURS), *event;
	json_t *list = json_object_get(shown, "events");
	size_t i;

	json_array_foreach(list, i, event)
		assert_string_equal(json_string_value(json_object_get(event,
				    "what")), expected[i]);
	assert_null(expected[i]);
	json_decref(shown);
}

static void revises(void **state)
{
	static const char *const all[] = {
		"new", "approve", "publish", "revise", "approve", "publish",
		"revise", "approve", "publish", NULL
	};

	draft();
	command_fails(1, "revision 1 is not published yet (draft): edit it instead",
		      "update 1 " OURS DAY_OF);
	approve();
	publish();
	command_prints("revision 2, is a draft", "update 1 --summary 'en=More.'"
		       " --summary ja=続報 " OURS DAY_OF);
	shows(1, "type", "update");
	command_fails(1, "edit it instead", "update 1 " OURS DAY_OF);
	approve();
	publish();
	command_prints("More.", "render 1 --lang en " OURS);
	command_fails(2, "--reason en=TEXT is missing",
		      "withdraw 1 --reason ja=誤報 " OURS);
	command_prints("\"withdrawal\"", "withdraw 1 --json --reason ja=誤報"
		       " --reason 'en=A false alarm.' " OURS);
	approve();
	publish();
	command_prints("A false alarm.", "render 1 --lang en " OURS);
	command_fails(1, "the bulletin is withdrawn", "update 1 " OURS DAY_OF);
	events(all);
	command_prints("revision 3  approve", "show 1 --history " OURS);
}

/* A report that is corrected stays one, about the same period. */
static void corrects(void **state)
{
	char *before, *after;

	command_prints("is a draft", "new --type weekly --recipes none " OURS
		       " --store " STORE " --from 2026-01-20 --until 2026-01-27");
	approve();
	publish();
	before = member(command_json("render 1 --json " OURS), "period");
	command_prints("revision 2", "update 1 --recipes none " OURS
		       " --store " STORE);
	shows(1, "type", "weekly");
	after = member(command_json("render 1 --json " OURS), "period");
	assert_string_equal(after, before);
	free(before);
	free(after);
}

static void formats(void **state)
{
	json_t *csaf;
	char *text;

	draft();
	approve();
	text = command_output("render 1 --format text " OURS);
	assert_non_null(strstr(text, "I. 概要"));
	assert_non_null(strstr(text, "I. Overview"));
	free(text);
	command_prints("<!DOCTYPE html>", "render 1 --format html --lang en " OURS);
	csaf = command_json("render 1 --format csaf " OURS);
	assert_non_null(json_object_get(csaf, "document"));
	json_decref(csaf);
	command_fails(2, "--format html holds one language",
		      "render 1 --format html " OURS);
	command_fails(1, "publisher.mail",
		      "render 1 --format mail --lang en " OURS);
	command_fails(1, "the bulletin does not have the language \"de\"",
		      "render 1 --lang de " OURS);
}

/* Its former name is accepted for one version. */
static void old_options(void **state)
{
	struct outcome o;

	draft();
	o = command_run("list --desk " ARCHIVE " --publisher etc/publisher.conf");
	assert_int_equal(o.status, 0);
	assert_string_equal(o.err, "slammer-advisory: warning: --desk is deprecated: use --archive\n");
	assert_non_null(strstr(o.out, "draft 1"));
	outcome_free(&o);
}

static void helps(void **state)
{
	static const char *const commands[] = {
		"import", "new", "edit", "update", "withdraw", "approve",
		"publish", "list", "show", "render", "notify",
	};
	char usage[64];
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		snprintf(usage, sizeof(usage), "Usage: slammer-advisory %s ",
			 commands[i]);
		command_prints(usage, "%s --help", commands[i]);
		command_prints(commands[i], "--help");
	}
}

#define TEST(name)	cmocka_unit_test_setup(name, fresh)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(drafts),
		TEST(edits),
		TEST(asks),
		TEST(approvals),
		TEST(publishes),
		TEST(revises),
		TEST(corrects),
		TEST(formats),
		TEST(old_options),
		TEST(helps),
	};

	return cmocka_run_group_tests(tests, fill, NULL);
}
