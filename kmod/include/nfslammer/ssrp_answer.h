/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * ssrp_answer.h - 05 from port 1434: an answer of a server, an attack on a client?
 *
 * Pure and freestanding, a part of ssrp.h. An answer (MS-MC-SQLR 2.2.5) is 05, two
 * bytes RESP_SIZE, and text: "ServerName;NAME;InstanceName;NAME;...;;". That of the
 * dedicated administrator connection (2.2.6) is 05 06 00 01 and a TCP port. A
 * reflector or an attacker writes any RESP_SIZE, and clients do not insist on it, so
 * it decides nothing.
 *
 * Only from port 1434 there are answers: a client asks there, and the host with that
 * port is the one that answers. To port 1434 from another one 05 is nothing.
 */
#ifndef NF_SLAMMER_SSRP_ANSWER_H
#define NF_SLAMMER_SSRP_ANSWER_H

#include "nfslammer/bytes.h"
#include "nfslammer/reason.h"

#define SSRP_ANSWER_DATA	3	/* after opcode and RESP_SIZE */
#define SSRP_ANSWER_RUN		512	/* CVE-2003-0903: bytes without ';' */
#define SSRP_ANSWER_ITEM	255	/* longest name, MS-MC-SQLR 2.2.5 */
#define SSRP_ANSWER_DAC		6	/* bytes of the answer about the DAC */

/*
 * What is read of an answer, so that none costs much: whether it is text is seen at
 * its begin and its end, and whether it has a long item between separators in so many
 * bytes without one. A server's answer has a separator about every 8 bytes, so
 * that some 100 of these bytes are read.
 */
#define SSRP_ANSWER_HEAD	64
#define SSRP_ANSWER_TAIL	8
#define SSRP_ANSWER_READ	SSRP_ANSWER_RUN

/* Bytes that the loops below test with one branch. */
#define SSRP_BLOCK		32
#define SSRP_HIGH_BITS		0x8080808080808080ull

/* The high bit of each byte of @v that is text; other bits mean nothing. */
static inline __u64 ssrp_text_bits(__u64 v)
{
	__u64 low = v & ~SSRP_HIGH_BITS;

	/* from 0x20 on; at 0x7f, where both are set */
	return ((low + 0x6060606060606060ull) ^
		(low + 0x0101010101010101ull)) | v;
}

/*
 * Offset of the first byte of @p that is not text, from @from on, or @end. Text is
 * what names have in some charset: any byte but control characters and 7F.
 */
static inline __u32 ssrp_text_end(const __u8 *p, __u32 from, __u32 end)
{
	while (end - from >= SSRP_BLOCK &&
	       !(~(ssrp_text_bits(load_u64(p + from)) &
		   ssrp_text_bits(load_u64(p + from + 8)) &
		   ssrp_text_bits(load_u64(p + from + 16)) &
		   ssrp_text_bits(load_u64(p + from + 24))) & SSRP_HIGH_BITS))
		from += SSRP_BLOCK;
	while (end - from >= 8 && !has_control_byte(load_u64(p + from)))
		from += 8;
	while (from < end && p[from] >= 0x20 && p[from] != 0x7f)
		from++;
	return from;
}

/* has_zero_byte() but for the last step, which is for several words together. */
static inline __u64 ssrp_zero_bits(__u64 v)
{
	return (v - 0x0101010101010101ull) & ~v;
}

/* Offset of the first NUL from @from on, or @end. */
static inline __u32 ssrp_nul(const __u8 *p, __u32 from, __u32 end)
{
	while (end - from >= SSRP_BLOCK &&
	       !((ssrp_zero_bits(load_u64(p + from)) |
		  ssrp_zero_bits(load_u64(p + from + 8)) |
		  ssrp_zero_bits(load_u64(p + from + 16)) |
		  ssrp_zero_bits(load_u64(p + from + 24))) & SSRP_HIGH_BITS))
		from += SSRP_BLOCK;
	while (end - from >= 8 && !has_zero_byte(load_u64(p + from)))
		from += 8;
	while (from < end && p[from])
		from++;
	return from;
}

/* ssrp_zero_bits() of the bytes at @p that are ';'. */
static inline __u64 ssrp_separator_bits(const __u8 *p)
{
	return ssrp_zero_bits(load_u64(p) ^ 0x3b3b3b3b3b3b3b3bull);
}

/* Offset of the last ';' of the bytes from @from to @to, or @to. */
static inline __u32 ssrp_last_separator(const __u8 *p, __u32 from, __u32 to)
{
	__u32 i = to;

	while (i - from >= SSRP_BLOCK &&
	       !((ssrp_separator_bits(p + i - 8) |
		  ssrp_separator_bits(p + i - 16) |
		  ssrp_separator_bits(p + i - 24) |
		  ssrp_separator_bits(p + i - 32)) & SSRP_HIGH_BITS))
		i -= SSRP_BLOCK;
	while (i - from >= 8 &&
	       !(ssrp_separator_bits(p + i - 8) & SSRP_HIGH_BITS))
		i -= 8;
	while (i > from)
		if (p[--i] == ';')
			return i;
	return to;
}

