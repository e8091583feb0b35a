/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * capture.h - a capture file as what packet.h reads: bytes behind the link header
 *
 * The only file of slammerctl that knows libpcap. pcap and pcapng, by name or
 * from standard input.
 */
#ifndef SLAMMERCTL_CAPTURE_H
#define SLAMMERCTL_CAPTURE_H

#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

#include "common/error.h"

struct capture;

/**
 * struct frame - one packet; valid until the next one is read
 * @bytes: first byte behind the link header
 * @avail: bytes that were captured there
 * @wire:  bytes that were on the wire there (>= @avail)
 * @type:  EtherType that announces @bytes, 0 if it is not known
 * @time:  when it was captured, ns since 1970
 * @whole: false if not even the link header was captured
 */
struct frame {
	const uint8_t *bytes;
	uint32_t avail;
	uint32_t wire;
	uint16_t type;
	uint64_t time;
	bool whole;
};

/* @path "-" is standard input; NULL with a sentence in @error on failure. */
struct capture *capture_open(const char *path, struct error *error);
/* 1: there is a frame, 0: the end, -1: a sentence is in capture_error(). */
int capture_next(struct capture *capture, struct frame *frame);
const char *capture_error(const struct capture *capture);
void capture_close(struct capture *capture);

#endif /* SLAMMERCTL_CAPTURE_H */
