// SPDX-License-Identifier: GPL-2.0-or-later
/* test_deliver.c - each transport: delivered once, what fails, what a crash leaves */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "common/error.h"
#include "support/notice_fixture.h"

#define DAY	86400

static const char mail[] =
	"From: alerts@csirt.example\nTo: admin@lab.example\n"
	"Message-ID: <1@csirt.example>\nSubject: hosts\n\n"
	"From here on\n>From there\nText.\n";

static struct notice_fixture f;
static struct ledger_notice n;

static void has_file(const char *path, const char *wanted)
{
	char *text = notice_read(&f, "%s", path);

	assert_non_null(text);
	assert_string_equal(text, wanted);
	free(text);
}

static void deliver(int64_t now, enum ledger_state state)
{
	assert_int_equal(deliver_notice(&f.deliver, &n, now), 0);
	if (n.state != state)
		fail_msg("%s: %s", ledger_state_name(n.state), n.why);
	assert_true(notice_is(&f, &n, state));
}

static void recover(enum ledger_state state)
{
	assert_int_equal(deliver_recover(&f.deliver, &n, NOTICE_NOW + 60), 0);
	if (n.state != state)
		fail_msg("%s: %s", ledger_state_name(n.state), n.why);
	assert_true(notice_is(&f, &n, state));
}

static void why(const char *wanted)
{
	if (!strstr(n.why, wanted))
		fail_msg("\"%s\" does not say \"%s\"", n.why, wanted);
}

static void transports(void **state)
{
	static const char *const bad[] = {
		"", "pigeon", "pigeon:/x", "maildir", "maildir:", "mbox:", "mbox:box",
		"maildir:box", "sendmail:sendmail", "sendmailx:/x",
	};
	struct deliver_via via;
	struct error error;
	char longest[DELIVER_TARGET_MAX + 16];
	size_t i;

	assert_int_equal(deliver_via(&via, "sendmail", &error), 0);
	assert_int_equal(via.transport, DELIVER_SENDMAIL);
	assert_string_equal(via.target, "/usr/sbin/sendmail");
	assert_int_equal(deliver_via(&via, "sendmail:/bin/true", &error), 0);
	assert_string_equal(via.target, "/bin/true");
	assert_int_equal(deliver_via(&via, "maildir:/a:b", &error), 0);
	assert_int_equal(via.transport, DELIVER_MAILDIR);
	assert_string_equal(via.target, "/a:b");
	assert_int_equal(deliver_via(&via, "mbox:/box", &error), 0);
	assert_int_equal(via.transport, DELIVER_MBOX);
	assert_string_equal(via.text, "mbox:/box");
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (!deliver_via(&via, bad[i], &error))
			fail_msg("%s", bad[i]);
		assert_non_null(strstr(error.text, "maildir:/FOLDER"));
	}
	memset(longest, 'x', sizeof(longest));
	memcpy(longest, "mbox:/", 6);
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(deliver_via(&via, longest, &error), -1);
}

static void maildir(void **state)
{
	char *text;

	notice_begin(&f, "maildir", "maildir:%s/box");
	notice_prepare(&f, &n, mail);
	deliver(NOTICE_NOW, LEDGER_SENT);
	text = notice_only_file(&f, "box/new");
	assert_string_equal(text, mail);
	free(text);
	assert_int_equal(notice_files(&f, "box/tmp"), 0);
	assert_string_equal(n.why, "");
	notice_end(&f);
}

/* 5 minutes, then twice as long each time, a day at most. */
static void retries(void **state)
{
	static const int64_t waits[] = {
		300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 76800, DAY, DAY
	};
	int64_t now = NOTICE_NOW;
	size_t i;

	notice_begin(&f, "retries", "maildir:%s/nowhere/box");
	notice_prepare(&f, &n, mail);
	for (i = 0; i < sizeof(waits) / sizeof(*waits); i++) {
		deliver(now, LEDGER_FAILED);
		why("/nowhere/box cannot be created: No such file or directory");
		assert_int_equal(n.tries, i + 1);
		assert_int_equal(n.next, now + waits[i]);
		now = n.next;
	}
	notice_write(&f, "nowhere/file", "");
	deliver(now, LEDGER_SENT);
	assert_string_equal(n.why, "");
	notice_end(&f);
}

static void write_named(const char *folder, const char *tail)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/%s%s", folder, n.name, tail);
	notice_write(&f, path, mail);
}