/**
 * struct ssrp_items - what the separators of an answer say
 * @run:   bytes after the last separator that was seen: SSRP_ANSWER_RUN if there is an
 *	   item as long, or if they are so few that SSRP_ANSWER_READ was not enough
 * @from:  where these bytes are
 * @to:	   the end of them
 */
struct ssrp_items {
	__u32 run;
	__u32 from;
	__u32 to;
};

/*
 * If there is a ';' in the last of 512 bytes, those before it are of no interest: so
 * each step looks for the last one. What it has read up to there has none, and of this
 * there can be SSRP_ANSWER_READ in all.
 */
static inline struct ssrp_items ssrp_answer_items(const __u8 *p, __u32 from,
						  __u32 end)
{
	__u32 clear = from, to, last, left = SSRP_ANSWER_READ;

	for (;;) {
		to = min_u32(from + SSRP_ANSWER_RUN, end);
		last = ssrp_last_separator(p, to - min_u32(to - clear, left + 1),
					   to);
		if (last == to)
			break;
		left -= to - last - 1;
		from = last + 1;
		clear = to;
	}
	return (struct ssrp_items) {
		.run = to - clear > left ? SSRP_ANSWER_RUN : to - from,
		.from = from, .to = to,
	};
}

/* Is the first word of the data that of every answer? */
static inline int ssrp_answer_begins(const __u8 *p, __u32 avail)
{
	static const __u8 word[11] = {
		'S', 'e', 'r', 'v', 'e', 'r', 'N', 'a', 'm', 'e', ';'
	};

	p += SSRP_ANSWER_DATA;
	return avail >= SSRP_ANSWER_DATA + 11 && load_u64(p) == load_u64(word) &&
	       load_u32(p + 7) == load_u32(word + 7);
}

/*
 * May a run of @run bytes, the last that can be seen, become a long one in those
 * that are missing? Answers about many instances are fragmented, so @run has to be
 * longer than an item is, or so little be seen as no path makes a first fragment.
 */
static inline int ssrp_answer_unsure(__u32 run, __u32 avail, __u32 wire)
{
	return run + (wire - avail) >= SSRP_ANSWER_RUN &&
	       (run > SSRP_ANSWER_ITEM ||
		avail < SSRP_ANSWER_DATA + SSRP_ANSWER_RUN);
}

/*
 * Is there a long item, or too few separators? These could be in what is missing, as
 * the search begins at the end.
 */
static inline int ssrp_answer_long(const struct ssrp_items *items, __u32 avail,
				   __u32 wire)
{
	return items->run == SSRP_ANSWER_RUN &&
	       (avail == wire || items->to - items->from == SSRP_ANSWER_RUN);
}

/* Is it text, as far as it is looked at? @text: where the head has none, or its end */
static inline int ssrp_answer_text(const __u8 *p, __u32 text, __u32 head,
				   __u32 avail, __u32 wire)
{
	__u32 tail = avail - min_u32(avail - head, SSRP_ANSWER_TAIL);

	return text == head &&
	       (avail < wire || ssrp_text_end(p, tail, avail) == avail);
}

/**
 * ssrp_answer - a datagram from port 1434 that begins with 05
 *
 * REASON_LONG_ANSWER: an item that overflows its client (CVE-2003-0903, MS04-003).
 * An attacker has to keep 512 bytes without ';' and NUL: a client reads the data as
 * a string of items. Which item it is does not matter. A bystander has long runs,
 * too, but with a NUL in them, or among the first 64 bytes.
 *
 * REASON_ANSWER: a reflector sends what its server says, so the data begin with
 * "ServerName;", or are text with a ';', or are 01 and a port. A bystander has a
 * binary header there (RADIUS, RakNet, DNS): of random payloads fewer than one in a
 * million.
 */
static inline enum slammer_reason ssrp_answer(const __u8 *p, __u32 avail,
					      __u32 wire)
{
	const __u32 data = SSRP_ANSWER_DATA;
	struct ssrp_items items;
	__u32 text, head;
	int begins;

	if (wire <= data)
		return REASON_FOREIGN;
	if (avail <= data)
		return REASON_TRUNCATED;
	if (wire == SSRP_ANSWER_DAC && p[data] == 1)
		return REASON_ANSWER;

	begins = ssrp_answer_begins(p, avail);
	if (begins && wire < data + SSRP_ANSWER_RUN)
		return REASON_ANSWER;
	head = min_u32(avail, data + SSRP_ANSWER_HEAD);
	text = begins ? head : ssrp_text_end(p, data, head);
	if (ssrp_nul(p, text, head) < head)
		return REASON_FOREIGN;

	items = ssrp_answer_items(p, data, avail);
	if ((items.run == SSRP_ANSWER_RUN ||
	     ssrp_answer_unsure(items.run, avail, wire)) &&
	    ssrp_nul(p, items.from, items.to) == items.to)
		return ssrp_answer_long(&items, avail, wire) ?
				REASON_LONG_ANSWER : REASON_TRUNCATED;
	if (begins)
		return REASON_ANSWER;
	if (!ssrp_answer_text(p, text, head, avail, wire))
		return REASON_FOREIGN;
	if (avail < wire)
		return REASON_TRUNCATED;
	return items.from > data ? REASON_ANSWER : REASON_FOREIGN;
}

#endif /* NF_SLAMMER_SSRP_ANSWER_H */
