/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fragment.h - of the room: is a frame a fragment, and of what? */
#ifndef CAPTURE_FRAGMENT_H
#define CAPTURE_FRAGMENT_H

#include "capture.h"

/* Which datagram: fragments with the same key are put together. */
struct fragment_key {
	struct address src;
	struct address dst;
	uint32_t id;
	uint8_t family;		/* 4 or 6 */
	uint8_t protocol;	/* of IPv4; IPv6 has it in the first fragment only */
};

/**
 * struct fragment - a fragment as its headers say, valid as long as its frame
 * @header: what comes before the data in each fragment, @header_size bytes, without
 *	    the fragment header of IPv6
 * @next_at: offset in @header of the field that announces the fragment header
 * @next:   what the data begins with, of IPv6
 * @data:   @avail bytes of it were captured
 * @offset, @end: where the data belongs in the datagram's
 * @more:   it is not the last one
 */
struct fragment {
	struct fragment_key key;
	const uint8_t *header;
	uint32_t header_size;
	uint32_t next_at;
	uint8_t next;
	const uint8_t *data;
	uint32_t avail;
	uint32_t offset;
	uint32_t end;
	bool more;
};

/*
 * Is the frame a fragment that the router would put together? Not if it is malformed,
 * or cut within its headers, or of a protocol over IPv4 other than UDP.
 */
bool fragment_read(const struct frame *frame, struct fragment *f);

#endif /* CAPTURE_FRAGMENT_H */
