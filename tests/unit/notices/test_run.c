// SPDX-License-Identifier: GPL-2.0-or-later
/* test_run.c - whole runs: what mails say, who gets one, what waits, what fails */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "common/clock.h"
#include "common/error.h"
#include "notices/run.h"
#include "support/notice_fixture.h"
#include "support/store_fixture.h"

#define DAY		86400
#define TEMPLATES	"advisories/templates"

static const char conf[] =
	"constituents = (\n"
	" { name = \"univ\"; prefixes = [ \"192.0.2.0/24\", \"2001:db8::/32\" ];"
	" contacts = [ \"abuse@univ.example\", \"noc@univ.example\" ];"
	" languages = [ \"en\" ]; formats = [ \"csv\", \"json\", \"xarf\" ]; },\n"
	" { name = \"lab\"; prefixes = [ \"198.51.100.0/24\" ];"
	" contacts = [ \"admin@lab.example\" ]; languages = [ \"en\" ];"
	" formats = [ \"text\" ]; },\n"
	" { name = \"silent\"; prefixes = [ \"203.0.113.0/24\" ]; } );\n";

/* All that a run needs, and what its callbacks got. */
static struct setting {
	struct notice_fixture f;
	struct store *store;
	struct constituents *all;
	struct publisher *publisher;
	struct notice_templates *templates;
	struct notices_run run;
	struct kernel kernel;
	char *mails[4];
	size_t n_mails;
	char results[1024];
} s;

static void keep_mail(const struct notice *notice, void *arg)
{
	assert_in_range(s.n_mails, 0, 3);
	s.mails[s.n_mails++] = strndup(notice->mail, notice->size);
}

static void note_result(const struct notice_result *result, void *arg)
{
	size_t length = strlen(s.results);

	snprintf(s.results + length, sizeof(s.results) - length,
		 "%s:%zu:%zu:%s:%s\n", result->constituent->name,
		 result->notice ? result->notice->sources : 0, result->waiting,
		 result->notice ? ledger_state_name(result->state) : "-",
		 result->why ? result->why : "");
}

static void use_constituents(const char *text)
{
	struct config_messages messages = { 0 };

	constituents_free(s.all);
	s.all = constituents_parse("conf", text, NULL, &messages);
	assert_non_null(s.all);
	config_messages_free(&messages);
}

static void begin(const char *name, const char *via)
{
	struct error error = { "" };

	memset(&s, 0, sizeof(s));
	assert_int_equal(clock_zone("JST-9", &error), 0);
	notice_begin(&s.f, name, via);
	s.store = store_open(fixture_path(name), DB_WRITE, &error);
	assert_non_null(s.store);
	use_constituents(conf);
	s.publisher = publisher_load("etc/publisher.conf", &error);
	assert_non_null(s.publisher);
	s.templates = notice_templates_new(TEMPLATES);
	assert_non_null(s.templates);
	s.kernel.epoch = 7;
}

/* What the router saw in the quarter of an hour at @at. */
static void account(int64_t at)
{
	assert_int_equal(kernel_record(&s.kernel, s.store, "router", at, 900,
					(uint64_t)at + 900), 0);
}

static void free_mails(void)
{
	while (s.n_mails)
		free(s.mails[--s.n_mails]);
	*s.results = '\0';
}

static int run_at(int64_t now, bool sends, struct error *error)
{
	free_mails();
	s.run = (struct notices_run){
		.constituents = s.all, .store = s.store, .archive = s.f.archive,
		.ledger = s.f.ledger, .deliver = sends ? &s.f.deliver : NULL,
		.common = { .publisher = s.publisher, .templates = s.templates,
			    .range = { .from = now - DAY, .until = now },
			    .now = now },
		.result = note_result, .mail = keep_mail, .only = s.run.only,
	};
	return notices_run(&s.run, error);
}

static void run(int64_t now, bool sends)
{
	struct error error = { "" };

	if (run_at(now, sends, &error))
		fail_msg("%s", error.text);
}

