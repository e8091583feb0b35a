/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import.h - reports of other sensors: bytes in, rows about UDP port 1434 out
 *
 * Pure: knows neither files nor the store. Bytes come in pieces of any size, rows
 * leave as they are complete, and no more than IMPORT_ROW_MAX bytes are held.
 *
 * CSV is that of the darknet reports that are sent to CSIRTs (RFC 4180; columns are
 * found by their names in the first line), JSON lines are events of IntelMQ.
 */
#ifndef IMPORT_IMPORT_H
#define IMPORT_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nfslammer/ruleset.h"

#define IMPORT_ROW_MAX		65536	/* bytes of a row */
#define IMPORT_COUNT_MAX	1000000000ull
#define IMPORT_EARLIEST		946684800	/* 2000: before, 1434 meant nothing */
#define IMPORT_AHEAD		86400	/* a clock, or a time zone, may be wrong */
#define IMPORT_HASH_SIZE	16

enum import_format { IMPORT_AUTO, IMPORT_CSV, IMPORT_INTELMQ };

/* X(symbol, name, text): why a good row does not count */
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
 * @reason: enum slammer_reason: REASON_WORM if the report calls it Slammer, else
 *	    REASON_TRUNCATED, for without a payload nothing is known of it
 * @hash:   equal rows have equal ones, whatever the format and the other columns
 */
struct import_row {
	int64_t time;
	struct address source;
	struct address target;
	bool has_target;
	uint16_t source_port;		/* 0: not said */
	uint16_t target_port;
	uint8_t reason;
	uint64_t count;
	uint8_t hash[IMPORT_HASH_SIZE];
};

/**
 * struct import_taker - who is told what is found
 * @row:     a row that counts; not 0 ends all
 * @skipped: a good row that does not; @time is 0 if it has none that is good
 * @bad:     @column is "" if it is of the whole row. The texts are safe to print
 */
struct import_taker {
	int (*row)(const struct import_row *row, void *arg);
	int (*skipped)(enum import_skip why, int64_t time, void *arg);
	int (*bad)(uint64_t line, const char *column, const char *what,
		   void *arg);
	void *arg;
};

struct importer;

/**
 * import_open - begin a file
 * @now:     what is later than that by IMPORT_AHEAD is no time of the past
 * @private: sources that are not routed on the Internet count too
 *
 * NULL: out of memory.
 */
struct importer *import_open(enum import_format format, int64_t now,
			     bool private, const struct import_taker *taker);
/* 0, or what a function of the taker returned, or -1: out of memory. */
int import_feed(struct importer *importer, const char *bytes, size_t size);
/* The last row needs no line end. As import_feed(). */
int import_finish(struct importer *importer);
/* What was found; IMPORT_AUTO as long as it is not known. */
enum import_format import_format(const struct importer *importer);
/* Its header cannot be used, so no row of it was read. */
bool import_headless(const struct importer *importer);
void import_close(struct importer *importer);

#endif /* IMPORT_IMPORT_H */
