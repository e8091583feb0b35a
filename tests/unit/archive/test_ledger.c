// SPDX-License-Identifier: GPL-2.0-or-later
/* test_ledger.c - which notices were sent: items, notices, states, all or nothing */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "archive/ledger.h"
#include "common/error.h"
#include "support/store_fixture.h"

struct archive_and_ledger {
	struct archive *archive;
	struct ledger *ledger;
};

static struct archive_and_ledger begin(const char *path)
{
	struct archive_and_ledger d;
	struct error error = { "" };

	d.archive = archive_open(path, DB_WRITE, &error);
	assert_string_equal(error.text, "");
	assert_non_null(d.archive);
	d.ledger = ledger_open(d.archive);
	assert_non_null(d.ledger);
	return d;
}

static void end(struct archive_and_ledger d)
{
	ledger_close(d.ledger);
	archive_close(d.archive);
}

static struct ledger_item an_item(const char *address, unsigned int kind)
{
	return (struct ledger_item){
		.kind = (uint8_t)kind, .address = fixture_address(address),
		.inside = 2, .classes = 0x40, .occurrence = 1, .first = 1000,
		.last = 2000, .packets = 1ull << 40, .bytes = 404, .upto = 3000,
		.seen = 2000,
	};
}

static struct ledger_notice a_notice(const char *constituent)
{
	struct ledger_notice n = { .made = 5000, .items = 2,
				   .mail = "To: a\n\nwords\n", .size = 13 };

	snprintf(n.constituent, sizeof(n.constituent), "%s", constituent);
	snprintf(n.via, sizeof(n.via), "mbox:/tmp/x");
	snprintf(n.hash, sizeof(n.hash), "%064d", 7);
	return n;
}

struct seen {
	struct ledger_item items[8];
	size_t count;
};

static int keep_item(const struct ledger_item *item, void *arg)
{
	struct seen *seen = arg;

	seen->items[seen->count++] = *item;
	return 0;
}

static size_t items_of(struct ledger *ledger, const char *name,
		       struct seen *seen)
{
	seen->count = 0;
	assert_int_equal(ledger_items(ledger, name, keep_item, seen), 0);
	return seen->count;
}

static int keep_name(const char *name, void *arg)
{
	strcat(strcat(arg, name), " ");
	return 0;
}

static void items_are_kept(void **state)
{
	const char *path = fixture_path("ledger-items");
	struct archive_and_ledger d = begin(path);
	struct ledger_item item = an_item("192.0.2.7", 0);
	char names[256] = "";
	struct seen seen;

	assert_int_equal(items_of(d.ledger, "nobody", &seen), 0);
	assert_int_equal(ledger_put(d.ledger, "univ", &item), 0);
	item = an_item("2001:db8::7", 3);
	item.notice = 0;
	assert_int_equal(ledger_put(d.ledger, "univ", &item), 0);
	item = an_item("192.0.2.7", 1);
	assert_int_equal(ledger_put(d.ledger, "other", &item), 0);
	/* Once more, changed: the same row. */
	item = an_item("192.0.2.7", 0);
	item.occurrence = 2;
	item.packets++;
	assert_int_equal(ledger_put(d.ledger, "univ", &item), 0);
	end(d);

	d = begin(path);
	assert_int_equal(items_of(d.ledger, "univ", &seen), 2);
	assert_true(address_equal(seen.items[0].address,
				  fixture_address("192.0.2.7")));
	assert_int_equal(seen.items[0].occurrence, 2);
	assert_int_equal(seen.items[0].packets, (1ull << 40) + 1);
	assert_int_equal(seen.items[0].classes, 0x40);
	assert_int_equal(seen.items[0].inside, 2);
	assert_int_equal(seen.items[0].upto, 3000);
	assert_int_equal(seen.items[0].seen, 2000);
	assert_int_equal(seen.items[0].notice, 0);
	assert_int_equal(seen.items[1].kind, 3);
	assert_int_equal(items_of(d.ledger, "other", &seen), 1);
	assert_int_equal(ledger_waiting(d.ledger, keep_name, names), 0);
	assert_string_equal(names, "other univ ");
	end(d);
}

static int keep_notice(const struct ledger_notice *notice, void *arg)
{
	struct ledger_notice *n = arg;

	*n = *notice;
	n->mail = notice->mail ? "there" : NULL;
	return 0;
}

