// SPDX-License-Identifier: GPL-2.0-or-later
/* main.c - build/scenario: write a store with a fictitious outbreak */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/error.h"
#include "common/clock.h"
#include "scenarios.h"

#define DAYS_MAX	366

static void usage(FILE *out)
{
	const struct scenario *s;
	size_t i;

	fprintf(out, "scenario NAME STORE [--days N] [--until DATE]\n\n"
		"Writes a new store with a period of N days (1) that ends at DATE\n"
		"(2026-01-27 in Japan, or \"now\"), and the N days before it:\n\n");
	for (i = 0; (s = scenario_at(i)); i++)
		fprintf(out, "  %-10s %s\n", scenario_name(s), scenario_description(s));
}

static int write_store(const struct scenario *scenario, const char *path,
		       unsigned int days, int64_t end)
{
	struct error error;
	struct store *store;
	int ret;

	if (!access(path, F_OK)) {
		fprintf(stderr, "scenario: %s: file exists\n", path);
		return 1;
	}
	store = store_open(path, DB_WRITE, &error);
	if (!store) {
		fprintf(stderr, "scenario: %s\n", error.text);
		return 1;
	}
	ret = scenario_write(scenario, store, days, end);
	if (ret)
		fprintf(stderr, "scenario: %s\n", store_error(store));
	store_close(store);
	return ret ? 1 : 0;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "days", required_argument, NULL, 'd' },
		{ "until", required_argument, NULL, 'u' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	const struct scenario *scenario;
	int64_t end = SCENARIO_END;
	unsigned int days = 1;
	struct error error;
	int c;

	if (clock_zone("JST-9", &error))
		return 1;
	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (c == 'h') {
			usage(stdout);
			return 0;
		}
		if (c == 'd')
			days = (unsigned int)strtoul(optarg, NULL, 10);
		else if (c != 'u' || clock_parse(optarg, (int64_t)time(NULL), &end))
			days = 0;
	}
	scenario = optind + 2 == argc ? scenario_find(argv[optind]) : NULL;
	if (!scenario || !days || days > DAYS_MAX) {
		usage(stderr);
		return 2;
	}
	/* Windows begin at whole quarters of an hour, which "now" seldom is. */
	end -= end % (days > 14 ? 10800 : 900);
	return write_store(scenario, argv[optind + 1], days, end);
}
