/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import.h - parse reports of other sensors: bytes in, rows about UDP port 1434 out
 *
 * Independent of files and of the store. Accepts pieces of any size, passes each row
 * to a callback as soon as it is complete, and buffers a few rows at most.
 *
 * CSV is the format of darknet reports for CSIRTs (RFC 4180; the first line names the
 * columns), JSON lines are events of IntelMQ.
 */
#ifndef IMPORT_IMPORT_H
#define IMPORT_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nfslammer/ruleset.h"

#define IMPORT_ROW_MAX		65536	/* bytes of a row */
#define IMPORT_COUNT_MAX	1000000000ull
#define IMPORT_EARLIEST		946684800	/* 2000: earlier reports cannot concern SSRP */
#define IMPORT_AHEAD		86400	/* tolerance for wrong clocks and time zones */
#define IMPORT_HASH_SIZE	16

enum import_format { IMPORT_AUTO, IMPORT_CSV, IMPORT_INTELMQ };

/* X(symbol, name, text): why a valid row is skipped */
#define IMPORT_SKIPS(X)							\
	X(PROTOCOL, "protocol", "another protocol than UDP")		\
	X(PORT,     "port",     "another port than 1434")		\
	X(SOURCE,   "source",   "a source that is no host on the Internet")

enum import_skip {
#define X(sym, name, text) IMPORT_SKIP_##sym,
	IMPORT_SKIPS(X)
#undef X
	IMPORT_SKIP_COUNT
};

const char *import_skip_name(enum import_skip skip);
const char *import_skip_text(enum import_skip skip);

/**
 * struct import_row - packets of a source to or from UDP port 1434
 * @reason: enum slammer_reason: REASON_WORM if the report names Slammer, else
 *	    REASON_TRUNCATED, because there is no payload
 * @hash:   equal for equal rows, independent of format and other columns
 */
struct import_row {
	int64_t time;
	struct address source;
	struct address target;
	bool has_target;
	uint16_t source_port;		/* 0: unknown */
	uint16_t target_port;
	uint8_t reason;
	uint64_t count;
	uint8_t hash[IMPORT_HASH_SIZE];
};

/**
 * struct import_callbacks - receive the rows; a value other than 0 stops the import
 * @row:     a row to count
 * @skipped: a valid row that does not count; @time is 0 if it is missing or invalid
 * @invalid: @column is "" if the whole row is invalid. Texts are safe to print
 */
struct import_callbacks {
	int (*row)(const struct import_row *row, void *arg);
	int (*skipped)(enum import_skip why, int64_t time, void *arg);
	int (*invalid)(uint64_t line, const char *column, const char *what,
		       void *arg);
	void *arg;
};

struct importer;

/**
 * import_open - start a file
 * @now:     seconds since 1970; times later than @now + IMPORT_AHEAD are invalid
 * @private: count sources in private networks as well
 *
 * Copies @callbacks. NULL if out of memory; import_close().
 */
struct importer *import_open(enum import_format format, int64_t now,
			     bool private,
			     const struct import_callbacks *callbacks);
/* 0, or the value of a callback that stopped the import. */
int import_feed(struct importer *importer, const char *bytes, size_t size);
/* End of the file; the last row needs no line end. Returns as import_feed(). */
int import_finish(struct importer *importer);
/* The detected format; IMPORT_AUTO while it is unknown. */
enum import_format import_format(const struct importer *importer);
/* Is the header unusable, so that no row was read? */
bool import_headless(const struct importer *importer);
void import_close(struct importer *importer);

#endif /* IMPORT_IMPORT_H */
