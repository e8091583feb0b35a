/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * reason.h - the vocabulary: what a packet is (class) and how we know (reason)
 *
 * One list for the module, the daemon, the tools, the store and the bulletins.
 * The numbers go over netlink and into databases: they are append-only.
 */
#ifndef NF_SLAMMER_REASON_H
#define NF_SLAMMER_REASON_H

#include <linux/types.h>

/* X(symbol, number, name, what an operator reads) */
#define SLAMMER_CLASSES(X)						       \
	X(OTHER,     0, "other",     "not this protocol, or not inspected")     \
	X(REQUEST,   1, "request",   "a conforming SSRP client asks")	       \
	X(RESPONSE,  2, "response",  "an SSRP server answers")		       \
	X(SIGNATURE, 3, "signature", "matches a signature of the operator")    \
	X(PINGPONG,  4, "pingpong",  "makes two servers echo forever (CVE-2002-0650)") \
	X(OVERFLOW,  5, "overflow",  "attempts a buffer overflow (MS02-039, CVE-2002-0649)") \
	X(SLAMMER,   6, "slammer",   "the Slammer worm")

/*
 * X(symbol, number, class, name, what an operator reads)
 *
 * Below REASON_FIRST_RULED no UDP port 1434 was seen: such packets always pass.
 * From there on every reason has a verdict in the ruleset. REASON_OVERLAP is of UDP
 * with any port.
 */
#define SLAMMER_REASONS(X)						       \
	X(NOT_UDP,       0, OTHER,    "not-udp",       "not UDP over IPv4 or IPv6") \
	X(OTHER_PORT,    1, OTHER,    "other-port",    "UDP, neither port is 1434") \
	X(FRAGMENT,      2, OTHER,    "later-fragment", "not inspected: a UDP fragment after the first has no ports") \
	X(TAGS,          3, OTHER,    "too-many-tags", "not inspected: more than two VLAN tags") \
	X(HEADERS,       4, OTHER,    "header-chain",  "not inspected: IPv6 header chain too long or unknown, or a jumbogram") \
	X(TUNNEL,        5, OTHER,    "tunnel",        "not inspected: another IP packet is inside (IPIP, 6in4, GRE)") \
	X(MALFORMED,     6, OTHER,    "malformed",     "not inspected: headers incomplete or contradictory") \
	X(MPLS,          7, OTHER,    "mpls",          "not inspected: behind MPLS labels") \
	X(FOREIGN,       8, OTHER,    "foreign",       "port 1434, but not an SSRP message") \
	X(EMPTY,         9, OTHER,    "empty",         "port 1434, no payload") \
	X(TRAILING,     10, OTHER,    "trailing",      "an SSRP opcode, but not as SSRP has it: another protocol") \
	X(BAD_LENGTH,   11, OTHER,    "bad-length",    "the UDP length contradicts the IP length") \
	X(TRUNCATED,    12, OTHER,    "truncated",     "too few bytes to classify: a tiny first fragment, or a short capture") \
	X(SOLICITED,    13, OTHER,    "solicited",     "answers a datagram that its receiver sent from port 1434") \
	X(OVERLAP,      14, OTHER,    "overlap",       "a fragment so short, or so early, that it can overwrite what is judged") \
	X(LIST,         16, REQUEST,  "list",          "asks for all instances (02, 03)") \
	X(INSTANCE,     17, REQUEST,  "instance",      "asks for one instance (04)") \
	X(DAC,          18, REQUEST,  "dac",           "asks for the dedicated administrator port (0F 01)") \
	X(ANSWER,       20, RESPONSE, "answer",        "a server's answer (05)") \
	X(LONG_ANSWER,  21, RESPONSE, "long-answer",   "an answer that overflows its client (CVE-2003-0903)") \
	X(SIGNATURE,    23, SIGNATURE, "signature",    "matches a signature of the operator") \
	X(ECHO,         24, PINGPONG, "echo",          "opcode 0A from a port that sends it back, as the server does (CVE-2002-0650)") \
	X(GREY_NAME,    26, OVERFLOW, "grey-name",     "instance name of 33 to 100 bytes: over the protocol's limit") \
	X(LONG_NAME,    27, OVERFLOW, "long-name",     "instance name of more than 100 bytes (CVE-2002-0649)") \
	X(HEAP,         28, OVERFLOW, "heap",          "opcode 08 and a string: heap overflow (CVE-2002-0649)") \
	X(WORM_VARIANT, 30, SLAMMER,  "worm-variant",  "two of the worm's three marks, whatever the name is") \
	X(WORM,         31, SLAMMER,  "worm",          "376 bytes with the worm's marks at their offsets")

enum slammer_class {
#define X(sym, num, name, text) CLASS_##sym = num,
	SLAMMER_CLASSES(X)
#undef X
	CLASS_COUNT = 7
};

enum slammer_reason {
#define X(sym, num, class, name, text) REASON_##sym = num,
	SLAMMER_REASONS(X)
#undef X
	REASON_FIRST_RULED = REASON_FOREIGN,
	REASON_COUNT = 32
};

/**
 * reason_class - the one class a reason belongs to
 * @reason: any value; unknown numbers are of CLASS_OTHER
 */
static inline enum slammer_class reason_class(__u32 reason)
{
	switch (reason) {
#define X(sym, num, class, name, text) case num: return CLASS_##class;
	SLAMMER_REASONS(X)
#undef X
	}
	return CLASS_OTHER;
}

/* Is this number in the list above? Checks input from netlink and the store. */
static inline int reason_known(__u32 reason)
{
	switch (reason) {
#define X(sym, num, class, name, text) case num:
	SLAMMER_REASONS(X)
#undef X
		return 1;
	}
	return 0;
}

/* Attacks are never let through by an allow entry: any client can be infected. */
static inline int reason_is_attack(__u32 reason)
{
	return reason >= REASON_SIGNATURE || reason == REASON_LONG_ANSWER;
}

/* May any attack be in it, because of how it was cut? No allow entry permits it. */
static inline int reason_is_unjudged(__u32 reason)
{
	return reason == REASON_TRUNCATED || reason == REASON_OVERLAP;
}

#endif /* NF_SLAMMER_REASON_H */