static void a_notice_goes_its_way(void **state)
{
	struct archive_and_ledger d = begin(fixture_path("ledger-notices"));
	struct ledger_notice n = a_notice("univ"), got;
	struct ledger_item item = an_item("192.0.2.7", 0);
	char names[64] = "";
	int64_t made;

	assert_int_equal(ledger_last(d.ledger, "univ", &made), 0);
	assert_int_equal(made, 0);
	assert_int_equal(archive_begin(d.archive), 0);
	assert_int_equal(ledger_prepare(d.ledger, &n), 0);
	item.notice = n.id;
	assert_int_equal(ledger_put(d.ledger, "univ", &item), 0);
	assert_int_equal(archive_end(d.archive, 0), 0);
	assert_int_equal(ledger_last(d.ledger, "univ", &made), 0);
	assert_int_equal(made, 5000);
	assert_int_equal(ledger_waiting(d.ledger, keep_name, names), 0);
	assert_string_equal(names, "");

	assert_int_equal(ledger_notice(d.ledger, n.id, &got), 1);
	assert_string_equal(got.constituent, "univ");
	assert_int_equal(got.state, LEDGER_PREPARED);
	assert_int_equal(got.place, -1);
	assert_string_equal(got.name, n.name);
	assert_null(strchr(got.name, '/'));
	assert_int_equal(ledger_notice(d.ledger, 99, &got), 0);

	n.state = LEDGER_FAILED;
	n.tries = 2;
	n.next = 9000;
	snprintf(n.why, sizeof(n.why), "because");
	assert_int_equal(ledger_set(d.ledger, &n), 0);
	memset(&got, 0, sizeof(got));
	assert_int_equal(ledger_notices(d.ledger, 1u << LEDGER_FAILED, true,
					keep_notice, &got), 0);
	assert_int_equal(got.id, n.id);
	assert_int_equal(got.tries, 2);
	assert_int_equal(got.next, 9000);
	assert_string_equal(got.why, "because");
	assert_int_equal(got.size, 13);
	assert_non_null(got.mail);

	/* Sent: the mail is not needed any more, all else stays. */
	n.state = LEDGER_SENT;
	assert_int_equal(ledger_set(d.ledger, &n), 0);
	memset(&got, 0, sizeof(got));
	assert_int_equal(ledger_notices(d.ledger, ~(1u << LEDGER_SENT), true,
					keep_notice, &got), 0);
	assert_int_equal(got.id, 0);
	assert_int_equal(ledger_notices(d.ledger, 1u << LEDGER_SENT, true,
					keep_notice, &got), 0);
	assert_int_equal(got.id, n.id);
	assert_null(got.mail);
	assert_string_equal(got.hash, n.hash);
	end(d);
}

/* A notice without its items would be a notice that is repeated. */
static void all_or_nothing(void **state)
{
	struct archive_and_ledger d = begin(fixture_path("ledger-atomic"));
	struct ledger_notice n = a_notice("univ");
	struct ledger_item item = an_item("192.0.2.7", 0);
	struct seen seen;

	assert_int_equal(archive_begin(d.archive), 0);
	assert_int_equal(ledger_prepare(d.ledger, &n), 0);
	assert_int_equal(ledger_put(d.ledger, "univ", &item), 0);
	assert_int_equal(archive_end(d.archive, -1), -1);
	assert_int_equal(ledger_notice(d.ledger, n.id, &n), 0);
	assert_int_equal(items_of(d.ledger, "univ", &seen), 0);
	/* Whom it was about is found again although it was rolled back. */
	assert_int_equal(ledger_put(d.ledger, "univ", &item), 0);
	assert_int_equal(items_of(d.ledger, "univ", &seen), 1);
	end(d);
}

static void how_far(void **state)
{
	struct archive_and_ledger d = begin(fixture_path("ledger-done"));
	int64_t until = 9;

	assert_int_equal(ledger_done(d.ledger, &until), 0);
	assert_int_equal(until, 0);
	assert_int_equal(ledger_set_done(d.ledger, 700), 0);
	/* An old period that is looked at again takes nothing back. */
	assert_int_equal(ledger_set_done(d.ledger, 600), 0);
	assert_int_equal(ledger_done(d.ledger, &until), 0);
	assert_int_equal(until, 700);
	end(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_are_kept),
		cmocka_unit_test(a_notice_goes_its_way),
		cmocka_unit_test(all_or_nothing),
		cmocka_unit_test(how_far),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
