/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * values_parts.h - what the tree of named values is put together from
 *
 * Private to values*.c. Each returns a new value.
 */
#ifndef BULLETIN_VALUES_PARTS_H
#define BULLETIN_VALUES_PARTS_H

#include "values.h"

/* values_figures.c: packets and how they changed */
json_t *values_figures(const struct facts_figures *now,
		       const struct facts_figures *before);
/* @known: is there a period before? */
json_t *values_change(bool known, uint64_t now, uint64_t before);
json_t *values_counters(const struct facts *f);
json_t *values_rates(const struct facts *f);

/* values_sources.c: who sent them */
json_t *values_sources(const struct facts *f);
json_t *values_targets(const struct facts *f);
json_t *values_talkers(const struct facts_talkers *talkers);
json_t *values_networks(const struct facts *f);
json_t *values_constituents(const struct facts *f);

/* values_rows.c: a series for a table, { every, list } */
json_t *values_rows(const struct facts_series *s);

/* values_series.c: when */
json_t *values_chart(const struct facts *f);
json_t *values_series(const struct facts *f);
json_t *values_days(const struct facts *f);
json_t *values_trend(const struct facts *f);

json_t *values_time(int64_t t);
/* A length in the largest unit that divides it; the others are 0. */
json_t *values_length(int64_t seconds);

#endif /* BULLETIN_VALUES_PARTS_H */
