/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * values_fixture.h - stores that are new, and values that are found by their path
 */
#ifndef TESTS_VALUES_FIXTURE_H
#define TESTS_VALUES_FIXTURE_H

#include <jansson.h>
#include <stdlib.h>

#include "common/error.h"
#include "store_fixture.h"

static inline struct store *fixture_store(const char *name)
{
	struct error error = { "" };
	struct store *store;

	store = store_open(fixture_path(name), DB_WRITE, &error);
	if (!store)
		fail_msg("%s", error.text);
	return store;
}

/* "worm.ingress.change"; numbers are places in lists. */
static inline json_t *value_at(json_t *value, const char *path)
{
	char part[64];
	size_t n;

	for (; *path; path += n + (path[n] == '.')) {
		n = strcspn(path, ".");
		snprintf(part, sizeof(part), "%.*s", (int)n, path);
		value = json_is_array(value) ?
			json_array_get(value, (size_t)atoi(part)) :
			json_object_get(value, part);
		if (!value)
			fail_msg("there is no %s", path);
	}
	return value;
}

#define number(values, path)	json_integer_value(value_at(values, path))
#define text(values, path)	json_string_value(value_at(values, path))
#define yes(values, path)	json_is_true(value_at(values, path))

#endif /* TESTS_VALUES_FIXTURE_H */
