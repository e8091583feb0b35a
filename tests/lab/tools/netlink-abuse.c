// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netlink-abuse - broken requests to the module: refused with a reason, and
 * nothing changed
 *
 * Uses libmnl directly, because userspace/kernel cannot send such messages.
 */
#include <nfslammer/signature.h>

#include "abuse.h"

#define BUFFER		LINK_BUFFER

static void usage(FILE *out)
{
	fputs("Usage: netlink-abuse [--netns NAME]\n"
	      "Send broken requests to the module; each must be refused, with a reason, and\n"
	      "must not change anything. See README.md.\n", out);
}

/* Contents of the broken messages */

static const struct nfsl_zone a_zone = { .pattern = "abuse0", .zone = ZONE_EXTERNAL };
static const struct nfsl_rule a_rule = { DIRECTION_EGRESS, REASON_LIST, VERDICT_DROP, 0 };
static const struct nfsl_limit a_limit = { .rate = 10, .burst = 10 };
static const struct nfsl_queue a_queue = { .number = 1 };
static const struct nfsl_tracking a_tracking = { .outside = 2048, .inside = 2048 };
static const struct nfsl_signature a_signature = {
	.name = "abuse", .port = 2000, .length_min = 1, .length_max = 9, .matches = 1,
	.match = { { .offset = 3, .length = 2, .value = { 1, 2 }, .mask = { 3, 255 } } }
};
static const struct nfsl_prefix a_prefix = {
	.address = { [10] = 0xff, 0xff, 192, 0, 2, 0 }, .length = 120
};

/* Attributes with the first @SIZE bytes of @VALUE, or zeros after it. */
#define FILL_SIZE(NAME, ATTR, VALUE, SIZE)				\
	static void NAME(struct nlmsghdr *nlh)				\
	{								\
		uint8_t bytes[512] = { 0 };				\
									\
		memcpy(bytes, &(VALUE), sizeof(VALUE));			\
		mnl_attr_put(nlh, ATTR, SIZE, bytes);			\
	}
#define FILL(NAME, ATTR, TYPE, ...)					\
	static void NAME(struct nlmsghdr *nlh)				\
	{								\
		struct TYPE value = __VA_ARGS__;			\
									\
		mnl_attr_put(nlh, ATTR, sizeof(value), &value);		\
	}
#define FILL_ZONE(NAME, PATTERN, ZONE)					\
	FILL(NAME, NFSL_A_ZONE, nfsl_zone, { .pattern = PATTERN, .zone = ZONE })

FILL_SIZE(zone_none, NFSL_A_ZONE, a_zone, 0)
FILL_SIZE(zone_short, NFSL_A_ZONE, a_zone, sizeof(a_zone) - 1)
FILL_SIZE(zone_long, NFSL_A_ZONE, a_zone, sizeof(a_zone) + 4)
FILL_SIZE(rule_short, NFSL_A_RULE, a_rule, 3)
FILL_SIZE(rule_long, NFSL_A_RULE, a_rule, 8)
FILL_SIZE(internal_short, NFSL_A_INTERNAL, a_prefix, 16)
FILL_SIZE(internal_long, NFSL_A_INTERNAL, a_prefix, 40)
FILL_SIZE(allow_short, NFSL_A_ALLOW, a_prefix, 20)
FILL_SIZE(allow_long, NFSL_A_ALLOW, a_prefix, 60)
FILL_SIZE(limit_short, NFSL_A_LIMIT, a_limit, 4)
FILL_SIZE(limit_long, NFSL_A_LIMIT, a_limit, 12)
FILL_SIZE(queue_short, NFSL_A_QUEUE, a_queue, 3)
FILL_SIZE(queue_long, NFSL_A_QUEUE, a_queue, 8)
FILL_SIZE(tracking_short, NFSL_A_TRACKING, a_tracking, 4)
FILL_SIZE(tracking_long, NFSL_A_TRACKING, a_tracking, 12)
FILL_SIZE(signature_short, NFSL_A_SIGNATURE, a_signature, sizeof(a_signature) - 1)
FILL_SIZE(signature_long, NFSL_A_SIGNATURE, a_signature, sizeof(a_signature) + 36)
FILL_SIZE(flags_short, NFSL_A_FLAGS, a_queue, 2)
FILL_SIZE(flags_long, NFSL_A_FLAGS, a_prefix, 8)
FILL_SIZE(digest_short, NFSL_A_DIGEST, a_prefix, 4)
FILL_SIZE(digest_long, NFSL_A_DIGEST, a_prefix, 16)
FILL_SIZE(unknown_attribute, 200, a_zone, 8)
FILL_SIZE(no_entry, NFSL_A_DEVICE, a_zone, 8)
FILL_SIZE(zone_nested, NFSL_A_ZONE | NLA_F_NESTED, a_zone, sizeof(a_zone))
FILL_SIZE(status_nested, NFSL_A_STATUS | NLA_F_NESTED, a_zone, 8)

