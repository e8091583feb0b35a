// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netlink-bulk - push a policy of maximum size, and compare it byte by byte
 *
 * Uses libmnl directly, so that the same code writes and reads the entries.
 */
#include "rawlink.h"
#include "nfslammer/ruleset.h"

#define ALLOWS		100000
#define BATCH_BYTES	32000
#define ENTRIES_MAX	(ALLOWS + 1000)

/* An attribute of POLICY_ADD. */
struct entry {
	uint16_t type;
	uint16_t length;
	uint32_t at;		/* in bytes */
};

static struct entry entry[ENTRIES_MAX];
static size_t entries;
static uint8_t *bytes;
static size_t used, room;

static void usage(FILE *out)
{
	fputs("Usage: netlink-bulk [--netns NAME] --external PATTERN --internal PATTERN\n"
	      "Push a policy of 100000 allow entries and 64 signatures, and compare what the\n"
	      "policy that the module then has. See README.md.\n", out);
}

static void add(uint16_t type, const void *value, size_t length)
{
	if (entries == ENTRIES_MAX)
		die(EXIT_FAILURE, "too many entries");
	if (used + length > room) {
		room = room ? 2 * room : 1 << 20;
		bytes = realloc(bytes, room);
		if (!bytes)
			die(EXIT_FAILURE, "out of memory");
	}
	memcpy(bytes + used, value, length);
	entry[entries++] = (struct entry){ type, (uint16_t)length, (uint32_t)used };
	used += length;
}

static void store(uint8_t *p, uint64_t v, int n)
{
	while (n--) {
		p[n] = (uint8_t)v;
		v >>= 8;
	}
}

static struct nfsl_prefix prefix(uint64_t hi, uint64_t lo, int length)
{
	struct nfsl_prefix p = { .length = (uint8_t)length };

	store(p.address, hi, 8);
	store(p.address + 8, lo, 8);
	return p;
}

/* All different, of both families, of four pairs of lengths. */
static void add_allows(void)
{
	const uint64_t v4 = 0xffff00000000ull, v6 = 0x20010db800000000ull;
	struct nfsl_allow allow;
	uint64_t n;
	int i;

	for (i = 0; i < ALLOWS; i++) {
		n = (uint64_t)i / 4;
		allow.to = i & 2 ? prefix(v6 | 2 << 16, 16, 128) :
				   prefix(0, v4 | 0xc000020a, 128);
		switch (i & 3) {
		case 0:
			allow.from = prefix(0, v4 | 10u << 24 | n, 128);
			break;
		case 1:
			allow.from = prefix(0, v4 | 172u << 24 | n << 8, 120);
			break;
		case 2:
			allow.from = prefix(v6 | 0xa << 16, n, 128);
			break;
		default:
			allow.from = prefix(v6 | 0xb0000 | n, 0, 64);
		}
		add(NFSL_A_ALLOW, &allow, sizeof(allow));
	}
}

static void add_signatures(void)
{
	struct nfsl_signature s;
	int i, k;

	for (i = 0; i < NFSL_SIGNATURES_MAX; i++) {
		s = (struct nfsl_signature){
			.port = (uint16_t)(20000 + i), .length_max = 65507,
			.matches = NFSL_MATCHES_MAX,
		};
		snprintf(s.name, sizeof(s.name), "bulk-%d", i);
		for (k = 0; k < NFSL_MATCHES_MAX; k++) {
			s.match[k].offset = (uint16_t)(100 * k + i);
			s.match[k].length = NFSL_MATCH_BYTES;
			memset(s.match[k].value, i, NFSL_MATCH_BYTES);
			memset(s.match[k].mask, 0xff, NFSL_MATCH_BYTES);
		}
		add(NFSL_A_SIGNATURE, &s, sizeof(s));
	}
}

/* The built-in rules, one of them with a limit. */
static void add_rules(void)
{
	struct nfsl_rule rule = { .limit = 0 };
	unsigned int d, r;

	for (d = 0; d < DIRECTION_COUNT; d++) {
		for (r = REASON_FIRST_RULED; r < REASON_COUNT; r++) {
			if (!reason_known(r))
				continue;
			rule.direction = (uint8_t)d;
			rule.reason = (uint8_t)r;
			rule.verdict = ruleset_default(r);
			rule.limit = 0;
			if (r == REASON_FOREIGN) {
				rule.verdict = VERDICT_LIMIT;
				rule.limit = 2;
			}
			if (rule.verdict != VERDICT_ACCEPT)
				add(NFSL_A_RULE, &rule, sizeof(rule));
		}
	}
}

static void add_zone(const char *pattern, uint8_t number)
{
	struct nfsl_zone zone = { .zone = number };

	snprintf(zone.pattern, sizeof(zone.pattern), "%s", pattern);
	add(NFSL_A_ZONE, &zone, sizeof(zone));
}

