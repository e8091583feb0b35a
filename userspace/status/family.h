/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * family.h - how families of metrics are put together
 *
 * Memory that is short is seen at the end: a list then lacks what did not fit, as
 * every function here takes NULL.
 */
#ifndef METRICS_FAMILY_H
#define METRICS_FAMILY_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Static texts; @name without the prefix, @unit "" where there is none. */
struct family {
	const char *name;
	const char *type;	/* "counter", "gauge" or "info" */
	const char *unit;
	const char *help;
};

#define COUNTER(name, help)	(&(const struct family){ name, "counter", "", help })
#define GAUGE(name, help)	(&(const struct family){ name, "gauge", "", help })

/* A new one at the end of @list, without samples. */
json_t *family_new(json_t *list, const struct family *family);
/* A sample of it; takes @labels and @value over. */
void family_sample(json_t *family, json_t *labels, json_t *value);

/* One that has but one sample, of @object's member @key. */
void family_member(json_t *list, const struct family *family,
		   const json_t *object, const char *key);
/* One that is 0 or 1. */
void family_truth(json_t *list, const struct family *family, bool is);
/* A sample for each object of @array, of its member @key, labelled by @keys. */
void family_each(json_t *list, const struct family *family, const json_t *array,
		 const char *key, const char *const *keys);

/* Members as they go into a sample; "" and 0 where they are missing. */
const char *family_text(const json_t *object, const char *key);
json_t *family_number(const json_t *object, const char *key);
/* Those that @keys names, up to a NULL, which are texts. */
json_t *family_labels(const json_t *object, const char *const *keys);

/* Parts of metrics_families(), in files of their own. */
void families_of_daemon(json_t *list, const json_t *status, int64_t now);
void families_of_inspection(json_t *list, const json_t *inspection);

#endif /* METRICS_FAMILY_H */
