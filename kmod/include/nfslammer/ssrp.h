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
 * other protocols arrive here with any first byte. An opcode alone therefore proves
 * nothing in a datagram that is long enough to be one of those.
 */
#ifndef NF_SLAMMER_SSRP_H
#define NF_SLAMMER_SSRP_H

#include "nfslammer/bytes.h"
#include "nfslammer/reason.h"

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
#define SSRP_ANSWER_RUN		512	/* CVE-2003-0903: bytes without ';' */

/*
 * The shortest datagram of another protocol that can be mistaken for SSRP: a DNS
 * answer about the root (12 + 1 + 4 bytes). A shorter one with an SSRP opcode is
 * SSRP.
 */
#define SSRP_COLLISION_MIN	17

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

/* Which of the worm's marks has a payload that starts with 04 and a long name? */
static inline enum slammer_reason ssrp_worm(const __u8 *p, __u32 avail,
					    __u32 wire)
{
	static const __u8 sock[4] = { 's', 'o', 'c', 'k' };
	static const __u8 send[4] = { 's', 'e', 'n', 'd' };
	int mark, words;

	if (avail < SSRP_WORM_SEND + 4)
		return REASON_LONG_NAME;

	mark = avail >= SSRP_WORM_NEED && ssrp_worm_mark(p);
	words = (load_u32(p + SSRP_WORM_SOCK) == load_u32(sock)) +
		(load_u32(p + SSRP_WORM_SEND) == load_u32(send));

	if (wire == SSRP_WORM_LEN && mark && words == 2)
		return REASON_WORM;
	return mark + words >= 2 ? REASON_WORM_VARIANT : REASON_LONG_NAME;
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

/* What follows an opcode, taken as an instance name. */
enum ssrp_name {
	SSRP_NAME_OK,		/* short enough, nothing odd after it */
	SSRP_NAME_LONG,		/* longer than the protocol allows */
	SSRP_NAME_FOREIGN,	/* an early NUL and other bytes after it: no name */
	SSRP_NAME_SHORT		/* not enough bytes to tell */
};

/*
 * A NUL with bytes after it still ends a name if the name is printable ASCII, as it
 * must be to match a real instance. With other bytes it is a DNS header, a
 * WireGuard counter and so on.
 */
static inline enum ssrp_name ssrp_terminated(const __u8 *p, __u32 len,
					     __u32 after)
{
	__u32 i;

	if (!after)
		return SSRP_NAME_OK;
	if (!len)
		return SSRP_NAME_FOREIGN;
	for (i = 0; i < len; i++)
		if (p[i] < 0x20 || p[i] > 0x7e)
			return SSRP_NAME_FOREIGN;
	return SSRP_NAME_OK;
}

/**
 * ssrp_name - check the name that starts at @p
 * @p:     first byte of the name
 * @avail: bytes that may be read at @p
 * @wire:  bytes of the datagram from there on (>= @avail)
 */
static inline enum ssrp_name ssrp_name(const __u8 *p, __u32 avail, __u32 wire)
{
	__u32 i, n;

	if (wire > SSRP_NAME_MAX && avail > SSRP_NAME_MAX &&
	    ssrp_no_nul(p, SSRP_NAME_MAX + 1))
		return SSRP_NAME_LONG;

	n = min_u32(avail, SSRP_NAME_MAX + 1);
	for (i = 0; i < n; i++)
		if (!p[i])
			return ssrp_terminated(p, i, wire - i - 1);
	return avail < wire ? SSRP_NAME_SHORT : SSRP_NAME_OK;
}

/* A long name: the worm, or over the limit of IDS rules, or the grey zone. */
static inline enum slammer_reason ssrp_overflow(const __u8 *p, __u32 at,
						__u32 avail, __u32 wire)
{
	enum slammer_reason reason = REASON_LONG_NAME;

	if (p[0] == SSRP_CLNT_UCAST_INST)
		reason = ssrp_worm(p, avail, wire);
	if (reason != REASON_LONG_NAME)
		return reason;
	if (wire - at <= SSRP_GREY_MAX)
		return REASON_GREY_NAME;
	if (!ssrp_no_nul(p + at, min_u32(avail - at, SSRP_GREY_MAX + 1)))
		return REASON_GREY_NAME;
	return REASON_LONG_NAME;
}

/*
 * 04 and 0F 01: the name starts at @at; @valid is the reason if the name is valid.
 */
static inline enum slammer_reason ssrp_named(const __u8 *p, __u32 at,
					     __u32 avail, __u32 wire,
					     enum slammer_reason valid)
{
	if (wire < SSRP_COLLISION_MIN)
		return valid;

	switch (ssrp_name(p + at, avail - at, wire - at)) {
	case SSRP_NAME_LONG:
		return ssrp_overflow(p, at, avail, wire);
	case SSRP_NAME_FOREIGN:
		return REASON_TRAILING;
	case SSRP_NAME_SHORT:
		return REASON_TRUNCATED;
	case SSRP_NAME_OK:
		break;
	}
	return valid;
}

/*
 * 08 and 0A are always attacks, unless they look like another protocol: one DNS
 * answer in 256 begins with each, and one in 65536 has a NUL after it.
 */
static inline enum slammer_reason ssrp_abused(const __u8 *p, __u32 avail,
					      __u32 wire,
					      enum slammer_reason attack)
{
	if (wire < SSRP_COLLISION_MIN)
		return attack;

	switch (ssrp_name(p + 1, avail - 1, wire - 1)) {
	case SSRP_NAME_FOREIGN:
		return REASON_TRAILING;
	case SSRP_NAME_SHORT:
		return REASON_TRUNCATED;
	case SSRP_NAME_LONG:
	case SSRP_NAME_OK:
		break;
	}
	return attack;
}

/* The data of an answer: does its first item overflow the client's buffer? */
static inline enum slammer_reason ssrp_answer_run(const __u8 *p, __u32 avail,
						  __u32 wire)
{
	__u32 i, end = 3 + SSRP_ANSWER_RUN;

	if (wire < end)
		return REASON_ANSWER;
	for (i = 3; i < min_u32(avail, end); i++)
		if (p[i] == ';')
			return REASON_ANSWER;
	return avail < end ? REASON_TRUNCATED : REASON_LONG_ANSWER;
}

/*
 * 05: MS-MC-SQLR 2.2.5 and 2.2.6; the DAC form counts the whole packet.
 *
 * A forged answer may have any RESP_SIZE, so from port 1434 it is ignored. To port
 * 1434 it must fit: large answers of DNS with the first byte 05 arrive there, and
 * a bit of their header makes that field exceed any datagram.
 */
static inline enum slammer_reason ssrp_answer(const __u8 *p, __u32 avail,
					      __u32 wire, __u16 dport)
{
	enum slammer_reason reason;
	__u32 size;

	if (wire < 3)
		return REASON_FOREIGN;
	if (avail < 3)
		return REASON_TRUNCATED;

	size = load_le16(p + 1);
	if (size == wire - 3 || dport != SSRP_PORT) {
		reason = ssrp_answer_run(p, avail, wire);
		if (reason != REASON_ANSWER)
			return reason;
	}
	if (size == wire - 3)
		return REASON_ANSWER;
	if (size == 6 && wire == 6) {
		if (avail < 4)
			return REASON_TRUNCATED;
		return p[3] == 1 ? REASON_ANSWER : REASON_FOREIGN;
	}
	return REASON_FOREIGN;
}

/**
 * ssrp_classify - what is this datagram, and how do we know?
 * @p:     UDP payload
 * @avail: bytes that may be read at @p
 * @wire:  payload length by the UDP header, checked against IP (>= @avail)
 * @dport: destination port; if it is not 1434, the source port is, and only a
 *         server's answer can be of interest
 *
 * Returns a reason of REASON_FIRST_RULED or above; REASON_TRUNCATED when the
 * answer depends on bytes that are on the wire but not at @p.
 */
static inline enum slammer_reason ssrp_classify(const __u8 *p, __u32 avail,
						__u32 wire, __u16 dport)
{
	if (!wire)
		return REASON_EMPTY;
	if (!avail)
		return REASON_TRUNCATED;
	if (p[0] == SSRP_SVR_RESP)
		return ssrp_answer(p, avail, wire, dport);
	if (dport != SSRP_PORT)
		return REASON_FOREIGN;

	switch (p[0]) {
	case SSRP_CLNT_UCAST_INST:
		return ssrp_named(p, 1, avail, wire, REASON_INSTANCE);
	case SSRP_CLNT_BCAST_EX:
	case SSRP_CLNT_UCAST_EX:
		return wire < SSRP_COLLISION_MIN ? REASON_LIST : REASON_TRAILING;
	case SSRP_CLNT_UCAST_DAC:
		if (avail > 1 && p[1] == 1)
			return ssrp_named(p, 2, avail, wire, REASON_DAC);
		return avail == 1 && wire > 1 ? REASON_TRUNCATED : REASON_FOREIGN;
	case SSRP_HEAP:
		return ssrp_abused(p, avail, wire, REASON_HEAP);
	case SSRP_ECHO:
		return ssrp_abused(p, avail, wire, REASON_ECHO);
	}
	return REASON_FOREIGN;
}

#endif /* NF_SLAMMER_SSRP_H */