static void maildir_after_a_crash(void **state)
{
	char *text;

	notice_begin(&f, "maildir-crash", "maildir:%s/box");
	/* Killed before the rename: not sent, and it can be sent. */
	notice_kill(&f, &n, mail, -1);
	write_named("box/tmp", "");
	recover(LEDGER_PREPARED);
	deliver(NOTICE_NOW + 61, LEDGER_SENT);
	text = notice_only_file(&f, "box/new");
	assert_string_equal(text, mail);
	free(text);
	/* Killed after it. */
	notice_kill(&f, &n, mail, -1);
	write_named("box/new", "");
	recover(LEDGER_SENT);
	/* A reader has seen it already. */
	notice_kill(&f, &n, mail, -1);
	write_named("box/cur", ":2,S");
	recover(LEDGER_SENT);
	/* A reader has deleted it, or someone the file in tmp/ long ago. */
	notice_kill(&f, &n, mail, -1);
	recover(LEDGER_UNCERTAIN);
	why("it is in none of tmp/, new/ and cur/");
	notice_kill(&f, &n, mail, -1);
	n.changed = (int64_t)time(NULL);
	assert_int_equal(ledger_set(f.ledger, &n), 0);
	recover(LEDGER_SENT);
	notice_end(&f);
}

#define FIRST	"From alerts@csirt.example Mon Jan 26 15:00:00 2026\n"
#define QUOTED	"From: alerts@csirt.example\nTo: admin@lab.example\n" \
		"Message-ID: <1@csirt.example>\nSubject: hosts\n\n" \
		">From here on\n>>From there\nText.\n\n"

static void mbox(void **state)
{
	notice_begin(&f, "mbox", "mbox:%s/box");
	notice_prepare(&f, &n, mail);
	deliver(NOTICE_NOW, LEDGER_SENT);
	has_file("box", FIRST QUOTED);
	assert_int_equal(n.place, 0);
	notice_prepare(&f, &n, "Subject: two\n\nno newline");
	deliver(NOTICE_NOW, LEDGER_SENT);
	has_file("box", FIRST QUOTED FIRST "Subject: two\n\nno newline\n\n");
	assert_int_equal(n.place, strlen(FIRST QUOTED));
	notice_end(&f);
}

/* What other programs wrote stays; an empty line parts the messages. */
static void mbox_with_others(void **state)
{
	notice_begin(&f, "mbox-others", "mbox:%s/box");
	notice_write(&f, "box", "From x\n\nno newline");
	notice_prepare(&f, &n, "Subject: two\n\n");
	deliver(NOTICE_NOW, LEDGER_SENT);
	has_file("box", "From x\n\nno newline\n\n" FIRST "Subject: two\n\n\n");
	notice_write(&f, "box", "From x\n\na line\n");
	notice_prepare(&f, &n, "Subject: two\n\n");
	deliver(NOTICE_NOW, LEDGER_SENT);
	has_file("box", "From x\n\na line\n\n" FIRST "Subject: two\n\n\n");
	notice_via(&f, "mbox:/dev/null");
	notice_prepare(&f, &n, mail);
	deliver(NOTICE_NOW, LEDGER_FAILED);
	why("/dev/null is not a regular file");
	notice_via(&f, "mbox:%s/nowhere/box");
	notice_prepare(&f, &n, mail);
	deliver(NOTICE_NOW, LEDGER_FAILED);
	why("box cannot be opened: No such file or directory");
	notice_end(&f);
}

static void mbox_after_a_crash(void **state)
{
	const int64_t place = strlen("From x\n\nold\n\n");

	notice_begin(&f, "mbox-crash", "mbox:%s/box");
	/* Nothing of it, half of it: the rest is as it was, and it can be sent. */
	notice_write(&f, "box", "From x\n\nold\n\n");
	notice_kill(&f, &n, mail, place);
	recover(LEDGER_PREPARED);
	notice_write(&f, "box", "From x\n\nold\n\n" FIRST "From: al");
	notice_kill(&f, &n, mail, place);
	recover(LEDGER_PREPARED);
	has_file("box", "From x\n\nold\n\n");
	deliver(NOTICE_NOW, LEDGER_SENT);
	has_file("box", "From x\n\nold\n\n" FIRST QUOTED);
	/* All of it, and more after it. */
	notice_kill(&f, &n, mail, place);
	recover(LEDGER_SENT);
	notice_write(&f, "box", "From x\n\nold\n\n" FIRST QUOTED "From y\n\nnew\n\n");
	notice_kill(&f, &n, mail, place);
	recover(LEDGER_SENT);
	/* A reader deleted the old one: the Message-ID is elsewhere. */
	notice_write(&f, "box", FIRST QUOTED);
	notice_kill(&f, &n, mail, place);
	recover(LEDGER_SENT);
	/* Another message at that place, and ours nowhere. */
	notice_write(&f, "box", "From x\n\nold\n\nFrom y\n\nnew\n\n");
	notice_kill(&f, &n, mail, place);
	recover(LEDGER_UNCERTAIN);
	why("box has been changed by another program");
	notice_kill(&f, &n, "Message-ID:\n <2@csirt.example>\n\n", place);
	recover(LEDGER_UNCERTAIN);
	notice_kill(&f, &n, "no header\n", place);
	recover(LEDGER_UNCERTAIN);
	notice_via(&f, "mbox:%s/gone");
	notice_kill(&f, &n, mail, 0);
	recover(LEDGER_UNCERTAIN);
	why("gone cannot be opened");
	notice_end(&f);
}

