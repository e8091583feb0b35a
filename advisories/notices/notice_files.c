// SPDX-License-Identifier: GPL-2.0-or-later
/* notice_files.c - rows as attachments: CSV, JSON lines, XARF, or all in a ZIP */
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "notice_parts.h"
#include "notices/attach/zip.h"

#define XARF_APART	5	/* more of them go into an archive of their own */

static int fail(struct making *m, const char *sentence)
{
	return error_set(m->error, "%s", sentence);
}

/* The next file; its bytes are written to *@out, which file_end() closes. */
static struct notice_file *file_begin(struct making *m, const char *type,
				      const char *name, FILE **out)
{
	struct notice_file *files, *file;

	files = reallocarray(m->files, m->n_files + 1, sizeof(*files));
	if (!files)
		return NULL;
	m->files = files;
	file = &files[m->n_files];
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

static int file_end(struct making *m, FILE *out, int ret)
{
	if (fclose(out) || ret)
		return fail(m, "out of memory");
	return 0;
}

typedef int report_fn(FILE *out, const struct report *report);

static int add_table(struct making *m, const char *type, const char *name,
		     report_fn *write)
{
	FILE *out;

	if (!file_begin(m, type, name, &out))
		return fail(m, "out of memory");
	return file_end(m, out, write(out, &m->report));
}

static int add_xarf(struct making *m)
{
	char name[64];
	size_t i;
	FILE *out;

	for (i = 0; i < m->report.count; i++) {
		snprintf(name, sizeof(name), "xarf-%s.json",
			 m->report.rows[i].id);
		if (!file_begin(m, "application/json", name, &out))
			return fail(m, "out of memory");
		if (file_end(m, out, report_xarf(out, &m->report, i)))
			return -1;
	}
	return 0;
}

static void free_files(struct making *m, size_t from)
{
	size_t i;

	for (i = from; i < m->n_files; i++) {
		free(m->files[i].name);
		free(m->files[i].data);
	}
	m->n_files = from;
}

/* Files from @from on become one archive. */
static int pack(struct making *m, size_t from, const char *name)
{
	size_t count = m->n_files - from, i;
	struct zip_entry *entries = calloc(count, sizeof(*entries));
	struct notice_file zip = { .type = "application/zip" };

	if (!entries)
		return fail(m, "out of memory");
	for (i = 0; i < count; i++)
		entries[i] = (struct zip_entry){ m->files[from + i].name,
						 m->files[from + i].data,
						 m->files[from + i].size };
	zip.data = zip_pack(entries, count, m->archive->now, &zip.size, m->error);
	free(entries);
	if (!zip.data)
		return -1;
	zip.name = strdup(name);
	if (!zip.name) {
		free(zip.data);
		return fail(m, "out of memory");
	}
	free_files(m, from);
	m->files[from] = zip;
	m->n_files = from + 1;
	return 0;
}

static size_t total(const struct making *m)
{
	size_t i, bytes = 0;

	for (i = 0; i < m->n_files; i++)
		bytes += m->files[i].size;
	return bytes;
}

int making_files(struct making *m)
{
	unsigned int formats = m->constituent->formats;
	size_t before;

	if (formats & 1u << CONSTITUENT_CSV &&
	    add_table(m, "text/csv; charset=utf-8", "sources.csv", report_csv))
		return -1;
	if (formats & 1u << CONSTITUENT_JSON &&
	    add_table(m, "application/x-ndjson", "events.jsonl",
		      report_intelmq))
		return -1;
	before = m->n_files;
	if (formats & 1u << CONSTITUENT_XARF && add_xarf(m))
		return -1;
	/* They asked for it, or nobody's mailbox takes it otherwise. */
	if (m->n_files && (formats & 1u << CONSTITUENT_ZIP ||
			   (zip_available() && total(m) > m->constituent->zip_above)))
		return pack(m, 0, "notice.zip");
	if (m->n_files - before > XARF_APART && zip_available())
		return pack(m, before, "xarf.zip");
	return 0;
}
