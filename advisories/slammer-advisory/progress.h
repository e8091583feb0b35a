/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * progress.h - a bar on stderr for work that takes a while; nothing if that is no
 * terminal
 *
 * progress_begin(), progress_set() as often as one likes, progress_end(). Drawn ten
 * times a second at most, and not at all in the first half second.
 */
#ifndef ADVISORY_PROGRESS_H
#define ADVISORY_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#define PROGRESS_WHAT_MAX	40

struct progress {
	char what[PROGRESS_WHAT_MAX];
	uint64_t total;			/* 0: nobody knows */
	int64_t began;			/* ms of a clock that nobody sets */
	int64_t drawn;
	bool terminal;
	bool there;			/* something stands in the line */
};

/* @what: any text, shown escaped and cut; @total: what progress_set() ends with. */
void progress_begin(struct progress *progress, const char *what,
		    uint64_t total);
void progress_set(struct progress *progress, uint64_t done);
/* Wipes the line. Before anything else is printed. */
void progress_end(struct progress *progress);

#endif /* ADVISORY_PROGRESS_H */
