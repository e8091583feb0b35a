// SPDX-License-Identifier: GPL-2.0-or-later
/* rpc_sources.c - the command that may have 65,536 rows: read by the worker, sent in pieces */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slammerd/control/late.h"
#include "slammerd/control/rpc.h"
#include "slammerd/daemon.h"
#include "status/status.h"

#define ROWS_PER_PIECE	64

/*
 * @error: why there are no rows, "" if there are. @begun, @ended: the beginning, the end
 * of the reply was sent
 */
struct sending {
	struct late late;
	struct source_table *table;
	struct report_filter filter;
	struct report_rows rows;
	struct error error;
	bool begun;
	bool ended;
};

static void free_sending(struct late *late)
{
	struct sending *t = (struct sending *)late;

	report_rows_free(&t->rows);
	source_table_put(t->table);
	free(t);
}

static void end_sending(void *arg)
{
	late_put(arg);
}

/* In the worker's thread: read, sort, select */
static void select_rows(struct late *late)
{
	struct sending *t = (struct sending *)late;
	struct client *client = daemon_reader(late->daemon, &t->error);

	if (!client)
		return;
	t->table = source_table_get(&late->daemon->sources, client);
	if (!t->table) {
		error_set(&t->error, "%s", client_error(client));
		return;
	}
	t->filter.evidence = &late->policy->evidence;
	if (source_table_merge(t->table) ||
	    report_rows_select(&t->rows, t->table->list, t->table->count,
			       &t->table->devices, &t->filter))
		error_no_memory(&t->error);
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

static enum control_next next_piece(void *arg, char **text)
{
	struct sending *t = arg;
	int result = -1;
	size_t size;
	FILE *piece;

	if (!t->late.ready)
		return CONTROL_LATER;
	if (t->ended)
		return CONTROL_END;
	if (*t->error.text) {
		t->ended = true;
		*text = control_line(rpc_error(t->error.text));
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
	struct sending *t;

	if (refusal)
		return rpc_error(refusal);
	t = calloc(1, sizeof(*t));
	if (!t)
		return NULL;
	t->late.run = select_rows;
	t->late.free = free_sending;
	t->filter = filter;
	if (late_post(daemon, &t->late) < 0) {
		late_put(&t->late);
		return rpc_error("slammerd has too many requests for sources: try again");
	}
	*stream = (struct control_stream){ next_piece, end_sending, t };
	return NULL;
}
