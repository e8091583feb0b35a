/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * capture.h - capture files: read as IP packets without link header, and written
 *
 * The only file of slammerctl that uses libpcap. Reads pcap and pcapng, by name or
 * from standard input, and writes pcap with nanoseconds.
 */
#ifndef SLAMMERCTL_CAPTURE_H
#define SLAMMERCTL_CAPTURE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/error.h"

struct capture;

/**
 * struct frame - one packet; valid until the next one is read
 * @bytes: first byte after the link header
 * @avail: bytes captured from there on
 * @wire:  bytes on the wire from there on (>= @avail)
 * @type:  EtherType of @bytes, 0 if unknown
 * @time:  capture time, ns since 1970
 * @whole: false if the link header itself is cut; then only @time is set
 */
struct frame {
	const uint8_t *bytes;
	uint32_t avail;
	uint32_t wire;
	uint16_t type;
	uint64_t time;
	bool whole;
};

/* @path "-" is standard input. NULL with a sentence in @error on failure. */
struct capture *capture_open(const char *path, struct error *error);
/* 1: @frame is set, 0: end of file, -1: see capture_error(). */
int capture_next(struct capture *capture, struct frame *frame);
/* A sentence about the last failure, owned by @capture */
const char *capture_error(const struct capture *capture);
void capture_close(struct capture *capture);

struct capture_writer;

/*
 * A new capture of IP packets without link header (DLT_RAW) on @file, which is
 * consumed in any case unless it is stdout. NULL: out of memory, or see errno.
 */
struct capture_writer *capture_write_begin(FILE *file);
/* 0, or -1 with errno. @frame may be cut, even to nothing. */
int capture_write(struct capture_writer *writer, const struct frame *frame);
/* Flushes and frees. 0, or -1 with errno. */
int capture_write_end(struct capture_writer *writer);

#endif /* SLAMMERCTL_CAPTURE_H */
