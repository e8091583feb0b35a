/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * config.h - reading a configuration file of the advisories, with file and line
 *
 * config.c is the only file in advisories/ that knows libconfig. The first error
 * stays: after it every call fails, so a reader checks once at its end.
 */
#ifndef BULLETIN_CONFIG_H
#define BULLETIN_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

struct conf;

/* @error gets a sentence when NULL is returned. */
struct conf *conf_open(const char *path, struct error *error);
void conf_close(struct conf *conf);
/* NULL while nothing was wrong. */
const char *conf_error(const struct conf *conf);
__attribute__((format(printf, 3, 4)))
void conf_fail(struct conf *conf, const char *key, const char *format, ...);

/* Keys are paths: "publisher.name.ja", "references.[2].url". */
bool conf_has(struct conf *conf, const char *key);
/* Members of a group or elements of a list; 0 and an error if it is neither. */
size_t conf_count(struct conf *conf, const char *key);
/* Name of the i-th member of a group. */
const char *conf_member(struct conf *conf, const char *key, size_t i);
/* Are all members of the group among @known (ends with NULL)? */
void conf_known(struct conf *conf, const char *key, const char *const *known);

/*
 * A text that is there, not empty, valid UTF-8 and without control characters;
 * "" and an error otherwise. Lives as long as @conf.
 */
const char *conf_text(struct conf *conf, const char *key);
/* The same, but NULL if the key is not there. */
const char *conf_optional(struct conf *conf, const char *key);
/* The same, and a URL that fits a line. */
const char *conf_url(struct conf *conf, const char *key);

#endif /* BULLETIN_CONFIG_H */
