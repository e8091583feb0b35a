// SPDX-License-Identifier: GPL-2.0-or-later
/* rpc_sources.c - the command that may have 65,536 rows: sent piece by piece */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slammerd/control/rpc.h"
#include "slammerd/daemon.h"
#include "status/status.h"

#define ROWS_PER_PIECE	64

/*
 * @filter, @limits: of the request, which is gone. @selected: @rows are there. @begun,
 * @ended: the beginning, the end of the reply was sent
 */
struct sending {
	struct source_table *table;
	struct report_filter filter;
	struct evidence_limits limits;
	struct report_rows rows;
	bool selected;
	bool begun;
	bool ended;
};

static void free_sending(void *arg)
{
	struct sending *t = arg;

	report_rows_free(&t->rows);
	source_table_put(t->table);
	free(t);
}

/* -1: out of memory */
static int write_row(FILE *piece, struct sending *t, bool first)
{
	json_t *row = report_rows_next(&t->rows);
	int result;

	if (!row)
		return -1;
	if (!first)
		putc(',', piece);
	result = json_dumpf(row, piece, JSON_COMPACT);
	json_decref(row);
	return result;
}

static int write_piece(FILE *piece, struct sending *t)
{
	bool first = !t->begun;
	int i;

	if (!t->begun)
		fprintf(piece, "{\"ok\":true,\"total\":%zu,\"sources\":[",
			t->rows.total);
	t->begun = true;
	for (i = 0; i < ROWS_PER_PIECE && t->rows.next < t->rows.count; i++) {
		if (write_row(piece, t, first))
			return -1;
		first = false;
	}
	t->ended = t->rows.next >= t->rows.count;
	if (t->ended)
		fputs("]}\n", piece);
	return 0;
}

/* One step before the first row: others may need the daemon in between. */
static int prepare(struct sending *t)
{
	if (!t->table->list)
		return source_table_merge(t->table);
	t->selected = true;
	return report_rows_select(&t->rows, t->table->list, t->table->count,
				  &t->table->devices, &t->filter);
}

static enum control_next next_piece(void *arg, char **text)
{
	struct sending *t = arg;
	int result = -1;
	size_t size;
	FILE *piece;

	if (t->ended)
		return CONTROL_END;
	if (!t->selected) {
		if (prepare(t))
			return CONTROL_FAILED;
		*text = strdup("");
		return *text ? CONTROL_PIECE : CONTROL_FAILED;
	}
	piece = open_memstream(text, &size);
	if (!piece)
		return CONTROL_FAILED;
	result = write_piece(piece, t);
	if (!fclose(piece) && !result)
		return CONTROL_PIECE;
	free(*text);
	*text = NULL;
	return CONTROL_FAILED;
}

/* The index of member @key in @words, 0 if it is absent; -1: it is none of them. */
static int find_word(const json_t *request, const char *key,
		     const char *const *words)
{
	const json_t *value = json_object_get(request, key);
	int i;

	if (!value)
		return 0;
	for (i = 0; words[i]; i++)
		if (json_is_string(value) &&
		    !strcmp(json_string_value(value), words[i]))
			return i;
	return -1;
}

static size_t find_number(const json_t *request, const char *key)
{
	json_int_t n = json_integer_value(json_object_get(request, key));

	return n > 0 ? (size_t)n : 0;
}

/* NULL, or why the request is refused */
static const char *read_filter(const json_t *request, struct report_filter *filter)
{
	int sort = find_word(request, "sort", report_sorts);

	filter->infected = json_is_true(json_object_get(request, "infected"));
	filter->infected_first = json_is_true(json_object_get(request,
							"infected_first"));
	filter->limit = find_number(request, "limit");
	filter->offset = find_number(request, "offset");
	filter->side = find_word(request, "side", report_sides);
	if (filter->side < 0)
		return "\"side\" must be all, outside, inside or none";
	if (sort < 0)
		return "\"sort\" must be attacks, packets, bytes, last, first or address";
	filter->sort = (enum report_sort)sort;
	return NULL;
}

json_t *rpc_sources(struct daemon *daemon, const json_t *request,
		    struct control_stream *stream)
{
	struct report_filter filter = { .evidence = NULL };
	const char *refusal = read_filter(request, &filter);
	struct client *client;
	struct error error;
	struct sending *t;

	if (refusal)
		return rpc_error(refusal);
	client = drift_connect(&daemon->drift, &error);
	if (!client)
		return rpc_error(error.text);
	t = calloc(1, sizeof(*t));
	if (!t)
		return NULL;
	t->table = source_table_get(&daemon->sources, client);
	if (!t->table) {
		free(t);
		return rpc_error(client_error(client));
	}
	/* The policy may be another one before the last row is sent. */
	t->limits = daemon->module.policy->evidence;
	t->filter = filter;
	t->filter.evidence = &t->limits;
	*stream = (struct control_stream){ next_piece, free_sending, t };
	return NULL;
}
