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

struct store *fixture_store(const char *name);

/* "worm.ingress.change"; numbers are places in lists. */
json_t *value_at(json_t *value, const char *path);

#define number(values, path)	json_integer_value(value_at(values, path))
#define text(values, path)	json_string_value(value_at(values, path))
#define yes(values, path)	json_is_true(value_at(values, path))

#endif /* TESTS_VALUES_FIXTURE_H */
