/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * ssrp.h - the matcher: bytes of a UDP payload on port 1434 -> reason
 *
 * Pure and freestanding: no globals, no clock, bounded loops. The module, the
 * daemon, `policy test`, the unit tests and the fuzzers compile this one file.
 *
 * Protocol: MS-MC-SQLR (SQL Server Resolution Protocol), section 2.2. An attack
 * on the name (MS02-039, CVE-2002-0649) is a name longer than the protocol's 32
 * bytes, whatever follows. That rule, and not the worm's bytes, drops the worm and
 * variants that are not known yet. The worm's marks only distinguish the worm from
 * other overflows.
 *
 * Any client may use 1434 as its ephemeral port, so answers of DNS, WireGuard and
 * other protocols arrive here with any first byte: an opcode is not evidence. One
 * rule for all opcodes: an attack is what an attacker has to keep for the attack to
 * work; a message is what a known client or server sends, as a whole; anything else
 * is another protocol. Each rule says what is kept, and who looks like it. Rates are
 * of random payloads of 17 to 1200 bytes from another port to 1434, unless said
 * (tests/unit/kmod/test_ssrp_random.c): 0.68 % are taken for an attack, 0.34 % for
 * 04 and for 08 each, 0.001 % for 0F and 0 % for the rest.
 */
#ifndef NF_SLAMMER_SSRP_H
#define NF_SLAMMER_SSRP_H

#include "nfslammer/bytes.h"
#include "nfslammer/reason.h"
#include "nfslammer/ssrp_answer.h"

#define SSRP_PORT		1434

/* First byte of the payload: MS-MC-SQLR 2.2.1 to 2.2.6, and the two abused ones. */
#define SSRP_CLNT_BCAST_EX	0x02
#define SSRP_CLNT_UCAST_EX	0x03
#define SSRP_CLNT_UCAST_INST	0x04
#define SSRP_SVR_RESP		0x05
#define SSRP_HEAP		0x08	/* undocumented, CVE-2002-0649 */
#define SSRP_ECHO		0x0a	/* undocumented, CVE-2002-0650 */
#define SSRP_CLNT_UCAST_DAC	0x0f	/* followed by version 01 */

#define SSRP_NAME_MAX		32	/* instance name without its NUL */
#define SSRP_GREY_MAX		100	/* published IDS rules alert above this */

/* Services that send 0A back, too: RFC 862, and RFC 864 (any bytes). */
#define SSRP_PORT_ECHO		7
#define SSRP_PORT_CHARGEN	19

/* The worm (payload of 376 bytes): offsets measured on the known capture. */
#define SSRP_WORM_LEN		376
#define SSRP_WORM_SOCK		203	/* "sock" */
#define SSRP_WORM_SEND		213	/* "send" */
#define SSRP_WORM_MARK		270	/* 81 F1 03 01 04 9B 81 F1 01 */
#define SSRP_WORM_NEED		279	/* bytes up to the end of the last mark */

static inline int ssrp_worm_mark(const __u8 *p)
{
	static const __u8 mark[9] = {
		0x81, 0xf1, 0x03, 0x01, 0x04, 0x9b, 0x81, 0xf1, 0x01
	};

	p += SSRP_WORM_MARK;
	return load_u64(p) == load_u64(mark) && p[8] == mark[8];
}

/*
 * How many of the worm's three marks are in the @avail bytes at @p? 0 without one of
 * the words, since it takes two of the three.
 */
static inline int ssrp_marks(const __u8 *p, __u32 avail)
{
	static const __u8 sock[4] = { 's', 'o', 'c', 'k' };
	static const __u8 send[4] = { 's', 'e', 'n', 'd' };
	int words = 0;

	if (avail >= SSRP_WORM_SOCK + 4)
		words += load_u32(p + SSRP_WORM_SOCK) == load_u32(sock);
	if (avail >= SSRP_WORM_SEND + 4)
		words += load_u32(p + SSRP_WORM_SEND) == load_u32(send);
	return words && avail >= SSRP_WORM_NEED ?
		words + ssrp_worm_mark(p) : words;
}

/*
 * 04 whose name is not too long, if that is all that can be seen of it: two of the
 * three marks make it a variant of the worm nevertheless. Whether a server stops at
 * the NUL is not ours to know, and by chance they are one in 2^64.
 * Returns REASON_TRUNCATED if marks may be in bytes that are missing, and
 * REASON_FOREIGN if there are none. @wire is at least SSRP_WORM_SEND + 4.
 */
