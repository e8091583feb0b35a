/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR BSD-2-Clause */
/*
 * nf_slammer.h - the netlink contract between nf_slammer.ko and its clients
 *
 * Generic netlink, family "nf_slammer". Everything is per network namespace:
 * that of the socket. Every command needs CAP_NET_ADMIN in the user namespace
 * that owns it. Numbers are explicit and append-only; a client ignores
 * attributes it does not know, the module refuses those it does not know.
 * Errors carry an extack message and, where an attribute is at fault, its
 * offset (set NETLINK_EXT_ACK on the socket). Integers are in host order,
 * addresses in network order: 16 bytes, IPv4 as ::ffff:a.b.c.d; the length of
 * an IPv4 prefix is 96 + n. Directions, reasons, verdicts and zones are the
 * numbers of reason.h and ruleset.h.
 *
 * Reading
 *
 *   NFSL_CMD_STATUS_GET  (do)  -> one message
 *     NFSL_A_STATUS: nest
 *       NFSL_STATUS_ABI         u32    NFSL_ABI of the module
 *       NFSL_STATUS_VERSION     string of the module
 *       NFSL_STATUS_EPOCH       u64    random, new whenever counters start at 0
 *       NFSL_STATUS_GENERATION  u32    0: no policy here; 1: built in;
 *                                      then one more for each commit
 *       NFSL_STATUS_DIGEST      u64    of the policy, see ruleset.h
 *       NFSL_STATUS_PATTERNS    u32    zone patterns in the policy
 *       NFSL_STATUS_INTERNAL    u32    internal prefixes
 *       NFSL_STATUS_ALLOW       u32    allow entries, duplicates folded
 *       NFSL_STATUS_DEVICES     u32    interfaces that carry the hook
 *       NFSL_STATUS_TABLE       nest, once for each source table
 *         NFSL_TABLE_SIDE       u8     enum nfsl_side
 *         NFSL_TABLE_SIZE       u32    places, over all CPUs
 *         NFSL_TABLE_USED       u32    places in use
 *         NFSL_TABLE_EVICTED    u64    sources that lost their place
 *         NFSL_TABLE_UNTRACKED  u64    packets whose source got no place
 *     Without a policy only ABI, VERSION and GENERATION (0) are there.
 *
 *   NFSL_CMD_DEVICE_GET  (dump) -> one message for each hooked interface
 *     NFSL_A_DEVICE: nest
 *       NFSL_DEVICE_IFINDEX     u32
 *       NFSL_DEVICE_NAME        string
 *       NFSL_DEVICE_ZONE        u8
 *       NFSL_DEVICE_PASSED      u64    packets not ruled: not UDP, other port,
 *                                      not inspected (see COUNTER for which)
 *   The router's own output appears as ifindex 0, name "", zone local.
 *
 *   NFSL_CMD_COUNTER_GET (dump) -> one message for each counter that is not 0
 *     NFSL_A_COUNTER: nest
 *       NFSL_COUNTER_DIRECTION  u8
 *       NFSL_COUNTER_REASON     u8
 *       NFSL_COUNTER_VERDICT    u8     what was done, not what the rule says
 *       NFSL_COUNTER_PACKETS    u64
 *       NFSL_COUNTER_BYTES      u64    from the IP header on; 0 below
 *                                      REASON_FIRST_RULED
 *   Counters only grow within an epoch. Every packet is in exactly one.
 *
 *   NFSL_CMD_SOURCE_GET  (dump) -> one message for each tracked source
 *     NFSL_A_SOURCE: nest
 *       NFSL_SOURCE_ADDRESS     16 bytes
 *       NFSL_SOURCE_SIDE        u8     enum nfsl_side
 *       NFSL_SOURCE_INSTANCE    u64    tells this stay in the table from others
 *       NFSL_SOURCE_IFINDEX     u32    where it was last seen, 0: own output
 *       NFSL_SOURCE_FIRST       u64    ns since 1970, to the jiffy
 *       NFSL_SOURCE_LAST        u64    likewise
 *       NFSL_SOURCE_TARGET      16 bytes, destination of its last packet
 *       NFSL_SOURCE_PACKETS     u64[]  by class (enum slammer_class)
 *       NFSL_SOURCE_BYTES       u64    of all of these
 *   A source may come in several messages, one for each CPU that has seen it,
 *   each with an instance of its own: add them up.
 *
 *   NFSL_CMD_POLICY_GET  (dump) -> messages with any number of
 *     NFSL_A_ZONE, NFSL_A_RULE, NFSL_A_INTERNAL, NFSL_A_ALLOW as in POLICY_ADD;
 *     the first also has NFSL_A_GENERATION and NFSL_A_DIGEST.
 *     NLM_F_DUMP_INTR is set when the policy was replaced on the way.
 *
 * Replacing the policy: one transaction for each namespace at a time, bound to
 * the socket that began it and aborted when that closes.
 *
 *   NFSL_CMD_POLICY_BEGIN  (do)
 *   NFSL_CMD_POLICY_ADD    (do)  any number of times, any number of
 *     NFSL_A_ZONE      struct nfsl_zone: interface pattern of a zone
 *     NFSL_A_RULE      struct nfsl_rule: all that is not named is "accept"
 *     NFSL_A_INTERNAL  struct nfsl_prefix
 *     NFSL_A_ALLOW     struct nfsl_allow
 *   NFSL_CMD_POLICY_COMMIT (do) -> answered with NFSL_A_STATUS as above
 *     NFSL_A_DIGEST    u64, optional: refuse unless the candidate has it
 *   NFSL_CMD_POLICY_ABORT  (do)
 *
 *   After an error in POLICY_ADD the transaction is still open and holds what
 *   came before the entry at fault; after one in POLICY_COMMIT it is gone. In
 *   both cases the policy that runs is as before.
 */
