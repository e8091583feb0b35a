// SPDX-License-Identifier: GPL-2.0-or-later
/* intelmq.c - rows as events: JSON lines with the keys of IntelMQ's data format */
#include <inttypes.h>
#include <stdlib.h>

#include "common/clock.h"
#include "rows.h"

static const struct {
	const char *taxonomy;
	const char *type;
	const char *identifier;
} classified[] = {
	[CONSTITUENT_INFECTED] = { "malicious-code", "infected-system",
				   "slammer" },
	[CONSTITUENT_ATTACK] = { "intrusion-attempts", "ids-alert", "ms02-039" },
	[CONSTITUENT_SCAN] = { "information-gathering", "scanner", "ssrp" },
	[CONSTITUENT_REFLECTOR] = { "vulnerable", "ddos-amplifier",
				    "open-mssql" },
};

static const char *identifier(const struct row *row)
{
	return row->classes == 1u << CLASS_SIGNATURE ? "signature" :
	       classified[row->kind].identifier;
}

/* What is known of the ports and the bytes. */
static void write_numbers(FILE *out, const struct row *row)
{
	if (rows_source_port(row))
		fprintf(out, "\"source.port\":%d,", rows_source_port(row));
	if (rows_destination_port(row))
		fprintf(out, "\"destination.port\":%d,",
			rows_destination_port(row));
	if (row->bytes)
		fprintf(out, "\"extra.bytes\":%" PRIu64 ",", row->bytes);
}

static void write_evidence(FILE *out, const struct row *row)
{
	if (rows_evidence(row))
		fprintf(out, "\"extra.evidence\":\"%s\",",
			rows_evidence(row));
	if (row->targets)
		fprintf(out, "\"extra.targets\":%u,", row->targets);
}

int rows_intelmq(FILE *out, const struct rows *rows)
{
	char first[CLOCK_ISO_MAX], last[CLOCK_ISO_MAX], made[CLOCK_ISO_MAX];
	char *provider = rows_quoted(rows->org);
	const struct row *row;

	if (!provider)
		return -1;
	clock_utc(rows->made, made);
	for (row = rows->list; row < rows->list + rows->count; row++) {
		fprintf(out, "{\"time.source\":\"%s\","
			"\"time.observation\":\"%s\",\"source.ip\":\"%s\","
			"\"protocol.transport\":\"udp\","
			"\"classification.taxonomy\":\"%s\","
			"\"classification.type\":\"%s\","
			"\"classification.identifier\":\"%s\",",
			clock_utc(row->first, first), made, row->address,
			classified[row->kind].taxonomy,
			classified[row->kind].type, identifier(row));
		if (row->kind == CONSTITUENT_INFECTED)
			fputs("\"malware.name\":\"slammer\",", out);
		write_numbers(out, row);
		write_evidence(out, row);
		fprintf(out, "\"feed.name\":\"nf-slammer\","
			"\"feed.provider\":%s,"
			"\"extra.report_id\":\"%s\",\"extra.last_seen\":\"%s\","
			"\"extra.packets\":%" PRIu64 ",\"extra.occurrence\":%u}\n", provider, row->id,
			clock_utc(row->last, last), row->packets,
			row->occurrence);
	}
	free(provider);
	return 0;
}
