/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reader.h - what the parts of the vector parser share
 *
 * Private to this room: file position, macros and host names seen so far.
 */
#ifndef VECTORS_READER_H
#define VECTORS_READER_H

#include "common/error.h"
#include "vector.h"

#define READER_HOSTS_MAX	64
#define READER_MACROS_MAX	64
#define READER_PATHS_MAX	16

struct bytes {
	uint8_t data[VECTOR_PAYLOAD_MAX];
	size_t length;
};

struct macro {
	char name[VECTOR_NAME_MAX];
	struct bytes bytes;
};

struct host {
	char name[VECTOR_NAME_MAX];
	struct address address;
};

/**
 * struct path - outer headers and verdict that several packets share
 * @suffix: appended to their names
 * @vector: headers that come before theirs, and the verdict
 */
struct path {
	char name[VECTOR_NAME_MAX];
	char suffix[VECTOR_NAME_MAX];
	struct vector vector;
};

/**
 * struct reader - a file that is being parsed into struct vectors
 * @vector:	the one being read: @draft, that of a path, or NULL
 * @seen:	keywords of @vector so far (bits of an enum in parse.c)
 * @payload:	its payload so far
 * @along:	its paths, if any
 */
struct reader {
	const char *path;
	unsigned int line;
	struct error *error;
	struct vectors *out;
	struct vector *vector;
	struct vector draft;
	unsigned int seen;
	struct bytes payload;
	const struct path *along[READER_PATHS_MAX];
	size_t n_along;
	struct path known[READER_PATHS_MAX];
	size_t n_known;
	struct macro macro[READER_MACROS_MAX];
	size_t macros;
	struct host host[READER_HOSTS_MAX];
	size_t hosts;
};

/* Writes "file:line: text" to the caller's error buffer. Returns -1. */
int reader_fail(struct reader *r, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A whole number in decimal or 0x..; -1 and an error if not in min..max. */
int reader_number(struct reader *r, const char *text, long min, long max,
		  long *value);

/* A name that is made of letters, digits and '-'. */
int name_copy(struct reader *r, const char *name, char out[VECTOR_NAME_MAX]);

/* Append the bytes of a payload expression to @out. */
int payload_append(struct reader *r, const char *text, struct bytes *out);

/* Hex digits, an even number of them, appended to @out (at most @max). */
int hex_append(struct reader *r, const char *text, size_t digits,
	       uint8_t *out, size_t *length, size_t max);

/* The headers of a "frame" line, into r->vector. */
int layers_parse(struct reader *r, char *text);

/* The lines "path", "along", "tag" and "verdict". */
int path_read(struct reader *r, char *text);
int path_read_along(struct reader *r, char *text);
int path_read_tag(struct reader *r, char *text);
int path_read_verdict(struct reader *r, char *text);

/*
 * Add the vector that was read to the list, once for each of its paths. The caller
 * has checked that it is complete. @own_verdict: it overrides that of the paths.
 */
int path_finish(struct reader *r, bool own_verdict);

#endif /* VECTORS_READER_H */
