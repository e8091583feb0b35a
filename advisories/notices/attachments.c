// SPDX-License-Identifier: GPL-2.0-or-later
/* attachments.c - rows as attachments: CSV, JSON lines, XARF, or all in a ZIP */
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "common/error.h"
#include "internal.h"
#include "notices/attach/zip.h"

#define XARF_FILES	5	/* more of them go into a ZIP of their own */

/* The next file; its bytes are written to *@out, which file_end() closes. */
static struct notice_file *file_begin(struct draft *m, const char *type,
				      const char *name, FILE **out)
{
	struct notice_file *file;

	if (array_grow(&m->files, &m->files_room, m->n_files))
		return NULL;
	file = &m->files[m->n_files];
	memset(file, 0, sizeof(*file));
	file->type = type;
	file->name = strdup(name);
	*out = file->name ? open_memstream(&file->data, &file->size) : NULL;
	if (!*out) {
		free(file->name);
		return NULL;
	}
	m->n_files++;
	return file;
}

static int file_end(struct draft *m, FILE *out, int ret)
{
	if (fclose(out) || ret)
		return error_no_memory(m->error);
	return 0;
}

typedef int rows_fn(FILE *out, const struct rows *rows);

static int add_file(struct draft *m, const char *type, const char *name,
		     rows_fn *write)
{
	FILE *out;

	if (!file_begin(m, type, name, &out))
		return error_no_memory(m->error);
	return file_end(m, out, write(out, &m->rows));
}

static int add_xarf(struct draft *m)
{
	char name[64];
	size_t i;
	FILE *out;

	for (i = 0; i < m->rows.count; i++) {
		snprintf(name, sizeof(name), "xarf-%s.json",
			 m->rows.list[i].id);
		if (!file_begin(m, "application/json", name, &out))
			return error_no_memory(m->error);
		if (file_end(m, out, rows_xarf(out, &m->rows, i)))
			return -1;
	}
	return 0;
}

void draft_free_attachments(struct draft *m, size_t from)
{
	size_t i;

	for (i = from; i < m->n_files; i++) {
		free(m->files[i].name);
		free(m->files[i].data);
	}
	m->n_files = from;
}

/* Files from @from on become one ZIP. */
static int pack(struct draft *m, size_t from, const char *name)
{
	size_t count = m->n_files - from, i;
	struct zip_entry *entries = calloc(count, sizeof(*entries));
	struct notice_file zip = { .type = "application/zip" };

	if (!entries)
		return error_no_memory(m->error);
	for (i = 0; i < count; i++)
		entries[i] = (struct zip_entry){ m->files[from + i].name,
						 m->files[from + i].data,
						 m->files[from + i].size };
	zip.data = zip_pack(entries, count, m->context->now, &zip.size, m->error);
	free(entries);
	if (!zip.data)
		return -1;
	zip.name = strdup(name);
	if (!zip.name) {
		free(zip.data);
		return error_no_memory(m->error);
	}
	draft_free_attachments(m, from);
	m->files[from] = zip;
	m->n_files = from + 1;
	return 0;
}

static size_t total(const struct draft *m)
{
	size_t i, bytes = 0;

	for (i = 0; i < m->n_files; i++)
		bytes += m->files[i].size;
	return bytes;
}

int draft_attachments(struct draft *m)
{
	unsigned int formats = m->constituent->formats;
	size_t before;

	if (formats & 1u << CONSTITUENT_CSV &&
	    add_file(m, "text/csv; charset=utf-8", "sources.csv", rows_csv))
		return -1;
	if (formats & 1u << CONSTITUENT_JSON &&
	    add_file(m, "application/x-ndjson", "events.jsonl",
		      rows_intelmq))
		return -1;
	before = m->n_files;
	if (formats & 1u << CONSTITUENT_XARF && add_xarf(m))
		return -1;
	/* Requested, or too large for many mailboxes. */
	if (m->n_files && (formats & 1u << CONSTITUENT_ZIP ||
			   (zip_available() && total(m) > m->constituent->zip_above)))
		return pack(m, 0, "notice.zip");
	if (m->n_files - before > XARF_FILES && zip_available())
		return pack(m, before, "xarf.zip");
	return 0;
}
