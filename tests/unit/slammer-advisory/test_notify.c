// SPDX-License-Identifier: GPL-2.0-or-later
/* test_notify.c - `slammer-advisory notify`: previews, mails, and what stays open */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "common/error.h"
#include "support/command_fixture.h"
#include "support/outbreak.h"

#define FOLDER	COMMAND_DIR "/notify"
#define STORE	FIXTURE_DIR "/notify.db"
#define ARCHIVE	FOLDER "/archive.db"
#define MAILS	FOLDER "/mails"
#define FAILS	FOLDER "/fails"
#define NOTIFY	"notify --archive " ARCHIVE " --store " STORE		\
		" --publisher " FOLDER "/publisher.conf"			\
		" --templates advisories/templates"			\
		" --constituents " FOLDER "/who.conf "
#define AT	"--now 2026-01-27T00:00+09:00 "

static char here[4096];

static int fill(void **state)
{
	struct error error;
	struct store *store;

	if (!getcwd(here, sizeof(here)))
		return -1;
	store = store_open(fixture_path("notify"), DB_WRITE, &error);
	if (!store || outbreak_fill(store, "r1"))
		return -1;
	store_close(store);
	return 0;
}

/* The publisher as it is shipped, with an address to send from. */
static void write_publisher(void)
{
	char *text = command_file("etc/publisher.conf"), *all;
	char *end = strstr(text, "  timezone =");

	assert_non_null(end);
	assert_true(asprintf(&all, "%.*s  mail: { from = \"A <a@csirt.example>\"; };\n%s",
			     (int)(end - text), text, end) > 0);
	command_write(FOLDER "/publisher.conf", all);
	free(all);
	free(text);
}

static int fresh(void **state)
{
	command_folder("notify");
	write_publisher();
	command_write(FOLDER "/who.conf",
		"constituents = (\n"
		" { name = \"lab\"; prefixes = [ \"192.0.2.64/28\" ];\n"
		"   contacts = [ \"admin@lab.example\" ]; languages = [ \"en\" ]; },\n"
		" { name = \"isp\"; prefixes = [ \"198.51.100.0/24\" ];\n"
		"   contacts = [ \"abuse@isp.example\" ]; },\n"
		" { name = \"univ\"; prefixes = [ \"2001:db8:10::/48\" ]; } );\n");
	command_write(FAILS, "#!/bin/sh\necho busy >&2\nexit 75\n");
	chmod(FAILS, 0755);
	return 0;
}

static json_int_t sum(json_t *value, const char *key)
{
	const json_t *found = json_object_get(value, key);

	assert_true(json_is_integer(found));
	return json_integer_value(found);
}

static size_t mails(void)
{
	struct dirent *entry;
	size_t count = 0;
	DIR *folder;

	folder = opendir(MAILS "/new");
	while (folder && (entry = readdir(folder)))
		count += *entry->d_name != '.';
	if (folder)
		closedir(folder);
	return count;
}

static void dry_run(void **state)
{
	json_t *result = command_json(NOTIFY AT "--dry-run --json");

	assert_true(json_is_false(json_object_get(result, "sends")));
	assert_int_equal(sum(result, "notices"), 2);
	assert_int_equal(sum(result, "unreachable"), 1);
	assert_true(sum(result, "unassigned") > 0);
	assert_int_equal(sum(result, "sent"), 0);
	json_decref(result);
	command_prints("lab: 1 source, 1 infected\n", NOTIFY AT "--dry-run");
	command_prints("2 notices about 3 of ", NOTIFY AT "--dry-run");
	command_prints("1 have no contact", NOTIFY AT "--dry-run");
	command_prints("0 notices about 0 of 0 sources", NOTIFY
		       "--dry-run --from 2025-01-01 --last 1d");
	/* No archive is made. */
	assert_int_not_equal(access(ARCHIVE, F_OK), 0);
}

