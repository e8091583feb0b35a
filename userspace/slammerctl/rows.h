/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rows.h - a long array in a line of JSON, one element at a time
 *
 * 65,536 sources are 27 MB of text, and ten times that as objects in memory.
 */
#ifndef SLAMMERCTL_ROWS_H
#define SLAMMERCTL_ROWS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* Within a line that stays the caller's. @bad: an element is not JSON. */
struct rows {
	const char *at;
	const char *end;
	bool bad;
};

/**
 * rows_split - the object that @line holds, without the elements of its array @key
 * @rows: these elements; none if there is no such array
 *
 * A new object, with an empty array; NULL: @line holds no object.
 */
json_t *rows_split(const char *line, size_t length, const char *key,
		   struct rows *rows);
/* The next element, the caller's; NULL: there is none, or it is bad. */
json_t *rows_next(struct rows *rows);

#endif /* SLAMMERCTL_ROWS_H */
