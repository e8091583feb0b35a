// SPDX-License-Identifier: GPL-2.0-or-later
/* policy_test_print.c - results of slammerctl policy test, as text and as JSON */
#include <stdio.h>
#include <stdlib.h>

#include "cli.h"
#include "common/names.h"
#include "common/text.h"
#include "policy_test.h"

#define ENDPOINT_MAX	(ADDRESS_TEXT_MAX + 8)	/* "[address]:65535" */
#define REASON_MAX	64	/* "signature NAME" */
#define ROW		"%7s  %-24s %-24s %-9s %-9s %-8s %s\n"

/* Name of the signature that matched, or NULL */
static const char *signature_of(const struct trial *t,
				const struct trial_result *r)
{
	const struct signatures *set = &t->ruleset->signatures;

	return r->packet.signature ?
		set->list[r->packet.signature - 1].name : NULL;
}

/* With the port where one of both is 1434; other ports were not parsed. */
static const char *endpoint(const struct trial_result *r, struct address a,
			    unsigned int port, char buf[ENDPOINT_MAX])
{
	const struct packet *pkt = &r->packet;
	char text[ADDRESS_TEXT_MAX];

	if (!pkt->family)
		return "-";
	address_text(a, text);
	if (r->reason < REASON_FIRST_RULED || (!pkt->sport && !pkt->dport))
		snprintf(buf, ENDPOINT_MAX, "%s", text);
	else
		snprintf(buf, ENDPOINT_MAX, pkt->family == 6 ? "[%s]:%u" : "%s:%u",
			 text, port);
	return buf;
}

void print_head(void)
{
	printf(ROW, "number", "source", "destination", "class", "direction",
	       "verdict", "reason");
}

int print_row(const struct trial *t, const struct trial_result *r)
{
	char from[ENDPOINT_MAX], to[ENDPOINT_MAX], number[24];
	const char *signature = signature_of(t, r);
	char reason[REASON_MAX];

	snprintf(number, sizeof(number), "%llu", r->number);
	snprintf(reason, sizeof(reason), signature ? "%s %s" : "%s",
		 trial_word(r->word), signature);
	return printf(ROW, number,
		      endpoint(r, r->packet.src, r->packet.sport, from),
		      endpoint(r, r->packet.dst, r->packet.dport, to),
		      class_name(r->class), direction_name(r->direction),
		      verdict_name(r->verdict), reason) < 0 ? -1 : 0;
}

/* Printed one by one: a capture may be larger than memory. */
int print_object(const struct trial *t, const struct trial_result *r, bool first)
{
	char from[ADDRESS_TEXT_MAX], to[ADDRESS_TEXT_MAX];
	bool ip = r->packet.family;
	json_t *object;
	int err;

	object = json_pack("{s:I, s:s?, s:s?, s:s, s:s, s:s, s:s, s:s?}",
			   "number", (json_int_t)r->number,
			   "source", ip ? address_text(r->packet.src, from) : NULL,
			   "destination", ip ? address_text(r->packet.dst, to) : NULL,
			   "class", class_name(r->class),
			   "direction", direction_name(r->direction),
			   "verdict", verdict_name(r->verdict),
			   "reason", trial_word(r->word),
			   "signature", signature_of(t, r));
	if (!object)
		return -1;
	fputs(first ? "\n  " : ",\n  ", stdout);
	err = json_dumpf(object, stdout, 0);
	json_decref(object);
	return err;
}

static unsigned long long class_count(const struct counts *counts,
				      unsigned int class, unsigned int verdict)
{
	unsigned long long n = 0;
	unsigned int d, w;

	for (d = 0; d < DIRECTION_COUNT; d++)
		for (w = 0; w < TRIAL_WORDS; w++)
			n += counts->n[d][class][w][verdict];
	return n;
}

