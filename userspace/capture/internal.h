/* SPDX-License-Identifier: GPL-2.0-or-later */
/* internal.h - of the room: bytes of a file, packets of pcapng, link headers */
#ifndef CAPTURE_INTERNAL_H
#define CAPTURE_INTERNAL_H

#include <stdint.h>
#include <stdio.h>

#include "capture.h"
#include "common/error.h"

#define NS_PER_SECOND	1000000000u

/**
 * struct raw - one packet as it is in the file
 * @bytes:  @avail of them, from the link header on
 * @wire:   bytes on the wire (>= @avail)
 * @link:   link type: LINKTYPE_ of the file, or DLT_ of libpcap
 * @time:   ns since 1970
 */
struct raw {
	const uint8_t *bytes;
	uint32_t avail;
	uint32_t wire;
	uint32_t link;
	uint64_t time;
};

/* stream.c */

struct stream;

/**
 * stream_open - the bytes of a capture, decompressed
 * @path: "-" is standard input, which is not closed
 *
 * NULL with a sentence in @error, which names the remedy for a compression that is
 * not read. The error of a later read is stream_error().
 */
struct stream *stream_open(const char *path, struct error *error);
/* Closed by stream_close() only. */
FILE *stream_file(struct stream *stream);
/* The first four bytes, as read; 0 where there are fewer. */
const uint8_t *stream_magic(const struct stream *stream);
/* What is wrong with the file, apart from its format; "" if nothing is. */
const char *stream_error(const struct stream *stream);
void stream_close(struct stream *stream);

/* pcapng.c */

struct pcapng;

/* Reads from @file, which stays the caller's. NULL: out of memory. */
struct pcapng *pcapng_new(FILE *file);
/* 1: @raw is set, valid until the next call; 0: end of file; -1: see @error. */
int pcapng_next(struct pcapng *pcapng, struct raw *raw, struct error *error);
void pcapng_free(struct pcapng *pcapng);

/* link.c */

/*
 * Removes the link header: sets @frame. Returns the link type that is not supported,
 * which may be that of a header inside (PPI); else -1.
 */
int link_strip(const struct raw *raw, struct frame *frame);
bool link_known(uint32_t type);
/* "link type NAME (105) is not supported: what to do"; returns -1. */
int link_unknown(uint32_t type, struct error *error);

#endif /* CAPTURE_INTERNAL_H */
