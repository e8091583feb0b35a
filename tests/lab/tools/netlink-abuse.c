// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netlink-abuse - broken requests to the module: refused with a reason, and
 * nothing changed
 *
 * Speaks libmnl itself, for userspace/kernel cannot be made to send such things.
 */
#include <grp.h>
#include <sys/wait.h>

#include "rawlink.h"

#define BUFFER		LINK_BUFFER
#define BATCH		1000		/* entries in one message */
#define NOBODY		65534

static struct link observer;
static uint32_t generation;
static uint64_t digest;

static void usage(FILE *out)
{
	fputs("Usage: netlink-abuse [--netns NAME]\n"
	      "Send broken requests to the module; each has to be refused, with a reason, and\n"
	      "to change nothing. README.md says more.\n", out);
}

/* Is the policy that runs still the one from the beginning? */
static const char *unchanged(void)
{
	struct answer a;

	if (say(&observer, NFSL_CMD_STATUS_GET, &a) || !a.has_status)
		return "the module does not tell its status any more";
	if (a.generation != generation || a.digest != digest)
		return "generation or digest have changed";
	return NULL;
}

/* What fills the broken messages */

static const struct nfsl_zone a_zone = { .pattern = "abuse0", .zone = ZONE_EXTERNAL };
static const struct nfsl_rule a_rule = { DIRECTION_EGRESS, REASON_LIST, VERDICT_DROP, 0 };
static const struct nfsl_prefix a_prefix = {
	.address = { [10] = 0xff, 0xff, 192, 0, 2, 0 }, .length = 120
};

/* Attributes with the first @SIZE bytes of @VALUE, or behind it zeros. */
#define FILL_SIZE(NAME, ATTR, VALUE, SIZE)				\
	static void NAME(struct nlmsghdr *nlh)				\
	{								\
		uint8_t bytes[128] = { 0 };				\
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

FILL(rule_bystander, NFSL_A_RULE, nfsl_rule, { 0, REASON_OTHER_PORT, 2, 0 })
FILL(rule_reason_13, NFSL_A_RULE, nfsl_rule, { 0, 13, VERDICT_DROP, 0 })
FILL(rule_reason_255, NFSL_A_RULE, nfsl_rule, { 0, 255, VERDICT_DROP, 0 })
FILL(rule_direction_9, NFSL_A_RULE, nfsl_rule, { 9, REASON_LIST, 0, 0 })
FILL(rule_verdict_9, NFSL_A_RULE, nfsl_rule, { 0, REASON_LIST, 9, 0 })

FILL(internal_host_bits, NFSL_A_INTERNAL, nfsl_prefix,
     { .address = { 0x20, 1, [15] = 1 }, .length = 64 })
FILL(internal_129, NFSL_A_INTERNAL, nfsl_prefix, { .length = 129 })
FILL(allow_from_bits, NFSL_A_ALLOW, nfsl_allow,
     { .from = { .address = { [15] = 1 }, .length = 127 }, .to = a_prefix })
FILL(allow_to_129, NFSL_A_ALLOW, nfsl_allow,
     { .from = a_prefix, .to = { .length = 129 } })

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

/* One pair of lengths more than a set has tables for. */
static void too_many_lengths(struct nlmsghdr *nlh)
{
	struct nfsl_allow allow = { .from = { .length = 0 } };
	int i;

	for (i = 0; i <= PAIRS_TUPLES_MAX; i++) {
		allow.to.length = (uint8_t)i;
		mnl_attr_put(nlh, NFSL_A_ALLOW, sizeof(allow), &allow);
	}
}

/* An attribute that says it is longer than the message. */
static void overrun(struct nlmsghdr *nlh)
{
	struct nlattr *attr = mnl_nlmsg_get_payload_tail(nlh);

	good_zone(nlh);
	attr->nla_len = 400;
}

/* Two bytes that are no attribute. */
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

/* What an answer has to hold beside the error: generic netlink is not talkative. */
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
	{ "unknown-command-10", 10, 0, false, NULL, EOPNOTSUPP, TEXT },
	{ "unknown-command-63", 63, 0, false, NULL, EOPNOTSUPP, TEXT },
	{ "unknown-command-64", 64, 0, false, NULL, EOPNOTSUPP, NOTHING },
	{ "unknown-command-dump", 10, NLM_F_DUMP, false, NULL, EOPNOTSUPP, NOTHING },
	{ "dump-not-asked-as-dump", NFSL_CMD_DEVICE_GET, 0, false, NULL, EOPNOTSUPP, NOTHING },
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
	ADD("pattern-bytes-behind-nul", pattern_behind, EINVAL),
	ADD("pattern-without-nul", pattern_endless, EINVAL),
	ADD("pattern-twice", zone_twice, EEXIST),
	ADD("zone-local", zone_local, EINVAL),
	ADD("zone-9", zone_9, EINVAL),
	ADD("rule-for-bystanders", rule_bystander, EINVAL),
	ADD("rule-reason-13", rule_reason_13, EINVAL),
	ADD("rule-reason-255", rule_reason_255, EINVAL),
	ADD("rule-direction-9", rule_direction_9, EINVAL),
	ADD("rule-verdict-9", rule_verdict_9, EINVAL),
	ADD("internal-host-bits", internal_host_bits, EINVAL),
	ADD("internal-length-129", internal_129, EINVAL),
	ADD("allow-host-bits", allow_from_bits, EINVAL),
	ADD("allow-length-129", allow_to_129, EINVAL),
	ADD("too-many-patterns", too_many_patterns, E2BIG),
	ADD("too-many-lengths", too_many_lengths, E2BIG),
	{ "add-without-begin", NFSL_CMD_POLICY_ADD, 0, false, good_zone, EINVAL, TEXT },
	{ "commit-without-begin", NFSL_CMD_POLICY_COMMIT, 0, false, NULL, EINVAL, TEXT },
	{ "abort-without-begin", NFSL_CMD_POLICY_ABORT, 0, false, NULL, EINVAL, TEXT },
	{ "begin-twice", NFSL_CMD_POLICY_BEGIN, 0, true, NULL, EBUSY, TEXT },
	{ "commit-wrong-digest", NFSL_CMD_POLICY_COMMIT, 0, true, wrong_digest, EBADMSG, OFFSET },
	{ "commit-digest-truncated", NFSL_CMD_POLICY_COMMIT, 0, true, digest_short, EINVAL, OFFSET },
	{ "commit-digest-oversized", NFSL_CMD_POLICY_COMMIT, 0, true, digest_long, EINVAL, OFFSET },
};

