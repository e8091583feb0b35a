// SPDX-License-Identifier: GPL-2.0-or-later
/* test_pending.c - observations by constituent; what is reported, waits, relapses */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "common/error.h"
#include "notices/pending.h"
#include "support/store_fixture.h"

#define T0	1769439600ll
#define DAY	86400

static const char conf[] =
	"defaults = { quiet-days = 14; };\n"
	"constituents = (\n"
	" { name = \"univ\"; prefixes = [ \"192.0.2.0/24\", \"2001:db8::/32\" ]; },\n"
	" { name = \"lab\"; prefixes = [ \"192.0.2.64/28\" ]; scans = true; opt-out = [ \"attack\" ]; } );\n";

static struct constituents *parse(const char *text)
{
	struct config_messages messages = { 0 };
	struct constituents *all = constituents_parse("conf", text, NULL,
						      &messages);

	assert_non_null(all);
	config_messages_free(&messages);
	return all;
}

static void fill(struct store *store)
{
	struct kernel k = { .epoch = 7 };

	kernel_source(&k, "192.0.2.7", 0, "wan0", CLASS_SLAMMER, 5, T0);
	kernel_source(&k, "192.0.2.7", 1, "lan0", CLASS_SLAMMER, 6, T0 + 9);
	kernel_source(&k, "192.0.2.7", 1, "lan0", CLASS_OVERFLOW, 2, T0 + 9);
	kernel_source(&k, "192.0.2.7", 1, "lan0", CLASS_PINGPONG, 1, T0 + 9);
	kernel_source(&k, "2001:db8::1", 1, "lan0", CLASS_RESPONSE, 20, T0);
	kernel_source(&k, "2001:db8::2", 1, "lan0", CLASS_RESPONSE, 19, T0);
	kernel_source(&k, "192.0.2.9", 0, "wan0", CLASS_REQUEST, 4, T0);
	kernel_source(&k, "192.0.2.65", 0, "wan0", CLASS_REQUEST, 20, T0);
	kernel_attack(&k, "192.0.2.65", 0, CLASS_OVERFLOW, 40, 9, T0);
	kernel_source(&k, "192.0.2.67", 0, "wan0", CLASS_REQUEST, 19, T0);
	kernel_source(&k, "192.0.2.66", 1, "lan0", CLASS_REQUEST, 4, T0);
	kernel_source(&k, "10.0.0.1", 0, "wan0", CLASS_SLAMMER, 4, T0);
	assert_int_equal(kernel_record(&k, store, "router", T0, 900, T0 + 900),
			 0);
}

static void observations_by_constituent(void **state)
{
	struct store_range range = { .from = T0, .until = T0 + DAY };
	struct constituents *all = parse(conf);
	const struct observation *list;
	struct observations *g;
	struct error error = { "" };
	struct store *store;
	uint64_t unassigned;

	store = store_open(fixture_path("notices"), DB_WRITE, &error);
	assert_non_null(store);
	fill(store);
	g = observations_collect(store, &range, all, NULL, NULL, &error);
	assert_non_null(g);
	/* An address on both sides is two sources of the store. */
	assert_int_equal(observations_count(g, &unassigned), 9);
	assert_int_equal(unassigned, 1);

	/* By address and kind; both sides are merged. */
	assert_int_equal(observations_of(g, 0, &list), 3);
	assert_true(address_equal(list[0].address,
				  fixture_address("192.0.2.7")));
	assert_int_equal(list[0].kind, CONSTITUENT_INFECTED);
	assert_int_equal(list[0].inside, OBSERVED_INSIDE | OBSERVED_OUTSIDE);
	assert_int_equal(list[0].packets, 11);
	assert_int_equal(list[0].first, T0);
	assert_int_equal(list[0].last, T0 + 9);
	assert_int_equal(list[1].kind, CONSTITUENT_ATTACK);
	assert_int_equal(list[1].packets, 3);
	/* Bytes are of all classes of a source: unknown where it sent several. */
	assert_int_equal(list[1].bytes, 0);
	assert_int_equal(list[0].bytes, 0);
	assert_true(list[2].bytes > 0);
	assert_int_equal(list[0].evidence, EVIDENCE_WORM);
	assert_int_equal(list[1].evidence, EVIDENCE_WORM);
	assert_int_equal(list[1].classes,
			 1u << CLASS_OVERFLOW | 1u << CLASS_PINGPONG);
	assert_int_equal(list[2].kind, CONSTITUENT_REFLECTOR);
	assert_true(address_equal(list[2].address,
				  fixture_address("2001:db8::1")));

	/* Opted into requests, from outside only; out of attacks. */
	assert_int_equal(observations_of(g, 1, &list), 1);
	assert_int_equal(list[0].kind, CONSTITUENT_SCAN);
	assert_true(address_equal(list[0].address,
				  fixture_address("192.0.2.65")));
	observations_free(g);
	store_close(store);
	constituents_free(all);
}

