// SPDX-License-Identifier: GPL-2.0-or-later
/* benchpush - push a policy with many allow entries, and measure it */
#include "common/error.h"
#include "kernel/client.h"
#include "lab/tools/tool.h"

#define SIGNED_PORT	20000

#define STRING_(x)	#x
#define STRING(x)	STRING_(x)

static void usage(FILE *out)
{
	fputs("Usage: benchpush [--allows N] [--signatures N] [--dearest] POLICY.conf\n"
	      "Push a policy as slammerd does, with this number of allow entries and\n"
	      "signatures instead of those in it. Print JSON: the numbers, nanoseconds of\n"
	      "the push, and kernel memory before and after it.\n\n"
	      "  --allows N      0 to " STRING(NFSL_ALLOW_MAX) "\n"
	      "  --signatures N  0 to " STRING(NFSL_SIGNATURES_MAX)
	      ", for ports from " STRING(SIGNED_PORT) " on\n"
	      "  --dearest       as many signatures of port 1434, and allow entries, as there\n"
	      "                  can be; none of them matches\n"
	      "  --help          this text\n", out);
}

static struct prefix v4(uint32_t address, uint8_t len)
{
	struct prefix p = { { 0, 0xffff00000000 | address }, 96 + len };

	return p;
}

static struct prefix v6(uint32_t network, uint32_t host, uint8_t len)
{
	struct prefix p = { { 0x20010db800000000 | network, host }, len };

	return p;
}

/*
 * Entry @i, all different, of one of six pairs of lengths: clients and networks of
 * clients. The first matches the client of the test vectors, the second the sources
 * of nfsl_bench, and the rest nothing.
 */
static struct pair entry(uint32_t i)
{
	struct pair pair = { v4(0x0a000000 + i, 32), v4(0xc0000200 + i % 256, 32) };

	if (i == 0) {
		pair.from = v4(0xc6336400, 24);		/* 198.51.100.0/24 */
		pair.to = v4(0xc000020a, 32);		/* 192.0.2.10 */
	} else if (i == 1) {
		pair.from = v4(0x0b000000, 8);		/* 11.0.0.0/8 */
		pair.to = v4(0xc000020a, 32);
	} else if (i % 10 == 6) {
		pair.from = v4(0x64000000 + (i << 8), 24);
	} else if (i % 10 == 7) {
		pair.from = v4(0xac000000 + (i << 4), 28);
	} else if (i % 10 == 8) {
		pair.from = v6(0x10000 + i, 0, 64);
		pair.to = v6(0x20000, 16 + i % 256, 128);
	} else if (i % 10 == 9) {
		pair.from = v6(0x10000, 16 + i, 128);
		pair.to = v6(0x20000, 16 + i % 256, 128);
	}
	return pair;
}

static void give_entries(struct policy *policy, uint32_t n)
{
	struct policy_allow *list = calloc(n ? n : 1, sizeof(*list));
	uint32_t i;

	if (!list)
		die(EXIT_FAILURE, "out of memory");
	for (i = 0; i < n; i++)
		list[i].pair = entry(i);
	for (i = 0; i < policy->n_allow; i++)
		free(policy->allow[i].comment);
	free(policy->allow);
	policy->allow = list;
	policy->n_allow = n;
}

/* Two matches, a range of lengths, and a port of its own for each. */
static void give_signatures(struct policy *policy, uint32_t n)
{
	struct policy_signature *list = calloc(n ? n : 1, sizeof(*list));
	uint32_t i;

	if (!list)
		die(EXIT_FAILURE, "out of memory");
	for (i = 0; i < n; i++) {
		struct nfsl_signature *s = &list[i].signature;
		int k;

		snprintf(s->name, sizeof(s->name), "bench-%u", i);
		s->port = (uint16_t)(SIGNED_PORT + i);
		s->length_min = 64;
		s->length_max = 512;
		s->matches = 2;
		for (k = 0; k < 2; k++) {
			s->match[k].offset = (uint16_t)(40 * k + i % 8);
			s->match[k].length = 4;
			memcpy(s->match[k].value, "sign", 4);
			memset(s->match[k].mask, 0xff, 4);
		}
	}
	for (i = 0; i < policy->n_signatures; i++)
		free(policy->signatures[i].comment);
	free(policy->signatures);
	policy->signatures = list;
	policy->n_signatures = n;
}

/* Signatures of one comparison each: that is dearer than few of many. */
static void give_near_signatures(struct policy *policy)
{
	struct nfsl_signature *s;
	size_t i;

	give_signatures(policy, SIGNATURES_COST_MAX / 2);
	for (i = 0; i < policy->n_signatures; i++) {
		s = &policy->signatures[i].signature;
		s->port = SSRP_PORT;
		s->length_min = 0;
		s->length_max = UINT16_MAX;
		s->matches = 1;
		memset(s->match, 0, sizeof(s->match));
		s->match[0].length = 1;
		s->match[0].value[0] = 0x77;
		s->match[0].mask[0] = 0xff;
	}
}

