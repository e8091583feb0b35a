// SPDX-License-Identifier: GPL-2.0-or-later
/* zip.c - ZIP archives through libzip: the only file that knows it */
#include <stdio.h>
#include <stdlib.h>

#include "common/error.h"
#include "zip.h"

#ifdef HAVE_LIBZIP
#include <zip.h>

bool zip_available(void)
{
	return true;
}

static int add(zip_t *zip, const struct zip_entry *entry, int64_t made)
{
	zip_source_t *source = zip_source_buffer(zip, entry->data, entry->size,
						 0);
	zip_int64_t i;

	if (!source)
		return -1;
	i = zip_file_add(zip, entry->name, source, ZIP_FL_ENC_UTF_8);
	if (i < 0) {
		zip_source_free(source);
		return -1;
	}
	return zip_file_set_mtime(zip, (zip_uint64_t)i, (time_t)made, 0);
}

static void *read_source(zip_source_t *source, size_t *size)
{
	zip_stat_t st;
	char *bytes = NULL;

	if (zip_source_stat(source, &st) || zip_source_open(source))
		return NULL;
	bytes = malloc(st.size + 1);
	if (bytes && zip_source_read(source, bytes, st.size) !=
	    (zip_int64_t)st.size) {
		free(bytes);
		bytes = NULL;
	}
	zip_source_close(source);
	*size = st.size;
	return bytes;
}

void *zip_pack(const struct zip_entry *entries, size_t count, int64_t made,
	       size_t *size, struct error *error)
{
	zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
	void *bytes = NULL;
	zip_t *zip = NULL;
	size_t i;

	if (source)
		zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
	if (zip)
		zip_source_keep(source);
	for (i = 0; zip && i < count; i++)
		if (add(zip, &entries[i], made))
			break;
	if (zip && i == count && !zip_close(zip))
		bytes = read_source(source, size);
	else if (zip)
		zip_discard(zip);
	if (source)
		zip_source_free(source);
	if (!bytes)
		error_set(error, "the ZIP archive cannot be made (out of memory?)");
	return bytes;
}

#else

bool zip_available(void)
{
	return false;
}

void *zip_pack(const struct zip_entry *entries, size_t count, int64_t made,
	       size_t *size, struct error *error)
{
	error_set(error, "built without libzip: no ZIP archives");
	return NULL;
}

#endif