FILL_ZONE(pattern_empty, "", ZONE_EXTERNAL)
FILL_ZONE(pattern_star, "wan*0", ZONE_EXTERNAL)
FILL_ZONE(pattern_slash, "wan/0", ZONE_EXTERNAL)
FILL_ZONE(pattern_blank, "wan 0", ZONE_EXTERNAL)
FILL_ZONE(pattern_behind, "wan\0x", ZONE_EXTERNAL)
FILL_ZONE(pattern_endless, "0123456789abcdef", ZONE_EXTERNAL)
FILL_ZONE(zone_local, "abuse0", ZONE_LOCAL)
FILL_ZONE(zone_9, "abuse0", 9)

FILL(zone_padding, NFSL_A_ZONE, nfsl_zone,
     { .pattern = "abuse0", .zone = ZONE_EXTERNAL, .pad = { 0, 0, 1 } })
FILL(internal_padding, NFSL_A_INTERNAL, nfsl_prefix, { .pad = { 1 } })
FILL(allow_padding, NFSL_A_ALLOW, nfsl_allow, { .to = { .pad = { 0, 1 } } })

FILL(rule_bystander, NFSL_A_RULE, nfsl_rule, { 0, REASON_OTHER_PORT, 2, 0 })
FILL(rule_reason_15, NFSL_A_RULE, nfsl_rule, { 0, 15, VERDICT_DROP, 0 })
FILL(rule_reason_255, NFSL_A_RULE, nfsl_rule, { 0, 255, VERDICT_DROP, 0 })
FILL(rule_direction_9, NFSL_A_RULE, nfsl_rule, { 9, REASON_LIST, 0, 0 })
FILL(rule_verdict_9, NFSL_A_RULE, nfsl_rule, { 0, REASON_LIST, 9, 0 })

FILL(rule_limit_0, NFSL_A_RULE, nfsl_rule, { 0, REASON_LIST, VERDICT_LIMIT, 0 })
FILL(rule_limit_1, NFSL_A_RULE, nfsl_rule, { 0, REASON_LIST, VERDICT_LIMIT, 1 })
FILL(rule_drop_limit, NFSL_A_RULE, nfsl_rule, { 0, REASON_LIST, VERDICT_DROP, 1 })
FILL(rule_queue, NFSL_A_RULE, nfsl_rule, { 0, REASON_LIST, VERDICT_QUEUE, 0 })

FILL(limit_rate_0, NFSL_A_LIMIT, nfsl_limit, { 0, 1 })
FILL(limit_rate_high, NFSL_A_LIMIT, nfsl_limit, { NFSL_LIMIT_RATE_MAX + 1, 1 })
FILL(limit_burst_0, NFSL_A_LIMIT, nfsl_limit, { 1, 0 })
FILL(limit_burst_high, NFSL_A_LIMIT, nfsl_limit, { 1, NFSL_LIMIT_BURST_MAX + 1 })
FILL(queue_open_2, NFSL_A_QUEUE, nfsl_queue, { 1, 2, 0 })
FILL(queue_pad, NFSL_A_QUEUE, nfsl_queue, { 1, 1, 1 })
FILL(tracking_low, NFSL_A_TRACKING, nfsl_tracking, { NFSL_TRACKING_MIN - 1, 0 })
FILL(tracking_high, NFSL_A_TRACKING, nfsl_tracking, { 0, NFSL_TRACKING_MAX + 1 })