static void end(void)
{
	free_mails();
	notice_templates_free(s.templates);
	publisher_free(s.publisher);
	constituents_free(s.all);
	store_close(s.store);
	notice_end(&s.f);
}

static void has(const char *text, const char *wanted)
{
	if (!text || !strstr(text, wanted))
		fail_msg("no \"%s\" in:\n%s", wanted, text ? text : "(nothing)");
}

static void lacks(const char *text, const char *unwanted)
{
	if (strstr(text, unwanted))
		fail_msg("\"%s\" in:\n%s", unwanted, text);
}

static void fill(int64_t at)
{
	struct kernel *k = &s.kernel;

	kernel_source(k, "192.0.2.7", 1, "lan0", CLASS_SLAMMER, 1001, at);
	kernel_attack(k, "192.0.2.8", 0, CLASS_OVERFLOW, 30, 12, at);
	kernel_source(k, "2001:db8::7", 1, "lan0", CLASS_RESPONSE, 27, at);
	kernel_source(k, "198.51.100.70", 1, "lan0", CLASS_SLAMMER, 10, at);
	kernel_source(k, "203.0.113.9", 1, "lan0", CLASS_SLAMMER, 5, at);
	kernel_source(k, "10.9.9.9", 0, "wan0", CLASS_SLAMMER, 5, at);
	account(at);
}

static void a_dry_run_writes_nothing(void **state)
{
	begin("run-dry", "maildir:%s/box");
	fill(NOTICE_NOW - 7200);
	run(NOTICE_NOW, false);
	assert_string_equal(s.results, "univ:3:0:prepared:\nlab:1:0:prepared:\n");
	assert_int_equal(s.run.sources, 6);
	assert_int_equal(s.run.unassigned, 1);
	assert_int_equal(s.run.concerned, 3);
	assert_int_equal(s.run.unreachable, 1);
	assert_int_equal(s.run.notices, 2);
	assert_int_equal(s.run.items, 4);
	assert_int_equal(s.run.sent, 0);
	assert_int_equal(notice_files(&s.f, "box"), 0);
	/* The same bytes again, and with one constituent alone. */
	s.run.only = "lab";
	run(NOTICE_NOW, false);
	assert_string_equal(s.results, "lab:1:0:prepared:\n");
	end();
}

static void the_text_of_a_mail(void **state)
{
	const char *mail;

	begin("run-text", "maildir:%s/box");
	fill(NOTICE_NOW - 7200);
	run(NOTICE_NOW, false);
	mail = s.mails[1];
	has(mail, "Date: Tue, 27 Jan 2026 00:00:00 +0900\n");
	has(mail, "From: Example CSIRT <info@csirt.example.org>\n");
	has(mail, "To: admin@lab.example\n");
	has(mail, "Subject: [Example CSIRT] Hosts that look infected by the Slammer worm in\n your network (lab)\n");
	has(mail, "Auto-Submitted: auto-generated\n");
	has(mail, "Between 2026-01-26 00:00 and 2026-01-27 00:00 (JST,\nUTC+09:00)");
	has(mail, "Hosts that look infected (1)\n");
	has(mail, "198.51.100.70           worm  01-26 22:00  01-26 22:00       10\n");
	lacks(mail, "192.0.2.");
	lacks(mail, "multipart");
	lacks(mail, "{{");
	end();
}

/*
 * One packet of a class that is no more than a guess: no mail to anybody, whatever
 * the side. One packet of the worm: a mail.
 */
