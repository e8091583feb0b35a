// SPDX-License-Identifier: GPL-2.0-or-later
/* values_fixture.c - see values_fixture.h */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "values_fixture.h"
#include "common/error.h"
#include "store_fixture.h"

struct store *fixture_store(const char *name)
{
	struct error error = { "" };
	struct store *store;

	store = store_open(fixture_path(name), DB_WRITE, &error);
	if (!store)
		fail_msg("%s", error.text);
	return store;
}

json_t *value_at(json_t *value, const char *path)
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