FILL(internal_host_bits, NFSL_A_INTERNAL, nfsl_prefix,
     { .address = { 0x20, 1, [15] = 1 }, .length = 64 })
FILL(internal_129, NFSL_A_INTERNAL, nfsl_prefix, { .length = 129 })
FILL(allow_from_bits, NFSL_A_ALLOW, nfsl_allow,
     { .from = { .address = { [15] = 1 }, .length = 127 }, .to = a_prefix })
FILL(allow_to_129, NFSL_A_ALLOW, nfsl_allow,
     { .from = a_prefix, .to = { .length = 129 } })

/* The valid signature with one error in it. */
#define FILL_SIGNATURE(NAME, CHANGE)					\
	static void NAME(struct nlmsghdr *nlh)				\
	{								\
		struct nfsl_signature s = a_signature;			\
									\
		CHANGE;							\
		mnl_attr_put(nlh, NFSL_A_SIGNATURE, sizeof(s), &s);	\
	}

FILL_SIGNATURE(signature_nameless, s.name[0] = '\0')
FILL_SIGNATURE(signature_endless, memset(s.name, 'x', sizeof(s.name)))
FILL_SIGNATURE(signature_behind, s.name[30] = 'x')
FILL_SIGNATURE(signature_pad, s.pad = 1)
FILL_SIGNATURE(signature_port_0, s.port = 0)
FILL_SIGNATURE(signature_lengths, s.length_min = 10)
FILL_SIGNATURE(signature_matches_9, s.matches = NFSL_MATCHES_MAX + 1)
FILL_SIGNATURE(signature_matches_0, s.matches = 0)
FILL_SIGNATURE(signature_matches_2, s.matches = 2)
FILL_SIGNATURE(match_17, s.match[0].length = NFSL_MATCH_BYTES + 1)
FILL_SIGNATURE(match_far, s.match[0].offset = NFSL_MATCH_END - 1)
FILL_SIGNATURE(match_overflow, s.match[0].offset = 65535)
FILL_SIGNATURE(match_value, s.match[0].value[0] = 4)
FILL_SIGNATURE(match_mask, s.match[0].mask[2] = 1)
FILL_SIGNATURE(match_pad, s.match[0].pad = 1)

static void flag_2(struct nlmsghdr *nlh)
{
	mnl_attr_put_u32(nlh, NFSL_A_FLAGS, NFSL_FLAG_DEFRAG | NFSL_FLAG_RESET);
}

static void flag_31(struct nlmsghdr *nlh)
{
	mnl_attr_put_u32(nlh, NFSL_A_FLAGS, 1u << 31);
}

static void queue_twice(struct nlmsghdr *nlh)
{
	mnl_attr_put(nlh, NFSL_A_QUEUE, sizeof(a_queue), &a_queue);
	mnl_attr_put(nlh, NFSL_A_QUEUE, sizeof(a_queue), &a_queue);
}

static void signature_twice(struct nlmsghdr *nlh)
{
	struct nfsl_signature s = a_signature;

	mnl_attr_put(nlh, NFSL_A_SIGNATURE, sizeof(s), &s);
	s.port++;
	mnl_attr_put(nlh, NFSL_A_SIGNATURE, sizeof(s), &s);
}

static void too_many_limits(struct nlmsghdr *nlh)
{
	int i;

	for (i = 0; i <= NFSL_LIMITS_MAX; i++)
		mnl_attr_put(nlh, NFSL_A_LIMIT, sizeof(a_limit), &a_limit);
}

static void too_many_signatures(struct nlmsghdr *nlh)
{
	struct nfsl_signature s = a_signature;
	int i;

	for (i = 0; i <= NFSL_SIGNATURES_MAX; i++) {
		snprintf(s.name, sizeof(s.name), "abuse-%d", i + 100);
		s.port = (uint16_t)(1000 + i);
		mnl_attr_put(nlh, NFSL_A_SIGNATURE, sizeof(s), &s);
	}
}

