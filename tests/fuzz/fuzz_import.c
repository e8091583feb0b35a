// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz_import.c - any bytes as a report of another sensor, CSV or JSON lines
 *
 * All at once and in small pieces: the same has to come out of it, and whatever
 * comes out has to be fit for the store and for a terminal.
 */
#include <string.h>

#include "import/import.h"
#include "target.h"

#define NOW	1769472000
#define PIECE	13

/* What an importer said, as one number. */
struct said {
	uint64_t digest;
	uint64_t rows;
	uint64_t line;
	bool private;
};

static void note(struct said *said, const void *bytes, size_t size)
{
	said->digest = digest_bytes(said->digest, bytes, (__u32)size);
}

static int take_row(const struct import_row *row, void *arg)
{
	struct said *said = arg;

	FUZZ_ASSERT(row->time >= IMPORT_EARLIEST &&
		    row->time <= NOW + IMPORT_AHEAD);
	FUZZ_ASSERT(row->count >= 1 && row->count <= IMPORT_COUNT_MAX);
	FUZZ_ASSERT(row->reason == REASON_WORM ||
		    row->reason == REASON_TRUNCATED);
	FUZZ_ASSERT(row->reason == REASON_WORM || row->target_port == 1434 ||
		    row->source_port == 1434);
	/* Nobody sends from 127.0.0.1 or to count from ::. */
	FUZZ_ASSERT(row->source.hi || row->source.lo);
	FUZZ_ASSERT(!address_is_ip4(row->source) ||
		    (row->source.lo & 0xff000000) != 0x7f000000);
	note(said, row, sizeof(*row));
	said->rows++;
	return 0;
}

static int take_skipped(enum import_skip why, int64_t time, void *arg)
{
	struct said *said = arg;

	FUZZ_ASSERT(*import_skip_name(why) && *import_skip_text(why));
	note(said, &time, sizeof(time));
	said->rows++;
	return 0;
}

static int take_invalid(uint64_t line, const char *column, const char *what,
		    void *arg)
{
	struct said *said = arg;
	const char *c;

	FUZZ_ASSERT(line >= said->line && *what);
	for (c = what; *c; c++)
		FUZZ_ASSERT((unsigned char)*c >= 0x20 && *c != 0x7f);
	said->line = line;
	said->rows++;
	note(said, column, strlen(column));
	note(said, what, strlen(what));
	note(said, &line, sizeof(line));
	return 0;
}

static void run(struct said *said, const char *bytes, size_t size,
		size_t piece)
{
	const struct import_callbacks callbacks = {
		.row = take_row, .skipped = take_skipped, .invalid = take_invalid,
		.arg = said,
	};
	struct importer *importer;
	size_t n;

	importer = import_open(IMPORT_AUTO, NOW, said->private, &callbacks);
	FUZZ_ASSERT(importer);
	for (; size; bytes += n, size -= n) {
		n = size < piece ? size : piece;
		FUZZ_ASSERT(!import_feed(importer, bytes, n));
	}
	FUZZ_ASSERT(!import_finish(importer));
	FUZZ_ASSERT(!import_headless(importer) || said->rows);
	import_close(importer);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct said whole = { 0 }, pieces = { 0 };
	uint64_t lines = 1;
	size_t i;

	whole.private = pieces.private = size % 2;
	for (i = 0; i < size; i++)
		lines += bytes[i] == '\n';
	run(&whole, (const char *)bytes, size, SIZE_MAX);
	run(&pieces, (const char *)bytes, size, PIECE);
	FUZZ_ASSERT(whole.digest == pieces.digest &&
		    whole.rows == pieces.rows);
	FUZZ_ASSERT(whole.rows <= lines && whole.line <= lines);
	return 0;
}
