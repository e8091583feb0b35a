/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * capture.h - capture files: read as IP packets without link header, and written
 *
 * The only room that reads with libpcap. Takes pcap and pcapng, also compressed with gzip,
 * by name or from standard input, and writes pcap with nanoseconds. Packets are read
 * one by one: a capture may be larger than memory.
 */
#ifndef CAPTURE_CAPTURE_H
#define CAPTURE_CAPTURE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/error.h"
#include "nfslammer/packet.h"

struct capture;

/**
 * struct frame - one packet; valid until the next one is read
 * @bytes: first byte after the link header
 * @avail: bytes captured from there on
 * @wire:  bytes on the wire from there on (>= @avail)
 * @type:  EtherType of @bytes, 0 if unknown
 * @time:  capture time, ns since 1970; 0 where the capture has none
 * @whole: false if the link header itself is cut, or of an unknown type; then @bytes
 *	   is NULL, @avail 0, and @wire not 0 if bytes are missing
 * @unknown: its link type is not supported
 */
struct frame {
	const uint8_t *bytes;
	uint32_t avail;
	uint32_t wire;
	uint16_t type;
	uint64_t time;
	bool whole;
	bool unknown;
};

/*
 * @path "-" is standard input. NULL with a sentence in @error on failure, which says
 * what to do where the format is known but not read.
 */
struct capture *capture_open(const char *path, struct error *error);
/* 1: @frame is set, 0: end of file, -1: see capture_error(). */
int capture_next(struct capture *capture, struct frame *frame);
/* A sentence about the last failure, owned by @capture */
const char *capture_error(const struct capture *capture);
/*
 * A sentence about the first link type that is not supported, of frames that are
 * @unknown; "" if there was none. Owned by @capture.
 */
const char *capture_unknown(const struct capture *capture);
void capture_close(struct capture *capture);

/* packet_inspect() of a frame; @pkt is zeroed by the caller. */
enum slammer_reason frame_inspect(const struct frame *frame,
				  const struct signatures *set,
				  struct packet *pkt);

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

#endif /* CAPTURE_CAPTURE_H */
