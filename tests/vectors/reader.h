/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reader.h - what the parts of the vector parser share
 *
 * Private to this room: file position, macros and host names seen so far.
 */
#ifndef VECTORS_READER_H
#define VECTORS_READER_H

#include "vector.h"

#define READER_HOSTS_MAX	64
#define READER_MACROS_MAX	64

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
 * struct reader - one file on its way to a struct vectors
 * @vector:	the one being read, NULL before the first
 * @seen:	keywords that @vector has had (bits of enum in parse.c)
 * @payload:	its payload so far
 */
struct reader {
	const char *path;
	unsigned int line;
	char *error;
	size_t error_size;
	struct vectors *out;
	struct vector *vector;
	unsigned int seen;
	struct bytes payload;
	struct macro macro[READER_MACROS_MAX];
	size_t macros;
	struct host host[READER_HOSTS_MAX];
	size_t hosts;
};

/* Put "file:line: text" into the caller's error buffer; always -1. */
int reader_fail(struct reader *r, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A whole number in decimal or 0x..; -1 and an error if not in min..max. */
int reader_number(struct reader *r, const char *text, long min, long max,
		  long *value);

/* Append the bytes of a payload expression to @out. */
int payload_append(struct reader *r, const char *text, struct bytes *out);

/* Hex digits, an even number of them, appended to @out (at most @max). */
int hex_append(struct reader *r, const char *text, size_t digits,
	       uint8_t *out, size_t *length, size_t max);

/* The headers of a "frame" line, into r->vector. */
int layers_parse(struct reader *r, char *text);

#endif /* VECTORS_READER_H */
