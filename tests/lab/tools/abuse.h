/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abuse.h - requests that must be refused without any change
 *
 * Header-only like rawlink.h, for the two programs that send such requests.
 */
#ifndef LAB_ABUSE_H
#define LAB_ABUSE_H

#include "rawlink.h"

static struct link observer;
static uint32_t generation;
static uint64_t digest;
static unsigned int passed, failed;

/* Generation and digest before anything is sent. */
static inline void observe(void)
{
	struct answer a;

	link_connect(&observer);
	find_family(&observer);
	if (say(&observer, NFSL_CMD_STATUS_GET, &a) || !a.has_status)
		die(EXIT_FAILURE, "no status: %s", strerror(a.error));
	generation = a.generation;
	digest = a.digest;
}

/* NULL if the active policy is still the same, or what is wrong. */
static inline const char *unchanged(void)
{
	struct answer a;

	if (say(&observer, NFSL_CMD_STATUS_GET, &a) || !a.has_status)
		return "the status cannot be read any more";
	if (a.generation != generation || a.digest != digest)
		return "generation or digest have changed";
	return NULL;
}

/* @why: what was wrong, or NULL */
static inline void verdict(const char *name, const char *why)
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

static inline int closing_line(void)
{
	printf("%u passed, %u failed\n", passed, failed);
	return failed || !passed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* The namespace of --netns, which is the only option; exits if there are others. */
static inline void parse_netns(int argc, char **argv, void (*usage)(FILE *out))
{
	static const struct option options[] = {
		{ "netns", required_argument, NULL, 'n' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c != 'n') {
			usage(c == 'h' ? stdout : stderr);
			exit(c == 'h' ? EXIT_SUCCESS : EXIT_USAGE);
		}
		tool_enter(optarg);
	}
	if (optind != argc) {
		usage(stderr);
		exit(EXIT_USAGE);
	}
}

#endif /* LAB_ABUSE_H */