static void one_packet_of_each(void **state)
{
	static const unsigned int guesses[] = {
		CLASS_OTHER, CLASS_REQUEST, CLASS_RESPONSE, CLASS_SIGNATURE,
		CLASS_PINGPONG, CLASS_OVERFLOW,
	};
	char address[32];
	unsigned int i;

	begin("run-weak", "maildir:%s/box");
	use_constituents("constituents = ( { name = \"x\"; prefixes = [ \"198.51.100.0/24\" ]; contacts = [ \"a@x.example\" ]; scans = true; languages = [ \"ja\", \"en\" ]; } );");
	for (i = 0; i < 12; i++) {
		snprintf(address, sizeof(address), "198.51.100.%u", 47 + i);
		kernel_attack(&s.kernel, address, i < 6, guesses[i % 6], 1, 1,
			      NOTICE_NOW - 7200);
	}
	account(NOTICE_NOW - 7200);
	run(NOTICE_NOW, true);
	assert_string_equal(s.results, "");
	assert_int_equal(s.run.concerned, 0);
	assert_int_equal(s.n_mails, 0);
	kernel_source(&s.kernel, "198.51.100.7", 1, "lan0", CLASS_SLAMMER, 1,
		      NOTICE_NOW - 6300);
	account(NOTICE_NOW - 6300);
	run(NOTICE_NOW, false);
	assert_string_equal(s.results, "x:1:0:prepared:\n");
	end();
}

/* The part after "filename=NAME", as it is in the mail; malloced. */
static char *attachment(const char *mail, const char *name)
{
	const char *at = strstr(mail, name), *stop;

	assert_non_null(at);
	at = strstr(at, "\n\n") + 2;
	stop = strstr(at, "\n\n--");
	assert_non_null(stop);
	return strndup(at, (size_t)(stop - at));
}

static void attachments(void **state)
{
	char *csv;

	begin("run-files", "maildir:%s/box");
	fill(NOTICE_NOW - 7200);
	run(NOTICE_NOW, false);
	has(s.mails[0], "To: abuse@univ.example, noc@univ.example\n");
	has(s.mails[0], "Content-Type: multipart/mixed;");
	has(s.mails[0], "Hosts that look infected (1)\n");
	has(s.mails[0], "Hosts that send attacks (1)\n");
	has(s.mails[0], "Servers that answer (1)\n");
	has(s.mails[0], "Grounds: packets with the marks of the worm (1,001).\n");
	has(s.mails[0], "Grounds: attack packets (30). Each of these addresses sent at least 20\nof them, to at least 5 hosts, or sent the worm as well.");
	has(s.mails[0], "- 192.0.2.8: attack packets: 30, hosts: about 13\n");
	has(s.mails[0], "Grounds: answers (27), at least 20 from each address.");
	lacks(s.mails[0], "permits");
	has(s.mails[0], "- sources.csv: the addresses as a table (CSV)\n");
	has(s.mails[0], "- events.jsonl: the same as IntelMQ events (JSON lines)\n");
	has(s.mails[0], "filename=\"events.jsonl\"");
	has(s.mails[0], "filename=\"xarf-");
	/* "timestamp,protocol,src_ip" in base64 */
	csv = attachment(s.mails[0], "filename=\"sources.csv\"");
	has(csv, "dGltZXN0YW1wLHByb3RvY29sLHNyY19pc");
	free(csv);
	end();
}

/* Many reports, or files that are larger than wanted, become a ZIP. */
static void archives(void **state)
{
	char address[32];
	int i;

	begin("run-zip", "maildir:%s/box");
	for (i = 1; i < 13; i++) {
		snprintf(address, sizeof(address), "192.0.2.%d", i);
		kernel_source(&s.kernel, address, 1, "lan0", CLASS_SLAMMER, 1,
			      NOTICE_NOW - 7200);
	}
	account(NOTICE_NOW - 7200);
	run(NOTICE_NOW, false);
	has(s.mails[0], "filename=\"sources.csv\"");
	has(s.mails[0], "filename=\"xarf.zip\"");
	lacks(s.mails[0], "filename=\"xarf-");
	/* Ten in the text, the others in the files. */
	has(s.mails[0], "\n  192.0.2.10 ");
	lacks(s.mails[0], "\n  192.0.2.11 ");
	has(s.mails[0], "Not in this table, but in the attachment: 2.");
	use_constituents("constituents = ( { name = \"univ\"; prefixes = [ \"192.0.2.0/24\" ]; contacts = [ \"a@univ.example\" ]; formats = [ \"zip\", \"csv\" ]; } );");
	run(NOTICE_NOW, false);
	has(s.mails[0], "filename=\"notice.zip\"");
	lacks(s.mails[0], "sources.csv\"");
	/* No language of its own: all of the publisher's. */
	has(s.mails[0], "Subject: =?UTF-8?B?");
	end();
}