static inline enum slammer_reason ssrp_short_worm(const __u8 *p, __u32 avail,
						  __u32 wire)
{
	int marks = ssrp_marks(p, avail);

	if (marks >= 2)
		return REASON_WORM_VARIANT;
	if (avail < SSRP_WORM_SOCK + 4)
		marks++;
	if (avail < SSRP_WORM_SEND + 4)
		marks++;
	if (avail < SSRP_WORM_NEED && wire >= SSRP_WORM_NEED)
		marks++;
	return marks >= 2 ? REASON_TRUNCATED : REASON_FOREIGN;
}

/*
 * Is this the worm: its own bytes wherever ssrp_classify() looks? @p has
 * SSRP_WORM_LEN bytes. Its name is all 01, so there is no NUL.
 */
static inline int ssrp_is_worm(const __u8 *p)
{
	static const __u8 head[8] = { SSRP_CLNT_UCAST_INST, 1, 1, 1, 1, 1, 1, 1 };
	static const __u8 fill[8] = { 1, 1, 1, 1, 1, 1, 1, 1 };
	static const __u8 sock[4] = { 's', 'o', 'c', 'k' };
	static const __u8 send[4] = { 's', 'e', 'n', 'd' };

	return load_u64(p) == load_u64(head) &&
	       load_u64(p + 8) == load_u64(fill) &&
	       load_u64(p + 16) == load_u64(fill) &&
	       load_u64(p + 24) == load_u64(fill) &&
	       load_u64(p + SSRP_NAME_MAX + 2 - 8) == load_u64(fill) &&
	       load_u32(p + SSRP_WORM_SOCK) == load_u32(sock) &&
	       load_u32(p + SSRP_WORM_SEND) == load_u32(send) &&
	       ssrp_worm_mark(p);
}

/* Is there no NUL in the @n bytes at @p? @n is at most SSRP_GREY_MAX + 1. */
static inline int ssrp_no_nul(const __u8 *p, __u32 n)
{
	for (; n >= 8; n -= 8, p += 8)
		if (has_zero_byte(load_u64(p)))
			return 0;
	for (; n; n--, p++)
		if (!*p)
			return 0;
	return 1;
}

/*
 * A name of more than 32 bytes. An attacker has to keep 33 bytes without a NUL,
 * because a server copies up to the NUL; their values are the attacker's choice. A
 * bystander is a datagram without a NUL in that place: encrypted or compressed, one
 * in 256 of which begins with 04, 88 % of these (0.34 %); with 0F 01, 0.001 %.
 */
static inline enum slammer_reason ssrp_overflow(const __u8 *p, __u32 at,
						__u32 avail, __u32 wire)
{
	int marks = p[0] == SSRP_CLNT_UCAST_INST ? ssrp_marks(p, avail) : 0;

	if (marks >= 2)
		return marks == 3 && wire == SSRP_WORM_LEN ?
			REASON_WORM : REASON_WORM_VARIANT;
	if (wire - at <= SSRP_GREY_MAX)
		return REASON_GREY_NAME;
	if (!ssrp_no_nul(p + at, min_u32(avail - at, SSRP_GREY_MAX + 1)))
		return REASON_GREY_NAME;
	return REASON_LONG_NAME;
}

/*
 * Is the whole of @n bytes, at most 33, an instance name? Text, as a server's list
 * of instances has it, in any charset; at the end, and only there, may be a NUL.
 * No known client sends anything after it. A bystander has a binary header in this
 * place: identifiers, lengths, counters.
 */
static inline int ssrp_is_name(const __u8 *p, __u32 n)
{
	if (n && !p[n - 1])
		n--;
	if (n > SSRP_NAME_MAX)
		return 0;
	for (; n > 16; n -= 8, p += 8)
		if (has_control_byte(load_u64(p)))
			return 0;
	if (n >= 8)
		return !(has_control_byte(load_u64(p)) |
			 has_control_byte(load_u64(p + n - 8)));
	return ssrp_text_end(p, 0, n) == n;
}

/*
 * 04 and 0F 01: the name starts at @at; @valid is the reason if it is a name. A
 * bystander that is taken for a request has text only, and short (0.0003 %; of 2 to
 * 16 bytes 0.16 %).
 */
static inline enum slammer_reason ssrp_named(const __u8 *p, __u32 at,
					     __u32 avail, __u32 wire,
					     enum slammer_reason valid)
{
	__u32 seen = avail - at, length = wire - at;
	enum slammer_reason reason;

	if (seen == length && seen <= SSRP_NAME_MAX + 1 &&
	    ssrp_is_name(p + at, seen))
		return valid;
	if (seen > SSRP_NAME_MAX && ssrp_no_nul(p + at, SSRP_NAME_MAX + 1))
		return ssrp_overflow(p, at, avail, wire);
	if (wire >= SSRP_WORM_SEND + 4 && p[0] == SSRP_CLNT_UCAST_INST) {
		reason = ssrp_short_worm(p, avail, wire);
		if (reason != REASON_FOREIGN)
			return reason;
	}
	if (seen < length && seen <= SSRP_NAME_MAX && ssrp_no_nul(p + at, seen))
		return REASON_TRUNCATED;
	return REASON_TRAILING;
}

