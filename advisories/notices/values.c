// SPDX-License-Identifier: GPL-2.0-or-later
/* values.c - the values in templates of notices: nf-slammer-templates(5) */
#include <string.h>

#include "common/clock.h"
#include "internal.h"

#define LISTED_MAX	10	/* of a kind; the others are in the attachments */

static json_t *time_value(int64_t t)
{
	char text[CLOCK_ISO_MAX];

	return json_string(clock_iso(t, text));
}

static json_t *period_value(const struct draft *m)
{
	int64_t from = m->context->range.from;
	char zone[16], offset[8];
	size_t i;

	/* Waiting items may be older. */
	for (i = 0; i < m->rows.count; i++)
		if (m->rows.list[i].first < from)
			from = m->rows.list[i].first;
	clock_zone_at(from, zone, offset);
	return json_pack("{s:o, s:o, s:s, s:s}", "from", time_value(from),
			 "until", time_value(m->context->range.until),
			 "zone", zone, "offset", offset);
}

/* How many of a kind the text lists. */
static size_t listed_of(const struct draft *m, size_t kind)
{
	size_t all = m->notice->kinds[kind];

	return all > LISTED_MAX && m->n_files ? LISTED_MAX : all;
}

/* By kind: how many sources, and their packets. */
static void add_kinds(const struct draft *m, json_t *values)
{
	uint64_t packets[CONSTITUENT_KIND_COUNT] = { 0 };
	const struct row *row = m->rows.list;
	size_t i;

	for (i = 0; i < m->rows.count; i++, row++)
		packets[row->kind] += row->packets;
	for (i = 0; i < CONSTITUENT_KIND_COUNT; i++)
		json_object_set_new(values,
			constituent_kind_name((unsigned int)i),
			json_pack("{s:I, s:I, s:I}", "count",
				  (json_int_t)m->notice->kinds[i], "packets",
				  (json_int_t)packets[i], "more",
				  (json_int_t)(m->notice->kinds[i] -
					       listed_of(m, i))));
}

static json_t *row_value(const struct row *row)
{
	json_t *value = json_pack("{s:s, s:o, s:o, s:I, s:I, s:I, s:b, s:b, s:b}",
				  "address", row->address,
				  "first", time_value(row->first),
				  "last", time_value(row->last),
				  "packets", (json_int_t)row->packets,
				  "bytes", (json_int_t)row->bytes,
				  "targets", (json_int_t)row->targets,
				  "again", row->occurrence > 1,
				  "with_worm", row->evidence == EVIDENCE_WORM,
				  "by_signature",
				  row->classes == 1u << CLASS_SIGNATURE);
	unsigned int kind;

	for (kind = 0; kind < CONSTITUENT_KIND_COUNT; kind++) {
		char name[32];

		snprintf(name, sizeof(name), "is_%s",
			 constituent_kind_name(kind));
		json_object_set_new(value, name,
				    json_boolean(row->kind == kind));
	}
	return value;
}

static void add_list(const struct draft *m, json_t *values)
{
	size_t of_kind[CONSTITUENT_KIND_COUNT] = { 0 };
	const struct row *row = m->rows.list;
	json_t *list = json_array();
	size_t i, listed = 0;

	for (i = 0; i < m->rows.count; i++, row++) {
		if (of_kind[row->kind]++ >= listed_of(m, row->kind))
			continue;
		json_array_append_new(list, row_value(row));
		listed++;
	}
	json_object_set_new(values, "list", list);
	json_object_set_new(values, "more",
		json_integer((json_int_t)(m->rows.count - listed)));
}

static json_t *files_value(const struct draft *m)
{
	json_t *list = json_array();
	const struct notice_file *file;
	bool zip, csv, json;

	for (file = m->files; file < m->files + m->n_files; file++) {
		zip = strstr(file->name, ".zip") != NULL;
		csv = strstr(file->name, ".csv") != NULL;
		json = strstr(file->name, ".jsonl") != NULL;
		json_array_append_new(list,
			json_pack("{s:s, s:b, s:b, s:b, s:b}", "name",
				  file->name, "is_zip", zip, "is_csv", csv,
				  "is_events", json, "is_xarf",
				  !zip && !csv && !json));
	}
	return list;
}

json_t *draft_values(const struct draft *m)
{
	const struct publisher *p = m->context->publisher;
	json_t *values = json_object();

	json_object_set_new(values, "constituent",
			    json_string(m->constituent->name));
	json_object_set_new(values, "publisher",
		json_pack("{s:s, s:s, s:s, s:s?}",
			  "short", publisher_short(p),
			  "site", publisher_site(p),
			  "email", publisher_email(p),
			  "phone", publisher_phone(p)));
	json_object_set_new(values, "date", time_value(m->context->now));
	json_object_set_new(values, "period", period_value(m));
	json_object_set_new(values, "sources",
			    json_integer((json_int_t)m->notice->sources));
	json_object_set_new(values, "again",
			    json_integer((json_int_t)m->notice->again));
	json_object_set_new(values, "quiet_days",
			    json_integer(m->constituent->quiet_days));
	json_object_set_new(values, "evidence",
		json_pack("{s:I, s:I}", "packets",
			  (json_int_t)m->constituent->evidence.packets,
			  "targets",
			  (json_int_t)m->constituent->evidence.targets));
	add_kinds(m, values);
	add_list(m, values);
	json_object_set_new(values, "attachments", files_value(m));
	return values;
}