#ifndef _UAPI_NF_SLAMMER_H
#define _UAPI_NF_SLAMMER_H

#include <linux/types.h>

#define NFSL_GENL_NAME		"nf_slammer"
#define NFSL_GENL_VERSION	1
#define NFSL_ABI		1

#define NFSL_PATTERN_MAX	15	/* bytes of an interface pattern */
#define NFSL_PATTERNS_MAX	256	/* patterns in a policy */
#define NFSL_INTERNAL_MAX	4096	/* internal prefixes */
#define NFSL_ALLOW_MAX		262144	/* allow entries */
#define NFSL_DEVICES_MAX	4096	/* hooked interfaces in a namespace */

enum nfsl_cmd {
	NFSL_CMD_UNSPEC		= 0,
	NFSL_CMD_STATUS_GET	= 1,
	NFSL_CMD_DEVICE_GET	= 2,
	NFSL_CMD_COUNTER_GET	= 3,
	NFSL_CMD_SOURCE_GET	= 4,
	NFSL_CMD_POLICY_GET	= 5,
	NFSL_CMD_POLICY_BEGIN	= 6,
	NFSL_CMD_POLICY_ADD	= 7,
	NFSL_CMD_POLICY_COMMIT	= 8,
	NFSL_CMD_POLICY_ABORT	= 9,
	NFSL_CMD_MAX		= 9,
	NFSL_CMD_RESERVED_MAX	= 63	/* up to here unknown ones say so by extack */
};

enum nfsl_attr {
	NFSL_A_UNSPEC		= 0,
	NFSL_A_STATUS		= 1,
	NFSL_A_DEVICE		= 2,
	NFSL_A_COUNTER		= 3,
	NFSL_A_SOURCE		= 4,
	NFSL_A_ZONE		= 5,
	NFSL_A_RULE		= 6,
	NFSL_A_INTERNAL		= 7,
	NFSL_A_ALLOW		= 8,
	NFSL_A_GENERATION	= 9,
	NFSL_A_DIGEST		= 10,
	NFSL_A_PAD		= 11,
	NFSL_A_MAX		= 11
};