/* The published form of 08: a colon and a number at the end of @n bytes. */
static inline int ssrp_heap_number(const __u8 *p, __u32 n)
{
	__u32 i = n;

	while (i && p[i - 1] >= '0' && p[i - 1] <= '9')
		i--;
	return i && i < n && p[i - 1] == ':';
}

/*
 * 08: a server takes what follows as a string with a colon and a number (CVE-2002-
 * 0649). It fails without the colon, even if there is nothing, and overflows its
 * heap with a long string before it: so an attacker has to keep a string, of any
 * bytes but NUL, and nothing else. The colon decides nothing: without it and with it
 * are both attacks.
 *
 * What has a NUL among its first 33 bytes and goes on after it may be such a string
 * or the header of any protocol. It is an attack with the published form before the
 * NUL, and between two ports 1434; else only a flow can tell.
 * A bystander has no such NUL: one in 256 begins with 08, 88 % of these (0.34 %; of
 * 2 to 16 bytes 0.38 %).
 */
static inline enum slammer_reason ssrp_heap(const __u8 *p, __u32 avail,
					    __u32 wire, __u16 sport)
{
	__u32 seen = avail - 1, length = wire - 1;
	__u32 i, n = min_u32(seen, SSRP_NAME_MAX + 1);

	for (i = 0; i < n && p[1 + i]; i++)
		;
	if (sport == SSRP_PORT)
		return REASON_HEAP;
	if (i == n)
		return n > SSRP_NAME_MAX || n == length ?
			REASON_HEAP : REASON_TRUNCATED;
	if (i + 1 == length || ssrp_heap_number(p + 1, i))
		return REASON_HEAP;
	return REASON_TRAILING;
}

/*
 * 0A: a server sends it back to where it came from (CVE-2002-0650). An attacker has
 * to keep the forged source port of a service that answers 0A with 0A: another
 * server, or an echo-like service. daytime, qotd and time answer, too, but never
 * with 0A, so nothing comes of it. No client asks from these ports; from any other
 * one it is another protocol (0 %; from port 1434 0.39 %).
 */
static inline enum slammer_reason ssrp_echo(__u16 sport)
{
	return sport == SSRP_PORT || sport == SSRP_PORT_ECHO ||
	       sport == SSRP_PORT_CHARGEN ? REASON_ECHO : REASON_TRAILING;
}

/**
 * ssrp_classify - what is this datagram, and how do we know?
 * @p:     UDP payload
 * @avail: bytes that may be read at @p
 * @wire:  payload length by the UDP header, checked against IP (>= @avail)
 * @sport: source port; only from 1434 there is a server's answer
 * @dport: destination port; if it is not 1434, the source port is
 *
 * Returns a reason of REASON_FIRST_RULED or above; REASON_TRUNCATED when the
 * answer depends on bytes that are on the wire but not at @p. 02 and 03 are one
 * byte, as every known client sends them.
 */
static inline enum slammer_reason ssrp_classify(const __u8 *p, __u32 avail,
						__u32 wire, __u16 sport,
						__u16 dport)
{
	if (!wire)
		return REASON_EMPTY;
	if (!avail)
		return REASON_TRUNCATED;
	if (p[0] == SSRP_SVR_RESP)
		return sport == SSRP_PORT ? ssrp_answer(p, avail, wire) :
					    REASON_FOREIGN;
	if (dport != SSRP_PORT)
		return REASON_FOREIGN;

	switch (p[0]) {
	case SSRP_CLNT_UCAST_INST:
		return ssrp_named(p, 1, avail, wire, REASON_INSTANCE);
	case SSRP_CLNT_BCAST_EX:
	case SSRP_CLNT_UCAST_EX:
		return wire == 1 ? REASON_LIST : REASON_TRAILING;
	case SSRP_CLNT_UCAST_DAC:
		if (avail > 1 && p[1] == 1)
			return ssrp_named(p, 2, avail, wire, REASON_DAC);
		return avail == 1 && wire > 1 ? REASON_TRUNCATED : REASON_FOREIGN;
	case SSRP_HEAP:
		return ssrp_heap(p, avail, wire, sport);
	case SSRP_ECHO:
		return ssrp_echo(sport);
	}
	return REASON_FOREIGN;
}

#endif /* NF_SLAMMER_SSRP_H */