static struct observations *collect(struct store *store,
				    const struct constituents *all)
{
	struct store_range range = { .from = T0, .until = T0 + DAY };
	struct error error = { "" };
	struct observations *o;

	o = observations_collect(store, &range, all, NULL, NULL, &error);
	if (!o)
		fail_msg("%s", error.text);
	return o;
}

/* Attacks accuse where there are many, of many targets. */
static void weak_evidence_accuses_nobody(void **state)
{
	struct constituents *all = parse(
		"evidence = { packets = 30; };\n"
		"constituents = ( { name = \"usual\"; prefixes = [ \"192.0.2.0/25\" ]; },\n"
		" { name = \"keen\"; prefixes = [ \"192.0.2.128/25\" ]; evidence = { packets = 1; targets = 1; }; } );\n");
	const struct observation *list;
	struct kernel k = { .epoch = 7 };
	struct error error = { "" };
	struct observations *o;
	struct store *store;

	store = store_open(fixture_path("notices-evidence"), DB_WRITE, &error);
	assert_non_null(store);
	kernel_attack(&k, "192.0.2.1", 1, CLASS_OVERFLOW, 1, 1, T0);
	kernel_attack(&k, "192.0.2.2", 1, CLASS_OVERFLOW, 5000, 4, T0);
	kernel_attack(&k, "192.0.2.3", 0, CLASS_PINGPONG, 29, 29, T0);
	kernel_attack(&k, "192.0.2.4", 0, CLASS_PINGPONG, 20, 12, T0);
	kernel_attack(&k, "192.0.2.4", 0, CLASS_SIGNATURE, 10, 12, T0);
	kernel_source(&k, "192.0.2.5", 1, "lan0", CLASS_OVERFLOW, 5000, T0);
	kernel_attack(&k, "192.0.2.200", 1, CLASS_OVERFLOW, 1, 1, T0);
	assert_int_equal(kernel_record(&k, store, "router", T0, 900, T0 + 900),
			 0);
	o = collect(store, all);
	assert_int_equal(observations_of(o, 0, &list), 1);
	assert_true(address_equal(list[0].address,
				  fixture_address("192.0.2.4")));
	assert_int_equal(list[0].kind, CONSTITUENT_ATTACK);
	assert_int_equal(list[0].evidence, EVIDENCE_MANY);
	assert_int_equal(list[0].targets, 13);
	assert_int_equal(observations_of(o, 1, &list), 1);
	assert_int_equal(list[0].targets, 1);
	observations_free(o);
	store_close(store);
	constituents_free(all);
}

/* A ledger and a constituent; each step is a run at a later time. */
struct setting {
	struct constituents *all;
	const struct constituent *who;
	struct archive *archive;
	struct ledger *ledger;
	struct pending pending;
};

static struct setting begin(const char *name)
{
	struct setting t = { .all = parse(conf) };
	struct error error = { "" };

	t.who = constituents_get(t.all, 0);
	t.archive = archive_open(fixture_path(name), DB_WRITE, &error);
	assert_non_null(t.archive);
	t.ledger = ledger_open(t.archive);
	assert_non_null(t.ledger);
	return t;
}

static void end(struct setting *t)
{
	pending_free(&t->pending);
	ledger_close(t->ledger);
	archive_close(t->archive);
	constituents_free(t->all);
}

static struct observation seen_at(const char *address, int64_t first, int64_t last)
{
	return (struct observation){ .kind = CONSTITUENT_INFECTED,
			      .inside = OBSERVED_INSIDE,
			      .classes = 1u << CLASS_SLAMMER,
			      .address = fixture_address(address),
			      .first = first, .last = last, .packets = 10,
			      .bytes = 4040 };
}

/* Finds what is pending of @seen in [from, until); returns how many are reportable. */
static size_t find(struct setting *t, const struct observation *seen, size_t count,
		   int64_t from, int64_t until)
{
	struct store_range range = { .from = from, .until = until };
	struct error error = { "" };

	assert_int_equal(pending_find(&t->pending, t->ledger, t->archive, t->who, seen,
				  count, &range, until, &error), 0);
	return t->pending.reportable;
}