/* One more than a packet to that port may cost: SIGNATURES_COST_MAX */
static void dear_signatures(struct nlmsghdr *nlh)
{
	struct nfsl_signature s = a_signature;
	unsigned int cost = 0;
	int i;

	for (i = 0; cost <= SIGNATURES_COST_MAX; i++) {
		snprintf(s.name, sizeof(s.name), "abuse-%d", i + 100);
		mnl_attr_put(nlh, NFSL_A_SIGNATURE, sizeof(s), &s);
		cost += signature_cost(&s);
	}
}

static void good_zone(struct nlmsghdr *nlh)
{
	mnl_attr_put(nlh, NFSL_A_ZONE, sizeof(a_zone), &a_zone);
}

static void zone_twice(struct nlmsghdr *nlh)
{
	good_zone(nlh);
	good_zone(nlh);
}

static void wrong_digest(struct nlmsghdr *nlh)
{
	mnl_attr_put_u64(nlh, NFSL_A_DIGEST, 1);
}

static void too_many_patterns(struct nlmsghdr *nlh)
{
	struct nfsl_zone zone = { .zone = ZONE_INTERNAL };
	int i;

	for (i = 0; i <= NFSL_PATTERNS_MAX; i++) {
		snprintf(zone.pattern, sizeof(zone.pattern), "abuse%d", i);
		mnl_attr_put(nlh, NFSL_A_ZONE, sizeof(zone), &zone);
	}
}

/* An attribute that says it is longer than the message. */
static void overrun(struct nlmsghdr *nlh)
{
	struct nlattr *attr = mnl_nlmsg_get_payload_tail(nlh);

	good_zone(nlh);
	attr->nla_len = 400;
}

/* Two bytes that are not an attribute. */
static void leftover(struct nlmsghdr *nlh)
{
	good_zone(nlh);
	memset(mnl_nlmsg_get_payload_tail(nlh), 0xff, 2);
	nlh->nlmsg_len += 2;
}

static void reserved_bits(struct nlmsghdr *nlh)
{
	((struct genlmsghdr *)mnl_nlmsg_get_payload(nlh))->reserved = 1;
}

static void no_header(struct nlmsghdr *nlh)
{
	nlh->nlmsg_len = NLMSG_HDRLEN + 2;
}

/* What an answer must contain besides the error; generic netlink sends no text. */
enum wants { NOTHING, TEXT, OFFSET };

#define ADD(NAME, FILL, ERROR)						\
	{ NAME, NFSL_CMD_POLICY_ADD, 0, true, FILL, ERROR, OFFSET }

