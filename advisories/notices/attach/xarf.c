// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xarf.c - a row as a report of XARF v4
 *
 * A host that sent worm payloads is infrastructure/botnet, which needs evidence of
 * the compromise; whatever else it sent is connection/port_scan.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#include "common/clock.h"
#include "render/text/clean.h"
#include "rows.h"

#define XARF_VERSION	"4.0.0"

static void write_kind(FILE *out, const struct row *row,
		       const char *evidence)
{
	if (row->kind == CONSTITUENT_INFECTED)
		fprintf(out, " \"category\": \"infrastructure\",\n"
			" \"type\": \"botnet\",\n"
			" \"compromise_evidence\": %s,\n"
			" \"malware_family\": \"slammer\",\n"
			" \"infection_vector\": \"network_worm\",\n", evidence);
	else
		fprintf(out, " \"category\": \"connection\",\n"
			" \"type\": \"port_scan\",\n"
			" \"description\": %s,\n", evidence);
}

static void write_ports(FILE *out, const struct row *row)
{
	fputs(" \"protocol\": \"udp\",\n", out);
	if (rows_source_port(row))
		fprintf(out, " \"source_port\": %d,\n", rows_source_port(row));
	if (rows_destination_port(row))
		fprintf(out, " \"destination_port\": %d,\n",
			rows_destination_port(row));
}

static void write_numbers(FILE *out, const struct row *row)
{
	if (row->targets)
		fprintf(out, " \"targets\": %u,\n", row->targets);
	if (row->bytes)
		fprintf(out, " \"bytes\": %" PRIu64 ",\n", row->bytes);
	fprintf(out, " \"packets\": %" PRIu64 "\n}\n", row->packets);
}

static void write_times(FILE *out, const struct row *row)
{
	char first[CLOCK_ISO_MAX], last[CLOCK_ISO_MAX];

	fprintf(out, " \"first_seen\": \"%s\",\n \"last_seen\": \"%s\",\n",
		clock_utc(row->first, first), clock_utc(row->last, last));
}

/* Tags are namespace:word. */
static void write_tags(FILE *out, const struct row *row)
{
	unsigned int class;

	fprintf(out, " \"tags\": [\"nf-slammer:%s\"",
		constituent_kind_name(row->kind));
	for (class = 0; class < CLASS_COUNT; class++)
		if (row->classes & 1u << class)
			fprintf(out, ", \"ssrp:%s\"", class_name(class));
	if (rows_evidence(row))
		fprintf(out, ", \"evidence:%s\"", rows_evidence(row));
	fputs("],\n", out);
}

char *rows_quoted(const char *text)
{
	char *clean = clean_text(text), *quoted = NULL;
	json_t *string = clean ? json_string(clean) : NULL;

	if (string)
		quoted = json_dumps(string, JSON_ENCODE_ANY);
	json_decref(string);
	free(clean);
	return quoted;
}

int rows_xarf(FILE *out, const struct rows *rows, size_t i)
{
	const struct row *row = &rows->list[i];
	char *org = rows_quoted(rows->org);
	char *contact = rows_quoted(rows->contact);
	char *domain = rows_quoted(rows->domain);
	char *evidence = rows_quoted(rows->evidence[row->kind]);
	char last[CLOCK_ISO_MAX];
	const char *side;
	int ret = -1;

	if (org && contact && domain && evidence) {
		fprintf(out, "{\n \"xarf_version\": \"" XARF_VERSION "\",\n"
			" \"report_id\": \"%s\",\n \"timestamp\": \"%s\",\n",
			row->id, clock_utc(row->last, last));
		for (side = "reporter"; side;
		     side = *side == 'r' ? "sender" : NULL)
			fprintf(out, " \"%s\": {\"org\": %s, \"contact\": %s, \"domain\": %s},\n",
				side, org, contact, domain);
		fprintf(out, " \"source_identifier\": \"%s\",\n", row->address);
		write_kind(out, row, evidence);
		write_ports(out, row);
		write_times(out, row);
		write_tags(out, row);
		fprintf(out, " \"evidence_source\": \"traffic_analysis\",\n");
		write_numbers(out, row);
		ret = 0;
	}
	free(org);
	free(contact);
	free(domain);
	free(evidence);
	return ret;
}
