// SPDX-License-Identifier: GPL-2.0-or-later
/* labcompare - did the kernel decide as `slammerctl policy test` predicted? */
#include "common/names.h"
#include "tool.h"

struct compare {
	json_t *foretold;
	json_t *done;
	size_t agree;
	size_t disagree;
	size_t skipped;
};

static void usage(FILE *out)
{
	fputs("Usage: labcompare POLICYTEST.json LABPLAY.json\n"
	      "Compare `slammerctl policy test --json` with `labplay --json`, packet by packet.\n"
	      "See README.md.\n", out);
}

static json_t *load(const char *path)
{
	json_error_t error;
	json_t *list = json_load_file(path, 0, &error);

	if (!list)
		die(EXIT_FAILURE, "%s:%d: %s", path, error.line, error.text);
	if (!json_is_array(list) || !json_array_size(list))
		die(EXIT_FAILURE, "%s: not an array of packets", path);
	return list;
}

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "-";
}

/*
 * "allow-entry" is not a reason of the matcher: the kernel's counters say what a
 * packet was, not why it was let through.
 */
static bool comparable(const char *key, const char *a, const char *b)
{
	return strcmp(key, "reason") ||
	       (reason_number(a) >= 0 && reason_number(b) >= 0);
}

/* One packet; prints what differs. */
static bool agrees(const json_t *foretold, const json_t *done)
{
	static const char *const keys[] = {
		"source", "destination", "class", "direction", "verdict",
		"reason"
	};
	const char *problem = json_string_value(json_object_get(done, "error"));
	const char *name = text(done, "name");
	bool same = true;
	size_t i;

	if (problem) {
		printf("%s: %s\n", name, problem);
		return false;
	}
	if (json_integer_value(json_object_get(foretold, "number")) !=
	    json_integer_value(json_object_get(done, "number"))) {
		printf("%s: the numbers in the two files differ\n", name);
		return false;
	}
	for (i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const char *a = text(foretold, keys[i]);
		const char *b = text(done, keys[i]);

		if (!strcmp(a, b) || !comparable(keys[i], a, b))
			continue;
		printf("%s: %s: predicted %s, the kernel %s\n", name, keys[i],
		       a, b);
		same = false;
	}
	return same;
}

static void compare(struct compare *c)
{
	size_t i, n = json_array_size(c->done);

	if (n != json_array_size(c->foretold)) {
		printf("%zu packets predicted, %zu played\n",
		       json_array_size(c->foretold), n);
		c->disagree++;
		return;
	}
	for (i = 0; i < n; i++) {
		const json_t *done = json_array_get(c->done, i);

		if (json_object_get(done, "skipped"))
			c->skipped++;
		else if (agrees(json_array_get(c->foretold, i), done))
			c->agree++;
		else
			c->disagree++;
	}
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	struct compare c = { .agree = 0 };
	int o = getopt_long(argc, argv, "", options, NULL);

	if (o != -1 || argc - optind != 2) {
		usage(o == 'h' ? stdout : stderr);
		return o == 'h' ? EXIT_SUCCESS : EXIT_USAGE;
	}
	c.foretold = load(argv[optind]);
	c.done = load(argv[optind + 1]);
	compare(&c);
	printf("%zu packets compared, %zu agree, %zu not played\n",
	       c.agree + c.disagree, c.agree, c.skipped);
	json_decref(c.foretold);
	json_decref(c.done);
	return c.disagree || !c.agree ? EXIT_FAILURE : EXIT_SUCCESS;
}
