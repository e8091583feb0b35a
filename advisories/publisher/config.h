/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * config.h - read a configuration file of the advisories; errors have file and line
 *
 * config.c is the only file in advisories/ that knows libconfig. The first error is
 * kept and later calls fail, so that a reader checks conf_error() once, at the end.
 */
#ifndef PUBLISHER_CONFIG_H
#define PUBLISHER_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

struct conf;

/* NULL with a sentence in @error. */
struct conf *conf_open(const char *path, struct error *error);
void conf_close(struct conf *conf);
/* The first error, NULL if there is none. */
const char *conf_error(const struct conf *conf);
/* Sets the error, with the line of @key, unless there already is one. */
__attribute__((format(printf, 3, 4)))
void conf_fail(struct conf *conf, const char *key, const char *format, ...);

/* Keys are paths: "publisher.name.ja", "references.[2].url"; "" is the root. */
bool conf_has(struct conf *conf, const char *key);
/* Members of a group or elements of a list; 0 and an error if it is neither. */
size_t conf_count(struct conf *conf, const char *key);
/* Name of the i-th member of a group. */
const char *conf_member(struct conf *conf, const char *key, size_t i);
/* Fails if a member of the group is not in @known (ends with NULL). */
void conf_known(struct conf *conf, const char *key, const char *const *known);

/*
 * A required text: not empty, valid UTF-8, no control characters; otherwise "" and an
 * error. Valid until conf_close().
 */
const char *conf_text(struct conf *conf, const char *key);
/* The same, but NULL if the key is missing. */
const char *conf_optional(struct conf *conf, const char *key);
/* A required URL that fits into a line of a bulletin. */
const char *conf_url(struct conf *conf, const char *key);

#endif /* PUBLISHER_CONFIG_H */