/* What takes more than one message */

static const char *send_entries(struct link *link, uint16_t type,
				const struct nfsl_prefix *prefix, int count,
				struct answer *a)
{
	static char buffer[BUFFER] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = begin(buffer, link->family, NFSL_CMD_POLICY_ADD, 0);

	while (count--)
		mnl_attr_put(nlh, type, sizeof(*prefix), prefix);
	talk(link, nlh, a);
	return a->error ? a->text : NULL;
}

/* Somebody else's transaction cannot be joined, taken or ended. */
static const char *play_other_socket(void)
{
	static const uint8_t commands[] = {
		NFSL_CMD_POLICY_BEGIN, NFSL_CMD_POLICY_ADD,
		NFSL_CMD_POLICY_COMMIT, NFSL_CMD_POLICY_ABORT
	};
	struct link owner = { .seq = 0 }, other = { .seq = 0 };
	const char *problem = NULL;
	struct answer a;
	size_t i;

	link_like(&owner, &observer);
	link_like(&other, &observer);
	if (say(&owner, NFSL_CMD_POLICY_BEGIN, &a))
		problem = "no transaction could be begun";
	for (i = 0; !problem && i < sizeof(commands); i++)
		if (say(&other, commands[i], &a) != EBUSY || !a.has_text)
			problem = "another socket was not told that it is busy";
	if (!problem && say(&owner, NFSL_CMD_POLICY_ABORT, &a))
		problem = "its owner could not abort it any more";
	link_close(&other);
	link_close(&owner);
	return problem;
}

/* Closing the socket in mid-transaction aborts; the next one is free to begin. */
static const char *play_closed(void)
{
	struct link first = { .seq = 0 }, second = { .seq = 0 };
	const char *problem = NULL;
	struct answer a;

	link_like(&first, &observer);
	if (say(&first, NFSL_CMD_POLICY_BEGIN, &a) ||
	    send_entries(&first, NFSL_A_INTERNAL, &a_prefix, 1, &a))
		problem = "no transaction could be begun";
	link_close(&first);
	link_like(&second, &observer);
	if (!problem && say(&second, NFSL_CMD_POLICY_BEGIN, &a))
		problem = "the transaction outlived its socket";
	if (!problem && say(&second, NFSL_CMD_POLICY_ABORT, &a))
		problem = "the new transaction could not be aborted";
	link_close(&second);
	return problem;
}

/* A commit that fails is over: there is nothing left to commit again. */
static const char *play_commit_again(void)
{
	char buffer[128] __attribute__((aligned(8)));
	struct link link = { .seq = 0 };
	const char *problem = NULL;
	struct nlmsghdr *nlh;
	struct answer a;

	link_like(&link, &observer);
	if (say(&link, NFSL_CMD_POLICY_BEGIN, &a))
		problem = "no transaction could be begun";
	nlh = begin(buffer, link.family, NFSL_CMD_POLICY_COMMIT, 0);
	wrong_digest(nlh);
	talk(&link, nlh, &a);
	if (!problem && say(&link, NFSL_CMD_POLICY_COMMIT, &a) != EINVAL)
		problem = "a candidate with the wrong digest is still there";
	link_close(&link);
	return problem;
}

