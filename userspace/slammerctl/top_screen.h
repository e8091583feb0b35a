/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * top_screen.h - a sample -> what stands on the screen, as plain lines
 */
#ifndef SLAMMERCTL_TOP_SCREEN_H
#define SLAMMERCTL_TOP_SCREEN_H

#include "top_sample.h"

/* What somebody sees of it, and how. */
struct top_look {
	enum top_list_kind list;	/* TOP_SOURCES: these alone */
	enum top_sort sort;
	bool paused;
	double interval;		/* seconds */
	int columns;
	int lines;			/* 0: as many as there are */
};

/* A line may begin with one of these. */
#define TOP_REVERSE	'\1'
#define TOP_BOLD	'\2'

/**
 * top_screen - lay it out
 * @trouble: why there is nothing new, or ""
 *
 * Returns lines of at most @look->columns printable ASCII characters, malloced;
 * with @look->lines the last ones tell the keys. NULL: out of memory.
 */
char *top_screen(struct top_sample *sample, const struct top_look *look,
		 const char *trouble);

/* "7", "0.4", "12.3k", "1.20M"; at most 6 characters. Returns @buf. */
#define TOP_NUMBER_MAX	16
const char *top_number(double value, char buf[TOP_NUMBER_MAX]);

#endif /* SLAMMERCTL_TOP_SCREEN_H */
