// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netlink-dumps - dumps during changes
 *
 * The active policy must be larger than one message; it is replaced by a policy of
 * one zone. Sources are dumped while they change, so run it during a flood.
 */
#include "rawlink.h"
#include "nfslammer/ruleset.h"

#define DUMPS		20
#define ENTRIES_MAX	262144

static struct link dumper, writer;
static unsigned int passed, failed;

static void usage(FILE *out)
{
	fputs("Usage: netlink-dumps [--netns NAME]\n"
	      "Read policy and sources while they change. See README.md.\n", out);
}

static void request(struct link *link, uint8_t command)
{
	char buffer[64] __attribute__((aligned(8)));

	tell(link, begin(buffer, link->family, command, NLM_F_DUMP));
}

static void replace_policy(void)
{
	static const struct nfsl_zone zone = { .pattern = "dumps0", .zone = ZONE_EXTERNAL };
	char buffer[128] __attribute__((aligned(8)));
	struct answer a, b, c;
	struct nlmsghdr *nlh;

	say(&writer, NFSL_CMD_POLICY_BEGIN, &a);
	nlh = begin(buffer, writer.family, NFSL_CMD_POLICY_ADD, 0);
	mnl_attr_put(nlh, NFSL_A_ZONE, sizeof(zone), &zone);
	talk(&writer, nlh, &b);
	say(&writer, NFSL_CMD_POLICY_COMMIT, &c);
	if (a.error || b.error || c.error)
		die(EXIT_FAILURE, "cannot replace the policy");
}

/* Number of datagrams of a dump; the policy is replaced after the first. */
static int dump_policy(bool replace, struct answer *a)
{
	int n = 1;

	memset(a, 0, sizeof(*a));
	request(&dumper, NFSL_CMD_POLICY_GET);
	if (listen_once(&dumper, a, NULL, NULL))
		return n;
	if (replace)
		replace_policy();
	for (n++; !listen_once(&dumper, a, NULL, NULL); n++)
		;
	return n;
}

static const char *play_undisturbed(void)
{
	struct answer a;

	if (dump_policy(false, &a) < 3)
		return "the policy fits into one message";
	if (a.error)
		return strerror(a.error);
	return a.interrupted ? "it says it was interrupted, and was not" : NULL;
}

/* The rest of the answer is not fetched; the next dump starts from the beginning. */
static const char *play_walked_away(void)
{
	struct link link = { .seq = 0 };
	struct answer a = { .error = 0 };
	int i;

	for (i = 0; i < 10; i++) {
		link_like(&link, &dumper);
		request(&link, NFSL_CMD_POLICY_GET);
		if (listen_once(&link, &a, NULL, NULL))
			return "the policy fits into one message";
		link_close(&link);
	}
	return play_undisturbed();
}

static const char *play_replaced(void)
{
	struct answer a;

	dump_policy(true, &a);
	if (a.error)
		return strerror(a.error);
	return a.interrupted ? NULL : "it does not say that it was interrupted";
}

struct sources {
	uint64_t entry[ENTRIES_MAX];	/* side and instance */
	size_t count;
	const char *problem;
};

/* One message of the dump of sources. */
struct said {
	uint64_t instance;
	uint64_t first;
	uint64_t last;
	uint8_t side;
};

static int hear_source(const struct nlattr *attr, void *arg)
{
	struct said *s = arg;

	switch (mnl_attr_get_type(attr)) {
	case NFSL_SOURCE_SIDE:
		s->side = mnl_attr_get_u8(attr);
		break;
	case NFSL_SOURCE_INSTANCE:
		s->instance = mnl_attr_get_u64(attr);
		break;
	case NFSL_SOURCE_FIRST:
		s->first = mnl_attr_get_u64(attr);
		break;
	case NFSL_SOURCE_LAST:
		s->last = mnl_attr_get_u64(attr);
		break;
	}
	return MNL_CB_OK;
}

static void take_source(const struct nlmsghdr *nlh, void *arg)
{
	struct said s = { .side = NFSL_SIDE_COUNT };
	struct sources *sources = arg;
	const struct nlattr *attr;
	/* Jiffies lag behind the clock while the host does not run this machine. */
	const uint64_t lag = 1000000000;

	mnl_attr_for_each(attr, nlh, GENL_HDRLEN)
		if (mnl_attr_get_type(attr) == NFSL_A_SOURCE)
			mnl_attr_parse_nested(attr, hear_source, &s);
	if (s.side >= NFSL_SIDE_COUNT || !s.instance ||
	    s.first > s.last + lag)
		sources->problem = "an implausible source";
	else if (sources->count == ENTRIES_MAX)
		sources->problem = "more sources than slots";
	else
		sources->entry[sources->count++] = s.instance << 2 | s.side;
}

static int by_number(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Each entry once, whatever is inserted or evicted meanwhile. */
static const char *play_sources(void)
{
	static struct sources sources;
	struct answer a;
	size_t i;
	int n;

	for (n = 0; n < DUMPS; n++) {
		memset(&a, 0, sizeof(a));
		sources = (struct sources){ .count = 0 };
		request(&dumper, NFSL_CMD_SOURCE_GET);
		while (!listen_once(&dumper, &a, take_source, &sources))
			;
		if (a.error || sources.problem)
			return a.error ? strerror(a.error) : sources.problem;
		if (!sources.count)
			return "there are none";
		qsort(sources.entry, sources.count, sizeof(*sources.entry), by_number);
		for (i = 1; i < sources.count; i++)
			if (sources.entry[i] == sources.entry[i - 1])
				return "an entry appeared twice";
	}
	return NULL;
}

static const struct {
	const char *name;
	const char *(*play)(void);
} scenes[] = {
	{ "policy-undisturbed", play_undisturbed },
	{ "policy-walked-away", play_walked_away },
	{ "sources-in-a-flood", play_sources },
	{ "policy-replaced", play_replaced },
};

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "netns", required_argument, NULL, 'n' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	const char *why;
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
	link_connect(&dumper);
	find_family(&dumper);
	link_like(&writer, &dumper);
	for (i = 0; i < sizeof(scenes) / sizeof(*scenes); i++) {
		why = scenes[i].play();
		printf("%s %s%s%s\n", why ? "not ok" : "ok", scenes[i].name,
		       why ? ": " : "", why ? why : "");
		passed += !why;
		failed += !!why;
	}
	printf("%u passed, %u failed\n", passed, failed);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