static const struct broken {
	const char *name;
	uint8_t command;
	uint16_t flags;
	bool open;		/* send it in a transaction */
	void (*fill)(struct nlmsghdr *nlh);
	int error;
	enum wants wants;
} broken[] = {
	{ "event-as-command", NFSL_CMD_EVENT, 0, false, NULL, EOPNOTSUPP, TEXT },
	{ "unknown-command-next", NFSL_CMD_MAX + 1, 0, false, NULL, EOPNOTSUPP, TEXT },
	{ "unknown-command-63", 63, 0, false, NULL, EOPNOTSUPP, TEXT },
	{ "unknown-command-64", 64, 0, false, NULL, EOPNOTSUPP, NOTHING },
	{ "unknown-command-dump", NFSL_CMD_MAX + 1, NLM_F_DUMP, false, NULL, EOPNOTSUPP, NOTHING },
	{ "dump-without-dump-flag", NFSL_CMD_DEVICE_GET, 0, false, NULL, EOPNOTSUPP, NOTHING },
	{ "no-generic-header", NFSL_CMD_STATUS_GET, 0, false, no_header, EINVAL, NOTHING },
	{ "reserved-bits", NFSL_CMD_STATUS_GET, 0, false, reserved_bits, EINVAL, NOTHING },
	{ "status-unknown-attribute", NFSL_CMD_STATUS_GET, 0, false, unknown_attribute, EINVAL, OFFSET },
	{ "dump-unknown-attribute", NFSL_CMD_COUNTER_GET, NLM_F_DUMP, false, unknown_attribute, EINVAL, OFFSET },
	ADD("unknown-attribute", unknown_attribute, EINVAL),
	ADD("no-policy-entry", no_entry, EINVAL),
	ADD("nest-for-status", status_nested, EINVAL),
	ADD("nest-for-zone", zone_nested, EINVAL),
	{ "attribute-overrun", NFSL_CMD_POLICY_ADD, 0, true, overrun, EINVAL, TEXT },
	{ "bytes-left-over", NFSL_CMD_POLICY_ADD, 0, true, leftover, EINVAL, TEXT },
	ADD("zone-without-bytes", zone_none, ERANGE),
	ADD("zone-truncated", zone_short, ERANGE),
	ADD("zone-oversized", zone_long, ERANGE),
	ADD("rule-truncated", rule_short, ERANGE),
	ADD("rule-oversized", rule_long, ERANGE),
	ADD("internal-truncated", internal_short, ERANGE),
	ADD("internal-oversized", internal_long, ERANGE),
	ADD("allow-truncated", allow_short, ERANGE),
	ADD("allow-oversized", allow_long, ERANGE),
	ADD("pattern-empty", pattern_empty, EINVAL),
	ADD("pattern-star-in-the-middle", pattern_star, EINVAL),
	ADD("pattern-slash", pattern_slash, EINVAL),
	ADD("pattern-blank", pattern_blank, EINVAL),
	ADD("pattern-bytes-after-nul", pattern_behind, EINVAL),
	ADD("pattern-without-nul", pattern_endless, EINVAL),
	ADD("pattern-twice", zone_twice, EEXIST),
	ADD("zone-local", zone_local, EINVAL),
	ADD("zone-9", zone_9, EINVAL),
	ADD("zone-padding", zone_padding, EINVAL),
	ADD("internal-padding", internal_padding, EINVAL),
	ADD("allow-padding", allow_padding, EINVAL),
	ADD("rule-for-unruled-reason", rule_bystander, EINVAL),
	ADD("rule-reason-15", rule_reason_15, EINVAL),
	ADD("rule-reason-255", rule_reason_255, EINVAL),
	ADD("rule-direction-9", rule_direction_9, EINVAL),
	ADD("rule-verdict-9", rule_verdict_9, EINVAL),
	ADD("internal-host-bits", internal_host_bits, EINVAL),
	ADD("internal-length-129", internal_129, EINVAL),
	ADD("allow-host-bits", allow_from_bits, EINVAL),
	ADD("allow-length-129", allow_to_129, EINVAL),
	ADD("too-many-patterns", too_many_patterns, E2BIG),
	ADD("rule-limit-without-number", rule_limit_0, EINVAL),
	ADD("rule-unknown-limit", rule_limit_1, EINVAL),
	ADD("rule-limit-with-drop", rule_drop_limit, EINVAL),
	ADD("rule-without-queue", rule_queue, EINVAL),
	ADD("limit-truncated", limit_short, ERANGE),
	ADD("limit-oversized", limit_long, ERANGE),
	ADD("limit-rate-0", limit_rate_0, EINVAL),
	ADD("limit-rate-too-high", limit_rate_high, EINVAL),
	ADD("limit-burst-0", limit_burst_0, EINVAL),
	ADD("limit-burst-too-high", limit_burst_high, EINVAL),
	ADD("too-many-limits", too_many_limits, E2BIG),
	ADD("queue-truncated", queue_short, ERANGE),
	ADD("queue-oversized", queue_long, ERANGE),
	ADD("queue-half-open", queue_open_2, EINVAL),
	ADD("queue-padding", queue_pad, EINVAL),
	ADD("queue-twice", queue_twice, EEXIST),
	ADD("tracking-truncated", tracking_short, ERANGE),
	ADD("tracking-oversized", tracking_long, ERANGE),
	ADD("tracking-too-low", tracking_low, EINVAL),
	ADD("tracking-too-high", tracking_high, EINVAL),
	ADD("flags-truncated", flags_short, EINVAL),
	ADD("flags-oversized", flags_long, EINVAL),
	ADD("flags-of-another-command", flag_2, EINVAL),
	ADD("flags-unknown", flag_31, EINVAL),
	ADD("signature-truncated", signature_short, ERANGE),
	ADD("signature-oversized", signature_long, ERANGE),
	ADD("signature-without-name", signature_nameless, EINVAL),
	ADD("signature-name-without-nul", signature_endless, EINVAL),
	ADD("signature-bytes-after-nul", signature_behind, EINVAL),
	ADD("signature-padding", signature_pad, EINVAL),
	ADD("signature-port-0", signature_port_0, EINVAL),
	ADD("signature-lengths-crossed", signature_lengths, EINVAL),
	ADD("signature-9-matches", signature_matches_9, EINVAL),
	ADD("signature-match-not-counted", signature_matches_0, EINVAL),
	ADD("signature-match-missing", signature_matches_2, EINVAL),
	ADD("match-too-long", match_17, EINVAL),
	ADD("match-too-far", match_far, EINVAL),
	ADD("match-offset-65535", match_overflow, EINVAL),
	ADD("match-value-outside-mask", match_value, EINVAL),
	ADD("match-mask-after-length", match_mask, EINVAL),
	ADD("match-padding", match_pad, EINVAL),
	ADD("signature-twice", signature_twice, EEXIST),
	ADD("too-many-signatures", too_many_signatures, E2BIG),
	ADD("dear-signatures", dear_signatures, E2BIG),
	{ "add-without-begin", NFSL_CMD_POLICY_ADD, 0, false, good_zone, EINVAL, TEXT },
	{ "commit-without-begin", NFSL_CMD_POLICY_COMMIT, 0, false, NULL, EINVAL, TEXT },
	{ "abort-without-begin", NFSL_CMD_POLICY_ABORT, 0, false, NULL, EINVAL, TEXT },
	{ "begin-twice", NFSL_CMD_POLICY_BEGIN, 0, true, NULL, EBUSY, TEXT },
	{ "commit-wrong-digest", NFSL_CMD_POLICY_COMMIT, 0, true, wrong_digest, EBADMSG, OFFSET },
	{ "commit-digest-truncated", NFSL_CMD_POLICY_COMMIT, 0, true, digest_short, EINVAL, OFFSET },
	{ "commit-digest-oversized", NFSL_CMD_POLICY_COMMIT, 0, true, digest_long, EINVAL, OFFSET },
};