/* The ground of each kind names its own hosts, however many the first kind has. */
static void each_kind_lists_its_hosts(void **state)
{
	char address[32];
	int i;

	begin("run-kinds", "maildir:%s/box");
	for (i = 1; i < 29; i++) {
		snprintf(address, sizeof(address), "192.0.2.%d", i);
		if (i < 13)
			kernel_source(&s.kernel, address, 1, "lan0",
				      CLASS_SLAMMER, 1, NOTICE_NOW - 7200);
		else if (i < 25)
			kernel_attack(&s.kernel, address, 1, CLASS_OVERFLOW, 40,
				      12, NOTICE_NOW - 7200);
		else
			kernel_source(&s.kernel, address, 1, "lan0",
				      CLASS_RESPONSE, 25, NOTICE_NOW - 7200);
	}
	account(NOTICE_NOW - 7200);
	run(NOTICE_NOW, false);
	has(s.mails[0], "- 192.0.2.13: attack packets: 40, hosts: about 13\n");
	has(s.mails[0], "- 192.0.2.22: attack packets: 40, hosts: about 13\n");
	lacks(s.mails[0], "192.0.2.23: ");
	has(s.mails[0], "Further hosts, listed in the attachment: 2.");
	has(s.mails[0], "\n  192.0.2.28 ");
	has(s.mails[0], "\n  192.0.2.10 ");
	lacks(s.mails[0], "\n  192.0.2.11 ");
	has(s.mails[0], "Not in this table, but in the attachment: 4.");
	end();
}

/* A signature may be of any port and any attack. */
static void signatures_are_no_known_flaw(void **state)
{
	begin("run-signature", "maildir:%s/box");
	use_constituents("constituents = ( { name = \"univ\"; prefixes = [ \"192.0.2.0/24\" ]; contacts = [ \"a@univ.example\" ]; languages = [ \"en\" ]; formats = [ \"text\" ]; } );");
	kernel_attack(&s.kernel, "192.0.2.9", 1, CLASS_SIGNATURE, 30, 12,
		      NOTICE_NOW - 7200);
	account(NOTICE_NOW - 7200);
	run(NOTICE_NOW, false);
	lacks(s.mails[0], "MS02-039");
	lacks(s.mails[0], "variant of the worm");
	lacks(s.mails[0], "suspicious packets to UDP port 1434");
	has(s.mails[0], "match a signature");
	end();
}

/* An item that waits, and what the run says when its evidence is weak by now. */
static void weak_items_are_held(void **state)
{
	struct ledger_item item = {
		.kind = CONSTITUENT_ATTACK, .inside = 1, .occurrence = 1,
		.address = fixture_address("198.51.100.40"), .packets = 9000,
		.classes = 1u << CLASS_OVERFLOW, .first = NOTICE_NOW - DAY,
		.last = NOTICE_NOW - DAY, .upto = NOTICE_NOW - DAY + 1,
		.seen = NOTICE_NOW - DAY,
	};

	begin("run-held", "maildir:%s/box");
	assert_int_equal(ledger_put(s.f.ledger, "lab", &item), 0);
	run(NOTICE_NOW, false);
	assert_string_equal(s.results, "");
	assert_int_equal(s.run.held, 1);
	end();
}