static void sendmail(void **state)
{
	notice_begin(&f, "sendmail", "sendmail:%s/sendmail");
	notice_script(&f, "sendmail", "echo \"$@\" >args; cat >got");
	notice_prepare(&f, &n, mail);
	deliver(NOTICE_NOW, LEDGER_SENT);
	has_file("args", "-t -oi\n");
	has_file("got", mail);
	assert_int_equal(notice_files(&f, "spool"), 0);
	notice_end(&f);
}

static void sendmail_fails(void **state)
{
	notice_begin(&f, "sendmail-fails", "sendmail:%s/sendmail");
	notice_prepare(&f, &n, mail);
	deliver(NOTICE_NOW, LEDGER_FAILED);
	why("sendmail cannot be run: No such file or directory");
	notice_script(&f, "sendmail",
		      "printf '451 come\\033[31m later\\nmore\\n' >&2; exit 75");
	deliver(NOTICE_NOW, LEDGER_FAILED);
	why("sendmail ended with status 75: 451 come\\x1b[31m later");
	assert_null(strstr(n.why, "more"));
	assert_int_equal(n.tries, 2);
	/* A missing interpreter. */
	notice_write(&f, "sendmail", "#!/nowhere\n");
	deliver(NOTICE_NOW, LEDGER_FAILED);
	why("sendmail could not be run (status 127)");
	/* It may have accepted the mail before. */
	notice_script(&f, "sendmail", "cat >got; kill -9 $$");
	deliver(NOTICE_NOW, LEDGER_UNCERTAIN);
	why("killed by signal 9; it may have accepted the mail");
	notice_end(&f);
}

static void record(const char *text)
{
	char path[200];

	notice_kill(&f, &n, mail, -1);
	snprintf(path, sizeof(path), "spool/%s.run", n.name);
	notice_write(&f, path, text);
}

static void sendmail_after_a_crash(void **state)
{
	notice_begin(&f, "sendmail-crash", "sendmail:%s/sendmail");
	notice_script(&f, "sendmail", "cat >got");
	record("");
	recover(LEDGER_PREPARED);
	deliver(NOTICE_NOW, LEDGER_SENT);
	has_file("got", mail);
	record("start 1\nexit 0\n");
	recover(LEDGER_SENT);
	assert_int_equal(notice_files(&f, "spool"), 0);
	record("start 1\nexit 70\n");
	recover(LEDGER_FAILED);
	why("ended with status 70");
	record("start 1\nerrno 12\n");
	recover(LEDGER_FAILED);
	why("could not be run: Cannot allocate memory");
	record("start 1\nsignal 15\n");
	recover(LEDGER_UNCERTAIN);
	why("killed by signal 15");
	/* The machine crashed. */
	record("start 1\n");
	recover(LEDGER_UNCERTAIN);
	why("it is unknown how");
	record("start 1\nexit 0");
	recover(LEDGER_UNCERTAIN);
	notice_kill(&f, &n, mail, -1);
	recover(LEDGER_UNCERTAIN);
	why("the record in");
	notice_end(&f);
}

/* What an older version wrote, or an archive from elsewhere. */
static void unknown_transport(void **state)
{
	notice_begin(&f, "unknown", "maildir:%s/box");
	notice_kill(&f, &n, mail, -1);
	snprintf(n.via, sizeof(n.via), "pigeon:/x");
	recover(LEDGER_UNCERTAIN);
	why("expected sendmail");
	notice_end(&f);
}

static void spool(void **state)
{
	struct ledger_notice sent;
	char path[200];

	notice_begin(&f, "spool", "sendmail:%s/sendmail");
	notice_script(&f, "sendmail", "exit 1");
	notice_prepare(&f, &n, mail);
	deliver(NOTICE_NOW, LEDGER_FAILED);
	notice_prepare(&f, &sent, mail);
	sent.state = LEDGER_SENT;
	assert_int_equal(ledger_set(f.ledger, &sent), 0);
	snprintf(path, sizeof(path), "spool/%s.eml", sent.name);
	notice_write(&f, path, mail);
	notice_write(&f, "spool/mine", "");
	assert_int_equal(notice_files(&f, "spool"), 5);
	deliver_clean_spool(&f.deliver);
	assert_int_equal(notice_files(&f, "spool"), 4);
	assert_null(notice_read(&f, "%s", path));
	notice_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(transports),
		cmocka_unit_test(maildir),
		cmocka_unit_test(retries),
		cmocka_unit_test(maildir_after_a_crash),
		cmocka_unit_test(mbox),
		cmocka_unit_test(mbox_with_others),
		cmocka_unit_test(mbox_after_a_crash),
		cmocka_unit_test(sendmail),
		cmocka_unit_test(sendmail_fails),
		cmocka_unit_test(sendmail_after_a_crash),
		cmocka_unit_test(unknown_transport),
		cmocka_unit_test(spool),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