static const char *play_too_many_internal(void)
{
	struct link link = { .seq = 0 };
	const char *problem = NULL;
	int left = NFSL_INTERNAL_MAX, n;
	struct answer a;

	link_like(&link, &observer);
	if (say(&link, NFSL_CMD_POLICY_BEGIN, &a))
		problem = "no transaction could be begun";
	for (; !problem && left; left -= n) {
		n = left < BATCH ? left : BATCH;
		if (send_entries(&link, NFSL_A_INTERNAL, &a_prefix, n, &a))
			problem = "refused before the limit";
	}
	if (!problem && (!send_entries(&link, NFSL_A_INTERNAL, &a_prefix, 1, &a) ||
			 a.error != E2BIG || !a.has_text))
		problem = "not refused beyond the limit";
	link_close(&link);
	return problem;
}

/* As nobody, over a socket of its own or one that root had opened. */
static const char *unprivileged(bool inherited)
{
	static const uint8_t commands[] = {
		NFSL_CMD_STATUS_GET, NFSL_CMD_POLICY_BEGIN
	};
	struct link link = { .seq = 0 };
	int status = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (!child) {
		struct answer a;
		size_t i;

		if (inherited)
			link_like(&link, &observer);
		if (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
		    setresuid(NOBODY, NOBODY, NOBODY))
			_exit(2);
		if (!inherited)
			link_like(&link, &observer);
		for (i = 0; i < sizeof(commands); i++)
			if (say(&link, commands[i], &a) != EPERM)
				_exit(1);
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return "fork failed";
	if (!WIFEXITED(status) || WEXITSTATUS(status) == 2)
		return "privileges could not be dropped";
	return WEXITSTATUS(status) ? "nobody was let in" : NULL;
}

static const char *play_unprivileged(void)
{
	return unprivileged(false);
}

static const char *play_unprivileged_inherited(void)
{
	return unprivileged(true);
}

static const struct {
	const char *name;
	const char *(*play)(void);
} scenes[] = {
	{ "transaction-of-another-socket", play_other_socket },
	{ "socket-closed-in-transaction", play_closed },
	{ "commit-after-failed-commit", play_commit_again },
	{ "too-many-internal-prefixes", play_too_many_internal },
	{ "unprivileged-socket", play_unprivileged },
	{ "unprivileged-inherited-socket", play_unprivileged_inherited },
};

static unsigned int passed, failed;

static void verdict(const char *name, const char *why)
{
	const char *changed = unchanged();

	if (!why)
		why = changed;
	if (why)
		printf("not ok %s: %s\n", name, why);
	else
		printf("ok %s\n", name);
	passed += !why;
	failed += !!why;
}

/* One broken request, in an open transaction or without. */
static const char *send_broken(const struct broken *b)
{
	static char why[256];
	static char buffer[BUFFER] __attribute__((aligned(8)));
	struct link link = { .seq = 0 };
	struct nlmsghdr *nlh;
	struct answer a;
	const char *problem = NULL;

	link_like(&link, &observer);
	if (b->open && say(&link, NFSL_CMD_POLICY_BEGIN, &a))
		problem = "no transaction could be begun";
	memset(buffer, 0, sizeof(buffer));
	nlh = begin(buffer, link.family, b->command, b->flags);
	if (b->fill)
		b->fill(nlh);
	talk(&link, nlh, &a);
	if (!problem && a.error != b->error) {
		snprintf(why, sizeof(why), "error %d (%s) expected, got %d (%s) \"%s\"",
			 b->error, strerror(b->error), a.error,
			 strerror(a.error), a.text);
		problem = why;
	}
	if (!problem && b->wants != NOTHING && !a.has_text)
		problem = "no text says what is wrong";
	if (!problem && b->wants == OFFSET && !a.has_offset)
		problem = "nothing says where the fault is";
	link_close(&link);
	return problem;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "netns", required_argument, NULL, 'n' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	struct answer a;
	size_t i;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c != 'n') {
			usage(c == 'h' ? stdout : stderr);
			return c == 'h' ? EXIT_SUCCESS : EXIT_USAGE;
		}
		tool_enter(optarg);
	}
	if (optind != argc) {
		usage(stderr);
		return EXIT_USAGE;
	}
	link_connect(&observer);
	find_family(&observer);
	if (say(&observer, NFSL_CMD_STATUS_GET, &a) || !a.has_status)
		die(EXIT_FAILURE, "no status: %s", strerror(a.error));
	generation = a.generation;
	digest = a.digest;

	for (i = 0; i < sizeof(broken) / sizeof(*broken); i++)
		verdict(broken[i].name, send_broken(&broken[i]));
	for (i = 0; i < sizeof(scenes) / sizeof(*scenes); i++)
		verdict(scenes[i].name, scenes[i].play());
	printf("%u passed, %u failed\n", passed, failed);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
