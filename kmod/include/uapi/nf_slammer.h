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
 *       NFSL_STATUS_ALLOW       u32    allow entries, without duplicates
 *       NFSL_STATUS_DEVICES     u32    interfaces that carry the hook
 *       NFSL_STATUS_SIGNATURES  u32    signatures
 *       NFSL_STATUS_UNATTENDED  u64    packets to be queued that no program took:
 *                                      none listens, or on a bridge port
 *       NFSL_STATUS_EVENTS_LOST u64    events above NFSL_EVENTS_RATE
 *       NFSL_STATUS_MEMORY      u64    bytes that counters and tables take here,
 *                                      without those of interfaces
 *       NFSL_STATUS_TABLE       nest, once for each source table
 *         NFSL_TABLE_SIDE       u8     enum nfsl_side
 *         NFSL_TABLE_SIZE       u32    slots, over all CPUs
 *         NFSL_TABLE_USED       u32    slots in use
 *         NFSL_TABLE_EVICTED    u64    sources that lost their slot
 *         NFSL_TABLE_UNTRACKED  u64    packets whose source got no slot
 *       NFSL_STATUS_FLOWS       nest, once for each flow table; none if flows
 *                                      are not tracked
 *         NFSL_FLOWS_SIDE       u8     enum nfsl_side: INSIDE: opened by clients
 *                                      in zone internal, and by the router;
 *                                      OUTSIDE: opened by all others
 *         NFSL_FLOWS_SIZE       u32    entries
 *         NFSL_FLOWS_USED       u32    flows that are alive
 *         NFSL_FLOWS_OPENED     u64
 *         NFSL_FLOWS_EVICTED    u64    flows that lost their entry before they
 *                                      were answered
 *         NFSL_FLOWS_REFUSED    u64    not opened: no entry was free
 *         NFSL_FLOWS_ANSWERS    u64    not opened: it answers an earlier datagram
 *       NFSL_STATUS_LATE        u64    packets dropped on their way out, which no
 *                                      other hook saw; counted by reason as well
 *       NFSL_STATUS_HOOKS       u32    enum nfsl_hooks: hooks that are registered
 *                                      besides ingress and local output
 *       NFSL_STATUS_BEGAN       u64    ns since 1970: when counters were 0
 *     Without a policy there are only ABI, VERSION and GENERATION (0).
 *
 *   NFSL_CMD_DEVICE_GET  (dump) -> one message for each hooked interface
 *     NFSL_A_DEVICE: nest
 *       NFSL_DEVICE_IFINDEX     u32
 *       NFSL_DEVICE_NAME        string
 *       NFSL_DEVICE_ZONE        u8
 *       NFSL_DEVICE_PASSED      u64    packets without a rule: not UDP, other
 *                                      port, not inspected (see COUNTER_GET)
 *   The router's own output appears as ifindex 0, name "", zone local.
 *
 *   NFSL_CMD_COUNTER_GET (dump) -> one message for each counter that is not 0
 *     NFSL_A_COUNTER: nest
 *       NFSL_COUNTER_DIRECTION  u8
 *       NFSL_COUNTER_REASON     u8
 *       NFSL_COUNTER_VERDICT    u8     as applied, not as in the rule
 *       NFSL_COUNTER_PACKETS    u64
 *       NFSL_COUNTER_BYTES      u64    from the IP header on; 0 below
 *                                      REASON_FIRST_RULED
 *   Counters only grow within an epoch. Every packet is counted exactly once.
 *
 *   NFSL_CMD_SOURCE_GET  (dump) -> one message for each tracked source
 *     NFSL_A_SOURCE: nest
 *       NFSL_SOURCE_ADDRESS     16 bytes
 *       NFSL_SOURCE_SIDE        u8     enum nfsl_side
 *       NFSL_SOURCE_INSTANCE    u64    identifies this entry; new if the source
 *                                      was evicted and inserted again
 *       NFSL_SOURCE_IFINDEX     u32    of its last packet, 0: own output
 *       NFSL_SOURCE_FIRST       u64    ns since 1970, to the jiffy
 *       NFSL_SOURCE_LAST        u64    the same
 *       NFSL_SOURCE_TARGET      16 bytes, destination of its last packet
 *       NFSL_SOURCE_PACKETS     u64[]  by class (enum slammer_class)
 *       NFSL_SOURCE_BYTES       u64    of all of these
 *       NFSL_SOURCE_REVISITS    u32    how often it came back to one target after
 *                                      a constant time; absent if 0
 *       NFSL_SOURCE_PERIOD      u64    that time, ns; with REVISITS only
 *       NFSL_SOURCE_TARGETS     u64    bitmap of the targets of its attacks other
 *                                      than the worm, see sketch_target()
 *   There is one message for each CPU that has seen the source, each with an
 *   instance of its own: add them up. A request or a response that the policy accepts
 *   is in none of them: it says nothing against its sender.
 *
 *   NFSL_CMD_SKETCH_GET  (dump) -> one message for each estimator
 *     NFSL_A_SKETCH: nest
 *       NFSL_SKETCH_SIDE        u8     enum nfsl_side, of the source
 *       NFSL_SKETCH_WHAT        u8     enum nfsl_sketch_what
 *       NFSL_SKETCH_SINCE       u64    ns since 1970: last reset of its registers
 *       NFSL_SKETCH_REGISTERS   u8[NFSL_SKETCH_SIZE]
 *   HyperLogLog (sketch.h) over packets of attack classes. Registers of several
 *   routers or windows are merged by taking the maximum of each. With NFSL_A_FLAGS
 *   (u32) NFSL_FLAG_RESET in the request they are reset to 0: what the answer says is
 *   lost with its receiver. SKETCH_CLEAR resets what a receiver has stored.
 *
 *   NFSL_CMD_SKETCH_CLEAR  (do, ack) with a registers' reading that is stored
 *     NFSL_A_SKETCH: nest
 *       NFSL_SKETCH_SIDE, NFSL_SKETCH_WHAT, NFSL_SKETCH_REGISTERS as above
 *   Registers that are not above those of the request are reset to 0, and the others
 *   stay: they have seen an address since.
 *
 *   NFSL_CMD_POLICY_GET  (dump) -> messages with any number of
 *     NFSL_A_FLAGS, NFSL_A_TRACKING, NFSL_A_FLOWS, NFSL_A_QUEUE, NFSL_A_LIMIT,
 *     NFSL_A_ZONE, NFSL_A_RULE, NFSL_A_INTERNAL, NFSL_A_SIGNATURE, NFSL_A_ALLOW
 *     as in POLICY_ADD; the first also has NFSL_A_GENERATION and NFSL_A_DIGEST.
 *     NLM_F_DUMP_INTR is set if the policy was replaced during the dump.
 *
 * Replacing the policy: one transaction for each namespace at a time, bound to
 * the socket that began it and aborted when that closes.
 *
 *   NFSL_CMD_POLICY_BEGIN  (do)
 *   NFSL_CMD_POLICY_ADD    (do)  any number of times, any number of
 *     NFSL_A_FLAGS     u32: NFSL_FLAG_DEFRAG, NFSL_FLAG_UNNAMED_OFF
 *     NFSL_A_TRACKING  struct nfsl_tracking: size of the source tables
 *     NFSL_A_FLOWS     u32: entries of each flow table, at most NFSL_FLOWS_MAX,
 *                      rounded up to a power of two and to NFSL_FLOWS_MIN; 0: flows
 *                      are not tracked; absent: as the module parameter says
 *     NFSL_A_QUEUE     struct nfsl_queue: for verdict "queue"
 *     NFSL_A_LIMIT     struct nfsl_limit: numbered from 1, in this order
 *     NFSL_A_ZONE      struct nfsl_zone: interface pattern of a zone
 *     NFSL_A_RULE      struct nfsl_rule: "accept" where there is none
 *     NFSL_A_INTERNAL  struct nfsl_prefix
 *     NFSL_A_SIGNATURE struct nfsl_signature: in the order they are tried
 *     NFSL_A_ALLOW     struct nfsl_allow
 *     A rule comes after the limit or the queue that it needs.
 *   NFSL_CMD_POLICY_COMMIT (do) -> answered with NFSL_A_STATUS as above
 *     NFSL_A_DIGEST    u64, optional: refuse unless the draft has it
 *   NFSL_CMD_POLICY_ABORT  (do)
 *
 *   After an error in POLICY_ADD the transaction is still open, with the entries
 *   before the one at fault; after one in POLICY_COMMIT it is closed. In both cases
 *   the active policy does not change.
 *
 * Events: multicast group NFSL_GENL_EVENTS, in the namespace where they occur.
 * Joining it needs CAP_NET_ADMIN.
 *
 *   NFSL_CMD_EVENT
 *     NFSL_A_EVENT: nest
 *       NFSL_EVENT_KIND         u8     enum nfsl_event_kind
 *       NFSL_EVENT_ADDRESS      16 bytes, the source
 *       NFSL_EVENT_TARGET       16 bytes, destination of the packet
 *       NFSL_EVENT_IFINDEX      u32
 *       NFSL_EVENT_REASON       u8
 *       NFSL_EVENT_TIME         u64    ns since 1970
 *   An inside source sends the worm for the first time since it entered the source
 *   table. At most NFSL_EVENTS_RATE a second; those above are counted.
 */