/* As a run does it: a notice, or all waits. */
static void report(struct setting *t, int64_t now)
{
	struct ledger_notice n = { .made = now, .items = t->pending.reportable,
				   .mail = "x", .size = 1 };

	snprintf(n.constituent, sizeof(n.constituent), "%s", t->who->name);
	if (t->pending.not_before) {
		assert_int_equal(pending_write(&t->pending, t->ledger, t->who->name, 0),
				 0);
		return;
	}
	assert_int_equal(ledger_prepare(t->ledger, &n), 0);
	assert_int_equal(pending_write(&t->pending, t->ledger, t->who->name, n.id), 0);
}

static void reported_once(void **state)
{
	struct setting t = begin("notices-once");
	struct observation seen[] = { seen_at("192.0.2.1", T0, T0 + 10),
			       seen_at("192.0.2.2", T0, T0 + 10) };

	assert_int_equal(find(&t, seen, 2, T0, T0 + DAY), 2);
	assert_int_equal(t.pending.not_before, 0);
	/* Finding does not report. */
	assert_int_equal(find(&t, seen, 2, T0, T0 + DAY), 2);
	report(&t, T0 + DAY);
	assert_int_equal(find(&t, seen, 2, T0, T0 + DAY), 0);
	assert_int_equal(find(&t, seen, 2, T0 - DAY, T0 + 3 * DAY), 0);
	/* Another kind of the same address is reported. */
	seen[1].kind = CONSTITUENT_ATTACK;
	assert_int_equal(find(&t, seen, 2, T0, T0 + 3 * DAY), 1);
	end(&t);
}

/* Items that an older program left waiting, without evidence. */
static void waiting_items_need_evidence_too(void **state)
{
	struct setting t = begin("notices-weak");
	struct ledger_item item = {
		.kind = CONSTITUENT_ATTACK, .inside = OBSERVED_INSIDE,
		.classes = 1u << CLASS_OVERFLOW, .occurrence = 1,
		.address = fixture_address("192.0.2.1"), .first = T0,
		.last = T0, .packets = 1, .bytes = 404, .upto = T0 + 1,
		.seen = T0,
	};
	struct observation seen = seen_at("192.0.2.1", T0 + 9, T0 + 9);

	assert_int_equal(ledger_put(t.ledger, "univ", &item), 0);
	item.kind = CONSTITUENT_REFLECTOR;
	assert_int_equal(ledger_put(t.ledger, "univ", &item), 0);
	assert_int_equal(find(&t, NULL, 0, T0 + 8, T0 + DAY), 0);
	assert_int_equal(t.pending.held, 2);
	item.kind = CONSTITUENT_INFECTED;
	assert_int_equal(ledger_put(t.ledger, "univ", &item), 0);
	assert_int_equal(find(&t, NULL, 0, T0 + 8, T0 + DAY), 1);
	seen.kind = CONSTITUENT_ATTACK;
	seen.evidence = EVIDENCE_MANY;
	seen.targets = 7;
	assert_int_equal(find(&t, &seen, 1, T0 + 8, T0 + DAY), 2);
	assert_int_equal(t.pending.list[1].item.evidence, EVIDENCE_MANY);
	assert_int_equal(t.pending.list[1].item.targets, 7);
	assert_int_equal(t.pending.list[1].item.packets, 11);
	/* They stay in the ledger as they are. */
	report(&t, T0 + DAY);
	assert_int_equal(find(&t, NULL, 0, T0 + 8, T0 + DAY), 0);
	end(&t);
}