static void sent_once(void **state)
{
	char *mail;
	int64_t done;

	begin("run-once", "maildir:%s/box");
	s.run.only = "lab";
	fill(NOTICE_NOW - 7200);
	run(NOTICE_NOW, true);
	assert_string_equal(s.results, "lab:1:0:sent:\n");
	mail = notice_only_file(&s.f, "box/new");
	assert_string_equal(mail, s.mails[0]);
	free(mail);
	/* Not all constituents: the period is not done. */
	assert_int_equal(ledger_done(s.f.ledger, &done), 0);
	assert_int_equal(done, 0);
	s.run.only = NULL;
	run(NOTICE_NOW, true);
	assert_string_equal(s.results, "univ:3:0:sent:\n");
	assert_int_equal(ledger_done(s.f.ledger, &done), 0);
	assert_int_equal(done, NOTICE_NOW);
	run(NOTICE_NOW, true);
	assert_string_equal(s.results, "");
	assert_int_equal(s.run.concerned, 3);
	assert_int_equal(notice_files(&s.f, "box/new"), 2);
	end();
}

static void waits_and_relapses(void **state)
{
	int64_t now = NOTICE_NOW;

	begin("run-wait", "maildir:%s/box");
	s.run.only = "lab";
	kernel_source(&s.kernel, "198.51.100.1", 1, "lan0", CLASS_SLAMMER, 5,
		      now - 7200);
	account(now - 7200);
	run(now, true);
	assert_string_equal(s.results, "lab:1:0:sent:\n");
	/* An hour later another one: it waits for the interval. */
	kernel_source(&s.kernel, "198.51.100.2", 1, "lan0", CLASS_SLAMMER, 6,
		      now + 900);
	account(now + 900);
	now += 3600;
	run(now, true);
	assert_string_equal(s.results, "lab:0:1:-:\n");
	assert_int_equal(s.run.waiting, 1);
	/* Nothing new two days later, but it is still waiting. */
	now += 2 * DAY;
	run(now, true);
	assert_string_equal(s.results, "lab:1:0:sent:\n");
	has(s.mails[0], "\n  198.51.100.2 ");
	lacks(s.mails[0], "198.51.100.1 ");
	/* The first one comes back after twenty quiet days. */
	now += 20 * DAY;
	s.kernel.epoch++;
	s.kernel.n_sources = 0;
	kernel_source(&s.kernel, "198.51.100.1", 1, "lan0", CLASS_SLAMMER, 5,
		      now - 1800);
	account(now - 1800);
	run(now, true);
	assert_string_equal(s.results, "lab:1:0:sent:\n");
	has(s.mails[0], "\n  198.51.100.1   worm (again)");
	has(s.mails[0], "days or more: 1.");
	end();
}

/* One that cannot be made stops one, not all, and is made by the next run. */
static void a_mail_that_cannot_be_made(void **state)
{
	static const char broken[] =
		"constituents = (\n"
		" { name = \"univ\"; prefixes = [ \"192.0.2.0/24\" ];"
		" contacts = [ \"abuse@univ.example\" ]; languages = [ \"eo\" ]; },\n"
		" { name = \"lab\"; prefixes = [ \"198.51.100.0/24\" ];"
		" contacts = [ \"admin@lab.example\" ]; languages = [ \"en\" ]; } );\n";
	int64_t done;

	begin("run-error", "maildir:%s/box");
	use_constituents(broken);
	fill(NOTICE_NOW - 7200);
	run(NOTICE_NOW, true);
	has(s.results, "univ:0:0:-:advisories/templates/eo/notice.txt: ");
	has(s.results, "lab:1:0:sent:\n");
	assert_int_equal(s.run.errors, 1);
	assert_int_equal(ledger_done(s.f.ledger, &done), 0);
	assert_int_equal(done, 0);
	use_constituents(conf);
	run(NOTICE_NOW, true);
	assert_string_equal(s.results, "univ:3:0:sent:\n");
	/* With a missing key it is not sent in the clear. */
	use_constituents("constituents = ( { name = \"lab\"; prefixes = [ \"198.51.100.0/24\" ]; contacts = [ \"a@lab.example\" ]; languages = [ \"en\" ]; formats = [ \"text\" ]; key = \"0000000000000000000000000000000000000000\"; interval = \"0m\"; } );");
	kernel_source(&s.kernel, "198.51.100.71", 1, "lan0", CLASS_SLAMMER, 5,
		      NOTICE_NOW + 900);
	account(NOTICE_NOW + 900);
	run(NOTICE_NOW + 3600, true);
	has(s.results, "lab:0:0:-:there is no public key 0000");
	assert_int_equal(s.run.errors, 1);
	end();
}

