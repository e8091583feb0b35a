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

/*
 * SSRP_ANSWER_RUN if so many bytes from @from to @end, or more, have no ';' among
 * them; otherwise the bytes after the last ';'. @to: where the first such run has
 * SSRP_ANSWER_RUN bytes, or @end. Reads each byte at most once, and of an answer only
 * some: if there is a ';' 500 bytes ahead, those before it are of no interest.
 */
static inline __u32 ssrp_answer_run(const __u8 *p, __u32 from, __u32 end,
				    __u32 *to)
{
	__u32 clear = from, last;

	for (;;) {
		*to = min_u32(from + SSRP_ANSWER_RUN, end);
		last = ssrp_last_separator(p, clear, *to);
		if (last == *to)
			return *to - from;
		from = last + 1;
		clear = *to;
	}
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

/**
 * ssrp_answer - a datagram from port 1434 that begins with 05
 *
 * REASON_LONG_ANSWER: an item that overflows its client (CVE-2003-0903, MS04-003).
 * An attacker has to keep 512 bytes without ';' and NUL: a client reads the data as
 * a string of items. Which item it is does not matter. A bystander has long runs,
 * too, but with a NUL in them, or before (0.006 % of random payloads from 1434).
 *
 * REASON_ANSWER: a reflector sends what its server says, so the data begin with
 * "ServerName;", or are text with a ';' as a whole, or are 01 and a port. A
 * bystander has a binary header there (RADIUS, RakNet, DNS): of random payloads
 * fewer than one in a million.
 */
static inline enum slammer_reason ssrp_answer(const __u8 *p, __u32 avail,
					      __u32 wire)
{
	const __u32 data = SSRP_ANSWER_DATA;
	__u32 text, run, to;
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
	text = begins ? avail : ssrp_text_end(p, data, avail);
	if (text < avail && !p[text] && text < data + SSRP_ANSWER_RUN)
		return REASON_FOREIGN;

	run = ssrp_answer_run(p, data, avail, &to);
	if ((run == SSRP_ANSWER_RUN || ssrp_answer_unsure(run, avail, wire)) &&
	    ssrp_nul(p, min_u32(begins ? data : text, to), to) == to)
		return run == SSRP_ANSWER_RUN ? REASON_LONG_ANSWER :
						REASON_TRUNCATED;
	if (begins)
		return REASON_ANSWER;
	if (text < avail)
		return REASON_FOREIGN;
	if (avail < wire)
		return REASON_TRUNCATED;
	return run < avail - data ? REASON_ANSWER : REASON_FOREIGN;
}

#endif /* NF_SLAMMER_SSRP_ANSWER_H */