/* What waits is judged by the limits of today, which its mail states. */
static void limits_of_today(void **state)
{
	struct setting t = begin("notices-limits");
	struct constituent strict = *t.who;
	struct ledger_item item = {
		.kind = CONSTITUENT_ATTACK, .inside = OBSERVED_INSIDE,
		.classes = 1u << CLASS_OVERFLOW, .occurrence = 1,
		.evidence = EVIDENCE_MANY, .targets = 6,
		.address = fixture_address("192.0.2.40"), .first = T0,
		.last = T0, .packets = 30, .bytes = 404, .upto = T0 + 1,
		.seen = T0,
	};

	assert_int_equal(ledger_put(t.ledger, "univ", &item), 0);
	assert_int_equal(find(&t, NULL, 0, T0 + 8, T0 + DAY), 1);
	assert_int_equal(t.pending.held, 0);
	strict.evidence.packets = 50;
	t.who = &strict;
	assert_int_equal(find(&t, NULL, 0, T0 + 8, T0 + DAY), 0);
	assert_int_equal(t.pending.held, 1);
	strict.evidence = (struct evidence_limits){ 30, 7 };
	assert_int_equal(find(&t, NULL, 0, T0 + 8, T0 + DAY), 0);
	/* The worm is evidence by any limits; weak may become many. */
	item.evidence = EVIDENCE_WORM;
	assert_int_equal(ledger_put(t.ledger, "univ", &item), 0);
	assert_int_equal(find(&t, NULL, 0, T0 + 8, T0 + DAY), 1);
	item.evidence = EVIDENCE_WEAK;
	assert_int_equal(ledger_put(t.ledger, "univ", &item), 0);
	strict.evidence = (struct evidence_limits){ 30, 6 };
	assert_int_equal(find(&t, NULL, 0, T0 + 8, T0 + DAY), 1);
	assert_int_equal(t.pending.list[0].item.evidence, EVIDENCE_MANY);
	end(&t);
}

static void waits_for_the_interval(void **state)
{
	struct setting t = begin("notices-interval");
	struct observation one = seen_at("192.0.2.1", T0, T0 + 10);
	struct observation two = seen_at("192.0.2.2", T0 + DAY + 10, T0 + DAY + 20);

	find(&t, &one, 1, T0, T0 + DAY);
	report(&t, T0 + DAY);
	/* An hour after the first mail: it waits for a day. */
	assert_int_equal(find(&t, &two, 1, T0 + DAY, T0 + DAY + 3600), 1);
	assert_int_equal(t.pending.not_before, T0 + 2 * DAY);
	report(&t, T0 + DAY + 3600);
	/* Seen again: counted once where periods overlap, else added. */
	two.packets = 15;
	assert_int_equal(find(&t, &two, 1, T0 + DAY, T0 + DAY + 7200), 1);
	assert_int_equal(t.pending.list[0].item.packets, 15);
	report(&t, T0 + DAY + 7200);
	two.first = T0 + DAY + 8000;
	two.last = T0 + DAY + 8010;
	assert_int_equal(find(&t, &two, 1, T0 + DAY + 7200, T0 + DAY + 9000), 1);
	report(&t, T0 + DAY + 9000);
	/* No new observations, but the waiting one is reported. */
	assert_int_equal(find(&t, NULL, 0, T0 + 2 * DAY, T0 + 2 * DAY + 1), 1);
	assert_int_equal(t.pending.not_before, 0);
	assert_int_equal(t.pending.list[0].item.packets, 30);
	assert_int_equal(t.pending.list[0].item.first, T0 + DAY + 10);
	assert_int_equal(t.pending.list[0].item.last, T0 + DAY + 8010);
	report(&t, T0 + 2 * DAY + 1);
	assert_int_equal(find(&t, NULL, 0, T0 + 2 * DAY, T0 + 2 * DAY + 2), 0);
	end(&t);
}

static size_t again(struct setting *t, int64_t at)
{
	struct observation seen = seen_at("192.0.2.1", at, at + 10);
	size_t news = find(t, &seen, 1, at - 10, at + 100);

	report(t, at + 100);
	return news;
}

/* Quiet days count from the last observation, not from the last report. */
static void a_relapse_is_reported(void **state)
{
	struct setting t = begin("notices-relapse");

	assert_int_equal(again(&t, T0), 1);
	assert_int_equal(again(&t, T0 + 10 * DAY), 0);
	assert_int_equal(again(&t, T0 + 20 * DAY), 0);
	assert_int_equal(again(&t, T0 + 34 * DAY), 0);
	assert_int_equal(again(&t, T0 + 48 * DAY + 20), 1);
	assert_int_equal(t.pending.list[0].item.occurrence, 2);
	assert_int_equal(again(&t, T0 + 49 * DAY), 0);
	/* Reprocessing an old period is not a relapse. */
	assert_int_equal(again(&t, T0 + 5 * DAY), 0);
	end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(observations_by_constituent),
		cmocka_unit_test(weak_evidence_accuses_nobody),
		cmocka_unit_test(waiting_items_need_evidence_too),
		cmocka_unit_test(limits_of_today),
		cmocka_unit_test(reported_once),
		cmocka_unit_test(waits_for_the_interval),
		cmocka_unit_test(a_relapse_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