/* In the order of the module's dump, but for the allow entries. */
static void build(const char *external, const char *internal)
{
	static const struct nfsl_limit limits[] = {
		{ 1, 1 }, { NFSL_LIMIT_RATE_MAX, NFSL_LIMIT_BURST_MAX }
	};
	const struct nfsl_tracking tracking = { .outside = 4096, .inside = 2048 };
	const struct nfsl_queue queue = { .number = 65535, .open = 1 };
	struct nfsl_prefix inside;
	unsigned int i;

	add(NFSL_A_TRACKING, &tracking, sizeof(tracking));
	add(NFSL_A_QUEUE, &queue, sizeof(queue));
	add(NFSL_A_LIMIT, &limits[0], sizeof(limits[0]));
	add(NFSL_A_LIMIT, &limits[1], sizeof(limits[1]));
	add_zone(external, ZONE_EXTERNAL);
	add_zone(internal, ZONE_INTERNAL);
	add_rules();
	for (i = 0; i < 1000; i += 4) {
		inside = prefix(0, 0xffffac100000ull + i, 126);
		add(NFSL_A_INTERNAL, &inside, sizeof(inside));
	}
	add_signatures();
	add_allows();
}

static void expect_good(const struct answer *a, const char *what)
{
	if (a->error)
		die(EXIT_FAILURE, "%s: %s %s", what, strerror(a->error), a->text);
}

static void push(struct link *link, struct answer *a)
{
	static char buffer[LINK_BUFFER] __attribute__((aligned(8)));
	struct nlmsghdr *nlh;
	size_t i = 0;

	say(link, NFSL_CMD_POLICY_BEGIN, a);
	expect_good(a, "begin");
	while (i < entries) {
		nlh = begin(buffer, link->family, NFSL_CMD_POLICY_ADD, 0);
		for (; i < entries && nlh->nlmsg_len < BATCH_BYTES; i++)
			mnl_attr_put(nlh, entry[i].type, entry[i].length,
				     bytes + entry[i].at);
		talk(link, nlh, a);
		expect_good(a, "add");
	}
	say(link, NFSL_CMD_POLICY_COMMIT, a);
	expect_good(a, "commit");
}

/* One message of the dump; @arg counts the entries that equal those sent. */
static void compare(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr;
	size_t *same = arg;
	uint16_t type;

	mnl_attr_for_each(attr, nlh, GENL_HDRLEN) {
		type = mnl_attr_get_type(attr);
		if (type == NFSL_A_GENERATION || type == NFSL_A_DIGEST ||
		    type == NFSL_A_PAD)
			continue;
		if (*same >= entries || type != entry[*same].type ||
		    mnl_attr_get_payload_len(attr) != entry[*same].length ||
		    memcmp(mnl_attr_get_payload(attr), bytes + entry[*same].at,
			   entry[*same].length))
			die(EXIT_FAILURE, "entry %zu differs (attribute %u)",
			    *same, type);
		++*same;
	}
}

/* By "from", then "to": as addresses, then by length. */
static int allow_order(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return memcmp(bytes + x->at, bytes + y->at, sizeof(struct nfsl_allow));
}

/* The module keeps allow entries sorted; they are the last ones here. */
static void sort_allows(void)
{
	qsort(entry + entries - ALLOWS, ALLOWS, sizeof(*entry), allow_order);
}

static void read_back(struct link *link)
{
	char buffer[64] __attribute__((aligned(8)));
	struct answer a = { .error = 0 };
	size_t same = 0;

	tell(link, begin(buffer, link->family, NFSL_CMD_POLICY_GET, NLM_F_DUMP));
	while (!listen_once(link, &a, compare, &same))
		;
	expect_good(&a, "dump");
	if (same != entries)
		die(EXIT_FAILURE, "%zu of %zu entries were read back", same, entries);
	if (a.interrupted)
		die(EXIT_FAILURE, "the dump says it was interrupted, and was not");
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "netns", required_argument, NULL, 'n' },
		{ "external", required_argument, NULL, 'e' },
		{ "internal", required_argument, NULL, 'i' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	const char *external = NULL, *internal = NULL;
	struct link link = { .seq = 0 };
	struct answer a;
	int64_t start;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'n') {
			tool_enter(optarg);
		} else if (c == 'e') {
			external = optarg;
		} else if (c == 'i') {
			internal = optarg;
		} else {
			usage(c == 'h' ? stdout : stderr);
			return c == 'h' ? EXIT_SUCCESS : EXIT_USAGE;
		}
	}
	if (optind != argc || !external || !internal) {
		usage(stderr);
		return EXIT_USAGE;
	}
	build(external, internal);
	link_connect(&link);
	find_family(&link);
	start = tool_now();
	push(&link, &a);
	start = tool_now() - start;
	sort_allows();
	read_back(&link);
	link_close(&link);
	tool_print(json_pack("{s:I, s:I, s:f}", "entries", (json_int_t)entries,
			     "generation", (json_int_t)a.generation, "seconds",
			     (double)start / 1e9));
	free(bytes);
	return EXIT_SUCCESS;
}
