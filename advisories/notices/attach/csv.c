// SPDX-License-Identifier: GPL-2.0-or-later
/* csv.c - rows in the columns of darknet reports (RFC 4180) */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "render/text/clean.h"
#include "report.h"

void report_field(FILE *out, const char *text)
{
	const char *c;

	putc('"', out);
	if (*text && strchr("=+-@\t\r|%", *text))
		putc('\'', out);
	for (c = text; *c; c++) {
		if (*c == '"')
			putc('"', out);
		putc(*c == '\n' || *c == '\r' || *c == '\t' ? ' ' : *c, out);
	}
	putc('"', out);
}

/* "infected;slammer", "attack;overflow;pingpong" */
static void write_tag(FILE *out, const struct report_row *row)
{
	unsigned int class;

	fprintf(out, "\"%s", constituent_kind_name(row->kind));
	for (class = 0; class < CLASS_COUNT; class++)
		if (row->classes & 1u << class)
			fprintf(out, ";%s", class_name(class));
	fputs(row->occurrence > 1 ? ";again\"" : "\"", out);
}

int report_csv(FILE *out, const struct report *report)
{
	char first[REPORT_TIME_MAX], last[REPORT_TIME_MAX];
	char *org = clean_text(report->org);
	const struct report_row *row;

	if (!org)
		return -1;
	fputs("timestamp,protocol,src_ip,src_port,src_asn,dst_port,"
	      "public_source,infection,family,tag,event_id,last_seen,bytes,"
	      "count\r\n", out);
	for (row = report->rows; row < report->rows + report->count; row++) {
		report_utc(row->first, first);
		report_utc(row->last, last);
		/* Blank, not T and Z: as the reports have it that this looks like. */
		first[10] = last[10] = ' ';
		first[19] = last[19] = '\0';
		fprintf(out, "\"%s\",\"udp\",\"%s\",,,%d,", first, row->address,
			REPORT_PORT);
		report_field(out, org);
		fputs(row->kind == CONSTITUENT_INFECTED ?
		      ",\"slammer\",\"slammer\"," : ",,,", out);
		write_tag(out, row);
		fprintf(out, ",\"%s\",\"%s\",%" PRIu64 ",%" PRIu64 "\r\n",
			row->id, last, row->bytes, row->packets);
	}
	free(org);
	return 0;
}