#ifndef _UAPI_NF_SLAMMER_H
#define _UAPI_NF_SLAMMER_H

#include <linux/types.h>

#define NFSL_GENL_NAME		"nf_slammer"
#define NFSL_GENL_VERSION	1
#define NFSL_GENL_EVENTS	"events"
#define NFSL_ABI		3

#define NFSL_PATTERN_MAX	15	/* bytes of an interface pattern */
#define NFSL_PATTERNS_MAX	256	/* patterns in a policy */
#define NFSL_INTERNAL_MAX	4096	/* internal prefixes */
#define NFSL_ALLOW_MAX		262144	/* allow entries */
#define NFSL_DEVICES_MAX	4096	/* hooked interfaces in a namespace */
#define NFSL_LIMITS_MAX		64	/* limits */
#define NFSL_LIMIT_RATE_MAX	1000000	/* packets a second */
#define NFSL_LIMIT_BURST_MAX	1000000	/* packets */
#define NFSL_SIGNATURES_MAX	64	/* signatures */
#define NFSL_MATCHES_MAX	8	/* matches of a signature */
#define NFSL_MATCH_BYTES	16	/* bytes of a match */
#define NFSL_MATCH_END		1024	/* bytes of the payload they may be in */
#define NFSL_TRACKING_MIN	1024	/* size of a source table */
#define NFSL_TRACKING_MAX	1048576
#define NFSL_FLOWS_MIN		1024	/* entries of a flow table */
#define NFSL_FLOWS_MAX		1048576
#define NFSL_SKETCH_BITS	11
#define NFSL_SKETCH_SIZE	2048	/* registers: 1 << NFSL_SKETCH_BITS */
#define NFSL_EVENTS_RATE	100	/* a second */

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
	NFSL_CMD_SKETCH_GET	= 10,
	NFSL_CMD_EVENT		= 11,
	NFSL_CMD_SKETCH_CLEAR	= 12,
	NFSL_CMD_MAX		= 12,
	NFSL_CMD_RESERVED_MAX	= 63	/* up to here: extack if unknown */
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
	NFSL_A_FLAGS		= 12,
	NFSL_A_TRACKING		= 13,
	NFSL_A_QUEUE		= 14,
	NFSL_A_LIMIT		= 15,
	NFSL_A_SIGNATURE	= 16,
	NFSL_A_SKETCH		= 17,
	NFSL_A_EVENT		= 18,
	NFSL_A_FLOWS		= 19,
	NFSL_A_MAX		= 19
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
	NFSL_STATUS_SIGNATURES	= 12,
	NFSL_STATUS_UNATTENDED	= 13,
	NFSL_STATUS_EVENTS_LOST	= 14,
	NFSL_STATUS_FLOWS	= 15,
	NFSL_STATUS_LATE	= 16,
	NFSL_STATUS_HOOKS	= 17,
	NFSL_STATUS_MEMORY	= 18,
	NFSL_STATUS_BEGAN	= 19,
	NFSL_STATUS_MAX		= 19
};

