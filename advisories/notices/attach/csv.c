// SPDX-License-Identifier: GPL-2.0-or-later
/* csv.c - rows in the columns of darknet reports (RFC 4180) */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "render/text/clean.h"
#include "common/clock.h"
#include "rows.h"

void rows_field(FILE *out, const char *text)
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
static void write_tag(FILE *out, const struct row *row)
{
	unsigned int class;

	fprintf(out, "\"%s", constituent_kind_name(row->kind));
	for (class = 0; class < CLASS_COUNT; class++)
		if (row->classes & 1u << class)
			fprintf(out, ";%s", class_name(class));
	fputs(row->occurrence > 1 ? ";again\"" : "\"", out);
}

const char *rows_evidence(const struct row *row)
{
	return row->kind == CONSTITUENT_INFECTED ||
	       row->kind == CONSTITUENT_ATTACK ? evidence_name(row->evidence) :
						 NULL;
}

int rows_source_port(const struct row *row)
{
	return row->kind == CONSTITUENT_REFLECTOR ? ROWS_PORT : 0;
}

int rows_destination_port(const struct row *row)
{
	return row->kind == CONSTITUENT_REFLECTOR ||
	       row->classes & 1u << CLASS_SIGNATURE ? 0 : ROWS_PORT;
}

/* A number and a comma; nothing where it is unknown. */
static void put_known(FILE *out, uint64_t n)
{
	if (n)
		fprintf(out, "%" PRIu64, n);
	putc(',', out);
}

int rows_csv(FILE *out, const struct rows *rows)
{
	char first[CLOCK_ISO_MAX], last[CLOCK_ISO_MAX];
	char *org = clean_text(rows->org);
	const char *evidence;
	const struct row *row;

	if (!org)
		return -1;
	fputs("timestamp,protocol,src_ip,src_port,src_asn,dst_port,"
	      "public_source,infection,family,tag,event_id,last_seen,bytes,"
	      "count,evidence,targets\r\n", out);
	for (row = rows->list; row < rows->list + rows->count; row++) {
		clock_utc(row->first, first);
		clock_utc(row->last, last);
		/* A blank instead of T and Z, as in darknet reports. */
		first[10] = last[10] = ' ';
		first[19] = last[19] = '\0';
		fprintf(out, "\"%s\",\"udp\",\"%s\",", first, row->address);
		put_known(out, (uint64_t)rows_source_port(row));
		putc(',', out);
		put_known(out, (uint64_t)rows_destination_port(row));
		rows_field(out, org);
		fputs(row->kind == CONSTITUENT_INFECTED ?
		      ",\"slammer\",\"slammer\"," : ",,,", out);
		write_tag(out, row);
		evidence = rows_evidence(row);
		fprintf(out, ",\"%s\",\"%s\",", row->id, last);
		put_known(out, row->bytes);
		fprintf(out, "%" PRIu64 ",%s,", row->packets,
			evidence ? evidence : "");
		if (row->targets)
			fprintf(out, "%u", row->targets);
		fputs("\r\n", out);
	}
	free(org);
	return 0;
}