static void preview(void **state)
{
	struct outcome o;

	command_prints("To: admin@lab.example", NOTIFY AT "--preview lab");
	command_prints("192.0.2.77", NOTIFY AT "--preview lab");
	command_fails(1, "there is no constituent \"labs\"",
		      NOTIFY AT "--preview labs");
	o = command_run(NOTIFY "--preview lab --from 2025-01-01 --last 1d");
	assert_string_equal(o.out, "");
	assert_string_equal(o.err, "slammer-advisory: no notice is pending for \"lab\"\n");
	outcome_free(&o);
}

static void sends(void **state)
{
	json_t *result;

	result = command_json(NOTIFY AT "--send --json --via maildir:%s/" MAILS, here);
	assert_int_equal(sum(result, "sent"), 2);
	assert_int_equal(sum(result, "failed"), 0);
	json_decref(result);
	assert_int_equal(mails(), 2);
	/* No constituent is notified twice. */
	command_prints("0 notices about 0 of", NOTIFY AT "--send --via maildir:%s/"
		       MAILS, here);
	assert_int_equal(mails(), 2);
	command_prints("All notices are sent.\n", NOTIFY "--list");
	result = command_json(NOTIFY "--list --json");
	assert_int_equal(json_array_size(result), 0);
	json_decref(result);
	command_fails(1, "only uncertain or failed ones can be resolved",
		      NOTIFY "--resolve 1 resend");
}

static void fails_and_retries(void **state)
{
	struct outcome o;
	json_t *list;
	const char *state_of_first;

	o = command_run(NOTIFY AT "--send --via sendmail:%s/" FAILS, here);
	assert_int_equal(o.status, 1);
	assert_non_null(strstr(o.out, "sent 0, failed 2, uncertain 0"));
	outcome_free(&o);
	list = command_json(NOTIFY "--list --json");
	assert_int_equal(json_array_size(list), 2);
	state_of_first = json_string_value(json_object_get(
				json_array_get(list, 0), "state"));
	assert_string_equal(state_of_first, "failed");
	json_decref(list);
	command_prints("1 try, again at ", NOTIFY "--list");
	/* One is marked as sent by hand, the other one is retried. */
	free(command_output(NOTIFY "--resolve 1 sent"));
	command_prints("sent 1, failed 0, uncertain 0",
		       NOTIFY "--retry --now 2026-01-28 --via maildir:%s/" MAILS, here);
	assert_int_equal(mails(), 1);
	command_prints("All notices are sent.\n", NOTIFY "--list");
}

static void wrong_usage(void **state)
{
	command_fails(2, "no mode given", NOTIFY);
	command_fails(2, "exclude each other", NOTIFY "--send --list");
	command_fails(2, "unexpected argument \"x\"", NOTIFY "--send x");
	command_fails(2, "--resolve expects ID sent or ID resend",
		      NOTIFY "--resolve 1 maybe");
	command_fails(1, "there is no such archive", NOTIFY "--list");
	free(command_output(NOTIFY AT "--send --via mbox:%s/" FOLDER "/mbox", here));
	command_fails(2, "--resolve expects the number of a notice",
		      NOTIFY "--resolve x sent");
	command_fails(1, "there is no notice 99", NOTIFY "--resolve 99 sent");
	command_fails(2, "--now: \"soon\" is not a time",
		      NOTIFY "--send --now soon");
	assert_int_equal(command_status(NOTIFY "--send --via pigeon:/x"), 2);
	command_fails(1, "there is no sensor \"r7\"",
		      NOTIFY "--dry-run --sensor r7");
	command_write(FOLDER "/who.conf", "constituents = ( { name = 1; } );");
	assert_int_equal(command_status(NOTIFY "--dry-run"), 1);
}

#define TEST(name)	cmocka_unit_test_setup(name, fresh)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(dry_run),
		TEST(preview),
		TEST(sends),
		TEST(fails_and_retries),
		TEST(wrong_usage),
	};

	return cmocka_run_group_tests(tests, fill, NULL);
}