/* Bits of NFSL_STATUS_HOOKS. */
enum nfsl_hooks {
	NFSL_HOOKS_EGRESS	= 1,	/* of interfaces, for what is sent */
	NFSL_HOOKS_REDIRECTS	= 2,	/* before routing, for what tc redirects */
	NFSL_HOOKS_DEFERRED	= 4	/* before routing, for a queue or fragments */
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

enum nfsl_flows_attr {
	NFSL_FLOWS_UNSPEC	= 0,
	NFSL_FLOWS_SIDE		= 1,
	NFSL_FLOWS_SIZE		= 2,
	NFSL_FLOWS_USED		= 3,
	NFSL_FLOWS_OPENED	= 4,
	NFSL_FLOWS_EVICTED	= 5,
	NFSL_FLOWS_REFUSED	= 6,
	NFSL_FLOWS_ANSWERS	= 7,
	NFSL_FLOWS_PAD		= 8,
	NFSL_FLOWS_ATTR_MAX	= 8
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
	NFSL_SOURCE_REVISITS	= 11,
	NFSL_SOURCE_PERIOD	= 12,
	NFSL_SOURCE_TARGETS	= 13,
	NFSL_SOURCE_MAX		= 13
};

enum nfsl_sketch_attr {
	NFSL_SKETCH_UNSPEC	= 0,
	NFSL_SKETCH_SIDE	= 1,
	NFSL_SKETCH_WHAT	= 2,
	NFSL_SKETCH_SINCE	= 3,
	NFSL_SKETCH_REGISTERS	= 4,
	NFSL_SKETCH_PAD		= 5,
	NFSL_SKETCH_MAX		= 5
};

enum nfsl_event_attr {
	NFSL_EVENT_UNSPEC	= 0,
	NFSL_EVENT_KIND		= 1,
	NFSL_EVENT_ADDRESS	= 2,
	NFSL_EVENT_TARGET	= 3,
	NFSL_EVENT_IFINDEX	= 4,
	NFSL_EVENT_REASON	= 5,
	NFSL_EVENT_TIME		= 6,
	NFSL_EVENT_PAD		= 7,
	NFSL_EVENT_MAX		= 7
};

enum nfsl_event_kind {
	NFSL_EVENT_INFECTED	= 1	/* an inside source sends the worm */
};

/* Which distinct addresses an estimator counts. */
enum nfsl_sketch_what {
	NFSL_SKETCH_SOURCES	= 0,
	NFSL_SKETCH_TARGETS	= 1,
	NFSL_SKETCH_WHAT_COUNT	= 2
};

enum nfsl_flags {
	NFSL_FLAG_DEFRAG	= 1,	/* POLICY_ADD: reassemble fragments */
	NFSL_FLAG_RESET		= 2,	/* SKETCH_GET: reset the registers to 0 */
	NFSL_FLAG_UNNAMED_OFF	= 4	/* POLICY_ADD: no hook in zone unnamed */
};

/* Each side has its own table, so outside sources cannot evict inside ones. */
enum nfsl_side {
	NFSL_SIDE_OUTSIDE	= 0,	/* seen in zone external */
	NFSL_SIDE_INSIDE	= 1,	/* seen in zone internal, or the router */
	NFSL_SIDE_NONE		= 2,	/* seen in zone unnamed: of neither */
	NFSL_SIDE_COUNT		= 3
};

/**
 * struct nfsl_zone - interfaces of a zone
 * @pattern: name, or a prefix and one '*' at the end; NUL-padded. An exact name
 *           overrides a pattern, and a longer pattern a shorter one
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
 * @limit:  number of the limit, from 1 on, if @verdict is "limit"; else 0. Rules
 *	    with the same number share it
 */
struct nfsl_rule {
	__u8 direction;
	__u8 reason;
	__u8 verdict;
	__u8 limit;
};

/**
 * struct nfsl_limit - packets that pass; those above are dropped
 * @rate:  packets per second, up to NFSL_LIMIT_RATE_MAX
 * @burst: packets at once, up to NFSL_LIMIT_BURST_MAX
 */
struct nfsl_limit {
	__u32 rate;
	__u32 burst;
};

/**
 * struct nfsl_queue - NFQUEUE for packets of verdict "queue"
 * @number: of the queue
 * @open:   if no program listens, 1: the packet passes; 0: it is dropped
 */
struct nfsl_queue {
	__u16 number;
	__u8 open;
	__u8 pad;
};

/**
 * struct nfsl_tracking - size of the source tables
 * @outside:	slots, divided among the CPUs that there are, in powers of two
 * @inside:	sources that are tracked, on each CPU: slots per CPU = 2 x @inside,
 *		rounded up to a power of two
 *
 * NFSL_TRACKING_MIN to NFSL_TRACKING_MAX, or 0: as the module parameters say, and no
 * table of a side whose zone the policy does not name. See nfslammer/memory.h; the
 * slots of a table over all CPUs are in NFSL_TABLE_SIZE. What takes more than
 * MEMORY_BOUND is refused outside the initial user namespace.
 */
struct nfsl_tracking {
	__u32 outside;
	__u32 inside;
};

/* Bytes at an offset of the UDP payload; @value and @mask are 0 after @length. */
struct nfsl_match {
	__u16 offset;
	__u8 length;		/* 1 to NFSL_MATCH_BYTES */
	__u8 pad;
	__u8 value[NFSL_MATCH_BYTES];
	__u8 mask[NFSL_MATCH_BYTES];
};

/**
 * struct nfsl_signature - an attack defined by the operator
 * @name:	NUL-padded
 * @port:	UDP destination port, not 0
 * @length_min, @length_max: of the UDP payload
 * @matches:	number of @match; all of them have to match
 */
struct nfsl_signature {
	char name[32];
	__u16 port;
	__u16 length_min;
	__u16 length_max;
	__u8 matches;
	__u8 pad;
	struct nfsl_match match[NFSL_MATCHES_MAX];
};

struct nfsl_prefix {
	__u8 address[16];
	__u8 length;
	__u8 pad[3];
};

/* Lets through requests of "from" and answers of "to", but never an attack. */
struct nfsl_allow {
	struct nfsl_prefix from;
	struct nfsl_prefix to;
};

#endif /* _UAPI_NF_SLAMMER_H */