static void resume(bool all)
{
	struct error error = { "" };

	s.run.sent = s.run.failed = s.run.uncertain = 0;
	if (notices_resume(&s.run, all, &error))
		fail_msg("%s", error.text);
}

static void failures_are_retried(void **state)
{
	char *mail;

	begin("run-retry", "sendmail:%s/sendmail");
	s.run.only = "lab";
	notice_script(&s.f, "sendmail", "echo busy >&2; exit 75");
	fill(NOTICE_NOW - 7200);
	run(NOTICE_NOW, true);
	has(s.results, "lab:1:0:failed:");
	has(s.results, "ended with status 75: busy");
	assert_int_equal(s.run.failed, 1);
	/* It is not made again, and not sent before its time. */
	s.run.common.now = NOTICE_NOW + 60;
	resume(false);
	assert_int_equal(s.run.failed, 0);
	notice_script(&s.f, "sendmail", "cat >got");
	resume(false);
	assert_int_equal(s.run.sent, 0);
	s.run.common.now = NOTICE_NOW + 300;
	resume(false);
	assert_int_equal(s.run.sent, 1);
	mail = notice_read(&s.f, "got");
	has(mail, "198.51.100.70");
	assert_string_equal(mail, s.mails[0]);
	free(mail);
	resume(true);
	assert_int_equal(s.run.sent, 0);
	end();
}

static void a_killed_run_is_resumed(void **state)
{
	static const char mail[] = "Subject: x\n\nText.\n";
	struct ledger_notice prepared, sending, failed;
	char path[200];

	begin("run-killed", "maildir:%s/box");
	run(NOTICE_NOW, true);
	notice_prepare(&s.f, &prepared, mail);
	notice_kill(&s.f, &sending, mail, -1);
	snprintf(path, sizeof(path), "box/tmp/%s", sending.name);
	notice_write(&s.f, path, mail);
	notice_prepare(&s.f, &failed, mail);
	failed.state = LEDGER_FAILED;
	failed.changed = NOTICE_NOW - 60;
	failed.next = NOTICE_NOW + DAY;
	assert_int_equal(ledger_set(s.f.ledger, &failed), 0);
	resume(false);
	assert_int_equal(s.run.sent, 2);
	assert_int_equal(notice_files(&s.f, "box/new"), 2);
	resume(true);
	assert_int_equal(s.run.sent, 1);
	/* A reader deleted one before its state was known. */
	notice_kill(&s.f, &sending, mail, -1);
	resume(false);
	assert_int_equal(s.run.uncertain, 1);
	assert_int_equal(notice_files(&s.f, "box/new"), 3);
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dry_run_writes_nothing),
		cmocka_unit_test(one_packet_of_each),
		cmocka_unit_test(the_text_of_a_mail),
		cmocka_unit_test(attachments),
		cmocka_unit_test(archives),
		cmocka_unit_test(each_kind_lists_its_hosts),
		cmocka_unit_test(signatures_are_no_known_flaw),
		cmocka_unit_test(weak_items_are_held),
		cmocka_unit_test(sent_once),
		cmocka_unit_test(waits_and_relapses),
		cmocka_unit_test(a_mail_that_cannot_be_made),
		cmocka_unit_test(failures_are_retried),
		cmocka_unit_test(a_killed_run_is_resumed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
