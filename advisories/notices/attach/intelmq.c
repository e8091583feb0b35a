// SPDX-License-Identifier: GPL-2.0-or-later
/* intelmq.c - rows as events: JSON lines with the keys of IntelMQ's data format */
#include <inttypes.h>
#include <stdlib.h>

#include "report.h"

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

int report_intelmq(FILE *out, const struct report *report)
{
	char first[REPORT_TIME_MAX], last[REPORT_TIME_MAX], made[REPORT_TIME_MAX];
	char *provider = report_quoted(report->org);
	const struct report_row *row;

	if (!provider)
		return -1;
	report_utc(report->made, made);
	for (row = report->rows; row < report->rows + report->count; row++) {
		fprintf(out, "{\"time.source\":\"%s\","
			"\"time.observation\":\"%s\",\"source.ip\":\"%s\","
			"\"protocol.transport\":\"udp\","
			"\"destination.port\":%d,"
			"\"classification.taxonomy\":\"%s\","
			"\"classification.type\":\"%s\","
			"\"classification.identifier\":\"%s\",",
			report_utc(row->first, first), made, row->address,
			REPORT_PORT, classified[row->kind].taxonomy,
			classified[row->kind].type,
			classified[row->kind].identifier);
		if (row->kind == CONSTITUENT_INFECTED)
			fputs("\"malware.name\":\"slammer\",", out);
		fprintf(out, "\"feed.name\":\"nf-slammer\","
			"\"feed.provider\":%s,"
			"\"extra.report_id\":\"%s\",\"extra.last_seen\":\"%s\","
			"\"extra.packets\":%" PRIu64 ",\"extra.bytes\":%" PRIu64
			",\"extra.occurrence\":%u}\n", provider, row->id,
			report_utc(row->last, last), row->packets, row->bytes,
			row->occurrence);
	}
	free(provider);
	return 0;
}