/*
 * As many entries as there can be, and clients nested as deeply as a lookup may go
 * through: around one of them each wider prefix has many times the servers of the
 * narrower one. These are around a request's and an answer's client, whose server is in
 * none of them.
 */
static void give_nested(struct policy *policy)
{
	static const uint32_t clients[] = { 0xcb007142, 0xc000020a };
	uint32_t i, k = 0, servers = 1;
	uint8_t length = 32;

	give_entries(policy, NFSL_ALLOW_MAX);
	for (i = 0; i < policy->n_allow; i++) {
		if (length > 16 && k == 2 * servers) {
			k = 0;
			servers *= 12;
			length -= 4;
		}
		if (length > 16)
			policy->allow[i].pair = (struct pair){
				v4(clients[i % 2] & ~0u << (32 - length), length),
				v4(0x20000000 + 2 * (i * 2654435761u >> 5), 32),
			};
		else
			policy->allow[i].pair = (struct pair){
				v4(0xe8000000 + 2 * i, 32), v4(0xe9000000 + 2 * i, 32),
			};
		k++;
	}
}

/* Kernel memory that policies are allocated from, in bytes. */
static json_int_t kernel_memory(void)
{
	static const char *const in[] = { "SUnreclaim:", "VmallocUsed:", "Percpu:" };
	FILE *file = fopen("/proc/meminfo", "re");
	json_int_t sum = 0;
	char name[32];
	long kib;
	size_t i;

	if (!file)
		die(EXIT_FAILURE, "/proc/meminfo: %s", strerror(errno));
	while (fscanf(file, "%31s %ld%*[^\n]", name, &kib) == 2)
		for (i = 0; i < sizeof(in) / sizeof(*in); i++)
			if (!strcmp(name, in[i]))
				sum += kib * 1024;
	fclose(file);
	return sum;
}

static struct policy *load(const char *path)
{
	struct config_messages messages = { 0 };
	struct policy *policy = policy_load(path, &messages);

	if (!policy) {
		config_messages_print(&messages, stderr);
		die(EXIT_FAILURE, "%s is no policy", path);
	}
	config_messages_free(&messages);
	return policy;
}

/* Nanoseconds of the push. */
static int64_t push(const struct policy *policy)
{
	struct client_status status;
	struct client *client;
	struct error error;
	int64_t start;

	client = client_open(&error);
	if (!client)
		die(EXIT_FAILURE, "%s", error.text);
	start = tool_now();
	if (client_push(client, policy, &status))
		die(EXIT_FAILURE, "%s", client_error(client));
	start = tool_now() - start;
	client_close(client);
	if (status.digest != policy_digest(policy) ||
	    status.allow != policy->n_allow ||
	    status.signatures != policy->n_signatures)
		die(EXIT_FAILURE, "the kernel has another policy");
	return start;
}

static void report(const struct policy *policy, int64_t took, int64_t before)
{
	tool_print(json_pack("{s:I, s:I, s:I, s:I, s:I}",
			     "allows", (json_int_t)policy->n_allow,
			     "signatures", (json_int_t)policy->n_signatures,
			     "push_ns", (json_int_t)took,
			     "memory_before", (json_int_t)before,
			     "memory_after", (json_int_t)kernel_memory()));
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "allows", required_argument, NULL, 'a' },
		{ "signatures", required_argument, NULL, 's' },
		{ "dearest", no_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	bool dearest = false;
	long allows = -1, signatures = -1;
	struct policy *policy;
	int64_t before, took;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'a') {
			allows = tool_number("allows", optarg, 0, NFSL_ALLOW_MAX);
		} else if (c == 's') {
			signatures = tool_number("signatures", optarg, 0,
						 NFSL_SIGNATURES_MAX);
		} else if (c == 'd') {
			dearest = true;
		} else {
			usage(c == 'h' ? stdout : stderr);
			return c == 'h' ? EXIT_SUCCESS : EXIT_USAGE;
		}
	}
	if (argc - optind != 1) {
		usage(stderr);
		return EXIT_USAGE;
	}
	policy = load(argv[optind]);
	if (allows >= 0)
		give_entries(policy, (uint32_t)allows);
	if (signatures >= 0)
		give_signatures(policy, (uint32_t)signatures);
	if (dearest) {
		give_near_signatures(policy);
		give_nested(policy);
	}
	before = kernel_memory();
	took = push(policy);
	/* The previous policy is freed after a grace period */
	tool_sleep(500000000);
	report(policy, took, before);
	policy_free(policy);
	return EXIT_SUCCESS;
}