/* Offset of the last attribute, which is always the broken one. */
static uint32_t offset_of_last(const struct nlmsghdr *nlh)
{
	const struct nlattr *attr, *last = NULL;

	mnl_attr_for_each(attr, nlh, GENL_HDRLEN)
		last = attr;
	return last ? (uint32_t)((const char *)last - (const char *)nlh) : 0;
}

/* What is wrong with the answer to @b, which was sent as @nlh; or NULL. */
static const char *judge(const struct broken *b, const struct nlmsghdr *nlh,
			 const struct answer *a)
{
	static char why[320];

	if (a->error != b->error) {
		snprintf(why, sizeof(why), "expected error %d (%s), got %d (%s) \"%s\"",
			 b->error, strerror(b->error), a->error,
			 strerror(a->error), a->text);
		return why;
	}
	if (b->wants != NOTHING && !a->has_text)
		return "no extack message";
	if (b->wants == OFFSET && a->offset != offset_of_last(nlh)) {
		snprintf(why, sizeof(why), "extack offset %u instead of %u",
			 a->offset, offset_of_last(nlh));
		return why;
	}
	return NULL;
}

/* One broken request, with or without an open transaction. */
static const char *send_broken(const struct broken *b)
{
	static char buffer[BUFFER] __attribute__((aligned(8)));
	struct link link = { .seq = 0 };
	struct nlmsghdr *nlh;
	struct answer a;
	const char *problem = NULL;

	link_like(&link, &observer);
	if (b->open && say(&link, NFSL_CMD_POLICY_BEGIN, &a))
		problem = "cannot begin a transaction";
	memset(buffer, 0, sizeof(buffer));
	nlh = begin(buffer, link.family, b->command, b->flags);
	if (b->fill)
		b->fill(nlh);
	talk(&link, nlh, &a);
	if (!problem)
		problem = judge(b, nlh, &a);
	link_close(&link);
	return problem;
}

int main(int argc, char **argv)
{
	size_t i;

	parse_netns(argc, argv, usage);
	observe();
	for (i = 0; i < sizeof(broken) / sizeof(*broken); i++)
		verdict(broken[i].name, send_broken(&broken[i]));
	return closing_line();
}