enum nfsl_status_attr {
	NFSL_STATUS_UNSPEC	= 0,
	NFSL_STATUS_ABI		= 1,
	NFSL_STATUS_VERSION	= 2,
	NFSL_STATUS_EPOCH	= 3,
	NFSL_STATUS_GENERATION	= 4,
	NFSL_STATUS_DIGEST	= 5,
	NFSL_STATUS_PATTERNS	= 6,
	NFSL_STATUS_INTERNAL	= 7,
	NFSL_STATUS_ALLOW	= 8,
	NFSL_STATUS_DEVICES	= 9,
	NFSL_STATUS_TABLE	= 10,
	NFSL_STATUS_PAD		= 11,
	NFSL_STATUS_MAX		= 11
};

enum nfsl_table_attr {
	NFSL_TABLE_UNSPEC	= 0,
	NFSL_TABLE_SIDE		= 1,
	NFSL_TABLE_SIZE		= 2,
	NFSL_TABLE_USED		= 3,
	NFSL_TABLE_EVICTED	= 4,
	NFSL_TABLE_UNTRACKED	= 5,
	NFSL_TABLE_PAD		= 6,
	NFSL_TABLE_MAX		= 6
};

enum nfsl_device_attr {
	NFSL_DEVICE_UNSPEC	= 0,
	NFSL_DEVICE_IFINDEX	= 1,
	NFSL_DEVICE_NAME	= 2,
	NFSL_DEVICE_ZONE	= 3,
	NFSL_DEVICE_PASSED	= 4,
	NFSL_DEVICE_PAD		= 5,
	NFSL_DEVICE_MAX		= 5
};

enum nfsl_counter_attr {
	NFSL_COUNTER_UNSPEC	= 0,
	NFSL_COUNTER_DIRECTION	= 1,
	NFSL_COUNTER_REASON	= 2,
	NFSL_COUNTER_VERDICT	= 3,
	NFSL_COUNTER_PACKETS	= 4,
	NFSL_COUNTER_BYTES	= 5,
	NFSL_COUNTER_PAD	= 6,
	NFSL_COUNTER_MAX	= 6
};

enum nfsl_source_attr {
	NFSL_SOURCE_UNSPEC	= 0,
	NFSL_SOURCE_ADDRESS	= 1,
	NFSL_SOURCE_SIDE	= 2,
	NFSL_SOURCE_INSTANCE	= 3,
	NFSL_SOURCE_IFINDEX	= 4,
	NFSL_SOURCE_FIRST	= 5,
	NFSL_SOURCE_LAST	= 6,
	NFSL_SOURCE_TARGET	= 7,
	NFSL_SOURCE_PACKETS	= 8,
	NFSL_SOURCE_BYTES	= 9,
	NFSL_SOURCE_PAD		= 10,
	NFSL_SOURCE_MAX		= 10
};

/* Sources of the outside cannot push those of the inside out of their table. */
enum nfsl_side {
	NFSL_SIDE_OUTSIDE	= 0,	/* seen in zone external */
	NFSL_SIDE_INSIDE	= 1,	/* seen in zone internal, or the router */
	NFSL_SIDE_COUNT		= 2
};

/**
 * struct nfsl_zone - interfaces of a zone
 * @pattern: name, or its beginning and one '*' at the end; NUL-padded. An exact
 *           name goes before a pattern, a longer pattern before a shorter one
 * @zone:    ZONE_EXTERNAL or ZONE_INTERNAL
 */
struct nfsl_zone {
	char pattern[16];
	__u8 zone;
	__u8 pad[3];
};

/**
 * struct nfsl_rule - the verdict for one reason in one direction
 * @reason: REASON_FIRST_RULED or above
 */
struct nfsl_rule {
	__u8 direction;
	__u8 reason;
	__u8 verdict;
	__u8 pad;
};

struct nfsl_prefix {
	__u8 address[16];
	__u8 length;
	__u8 pad[3];
};

/* Permits what "from" asks and what "to" answers; never an attack. */
struct nfsl_allow {
	struct nfsl_prefix from;
	struct nfsl_prefix to;
};

#endif /* _UAPI_NF_SLAMMER_H */
