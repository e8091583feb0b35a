/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * internal.h - what the files of userspace/status share
 *
 * Private to this room.
 */
#ifndef STATUS_INTERNAL_H
#define STATUS_INTERNAL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "nfslammer/reason.h"

/* {"other": 0, ..., "slammer": 1}; NULL if out of memory */
json_t *report_by_class(const uint64_t packets[CLASS_COUNT]);

/*
 * Families of metrics. All functions accept NULL, so that running out of memory only
 * has to be checked at the end.
 *
 * Static texts; @name without the prefix, @unit "" where there is none.
 */
struct family {
	const char *name;
	const char *type;	/* "counter", "gauge" or "info" */
	const char *unit;
	const char *help;
};

#define COUNTER(name, help)	(&(const struct family){ name, "counter", "", help })
#define GAUGE(name, help)	(&(const struct family){ name, "gauge", "", help })

/* Append a family without samples to @list. */
json_t *family_new(json_t *list, const struct family *family);
/* Append a sample; takes ownership of @labels and @value. */
void family_sample(json_t *family, json_t *labels, json_t *value);

/* A family with one sample, @object's member @key. */
void family_member(json_t *list, const struct family *family,
		   const json_t *object, const char *key);
/* A family with one sample, 0 or 1. */
void family_truth(json_t *list, const struct family *family, bool is);
/* A family with a sample per object of @array: member @key, labels @keys. */
void family_each(json_t *list, const struct family *family, const json_t *array,
		 const char *key, const char *const *keys);

/* A member as text or number; "" and 0 if it is missing. */
const char *family_text(const json_t *object, const char *key);
json_t *family_number(const json_t *object, const char *key);
/* An object of the text members that @keys names; @keys ends with NULL. */
json_t *family_labels(const json_t *object, const char *const *keys);

/* In families_paths.c: of the members "paths", "not_built" and kernel "hooks". */
void families_paths(json_t *list, const json_t *paths);
void families_not_built(json_t *list, const json_t *kernels);
void families_hooks(json_t *list, const json_t *hooks);

#endif /* STATUS_INTERNAL_H */