int print_classes(const struct counts *counts)
{
	struct table *table = table_new();
	unsigned int c, v;
	bool any;

	table_column(table, "class", TABLE_LEFT);
	for (v = 0; v < VERDICT_COUNT; v++)
		table_column(table, verdict_name(v), TABLE_RIGHT);
	for (c = 0; c < CLASS_COUNT; c++) {
		for (v = 0, any = false; v < VERDICT_COUNT; v++)
			any |= class_count(counts, c, v) > 0;
		if (any)
			table_cell(table, "%s", class_name(c));
		for (v = 0; any && v < VERDICT_COUNT; v++)
			table_cell(table, "%llu", class_count(counts, c, v));
	}
	return table_print(table);
}

/* One thing that is counted */
struct cell {
	unsigned int direction;
	unsigned int class;
	unsigned int word;
	unsigned int verdict;
	unsigned long long packets;
};

/* The next one after *@at that is not 0; the worst classes of a direction first */
static bool next_cell(const struct counts *counts, size_t *at, struct cell *cell)
{
	const size_t last = sizeof(counts->n) / sizeof(counts->n[0][0][0][0]);
	size_t i;

	while (*at < last) {
		i = (*at)++;
		cell->verdict = i % VERDICT_COUNT;
		i /= VERDICT_COUNT;
		cell->word = i % TRIAL_WORDS;
		i /= TRIAL_WORDS;
		cell->class = CLASS_COUNT - 1 - i % CLASS_COUNT;
		cell->direction = (unsigned int)(i / CLASS_COUNT);
		cell->packets = counts->n[cell->direction][cell->class]
					 [cell->word][cell->verdict];
		if (cell->packets)
			return true;
	}
	return false;
}

int print_summary(const struct counts *counts)
{
	struct table *table = table_new();
	struct cell cell;
	size_t at = 0;

	table_column(table, "direction", TABLE_LEFT);
	table_column(table, "class", TABLE_LEFT);
	table_column(table, "reason", TABLE_LEFT);
	table_column(table, "verdict", TABLE_LEFT);
	table_column(table, "packets", TABLE_RIGHT);
	while (next_cell(counts, &at, &cell)) {
		table_cell(table, "%s", direction_name(cell.direction));
		table_cell(table, "%s", class_name(cell.class));
		table_cell(table, "%s", trial_word(cell.word));
		table_cell(table, "%s", verdict_name(cell.verdict));
		table_cell(table, "%llu", cell.packets);
	}
	return table_print(table);
}

void print_totals(const struct trial *t, const struct counts *counts)
{
	unsigned long long results = t->packets - t->unknown - t->fragments +
		t->datagrams + t->discarded + t->incomplete;

	if (t->fragments)
		printf("%llu fragments: %llu datagrams put together, %llu discarded, %llu incomplete and not judged\n",
		       t->fragments, t->datagrams, t->discarded, t->incomplete);
	if (t->flows)
		printf("%llu solicited flows\n", t->flows);
	if (t->neither)
		printf("%llu between addresses that are not inside, taken as from outside\n",
		       t->neither);
	if (counts->shown != results)
		printf("%llu of ", counts->shown);
	printf("%llu packets\n", t->packets);
}

int print_summary_json(const struct trial *t, const struct counts *counts)
{
	json_t *list = json_array(), *object;
	struct cell cell;
	size_t at = 0;
	int status;

	while (next_cell(counts, &at, &cell))
		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:I}",
			"direction", direction_name(cell.direction),
			"class", class_name(cell.class),
			"reason", trial_word(cell.word),
			"verdict", verdict_name(cell.verdict),
			"packets", (json_int_t)cell.packets));
	object = json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o}",
			   "packets", (json_int_t)t->packets,
			   "shown", (json_int_t)counts->shown,
			   "unsupported", (json_int_t)t->unknown,
			   "neither", (json_int_t)t->neither,
			   "flows", (json_int_t)t->flows,
			   "fragments", (json_int_t)t->fragments,
			   "datagrams", (json_int_t)t->datagrams,
			   "discarded", (json_int_t)t->discarded,
			   "incomplete", (json_int_t)t->incomplete,
			   "counts", list);
	status = cli_json(object);
	json_decref(object);
	return status;
}
