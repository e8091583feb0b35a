/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * internal.h - the parts of the tree of named values
 *
 * Private to values*.c. Each function returns a new reference.
 */
#ifndef BULLETIN_INTERNAL_H
#define BULLETIN_INTERNAL_H

#include "values.h"

/* values_traffic.c: packets and their changes */
json_t *values_figures(const struct facts_figures *now,
		       const struct facts_figures *before);
/* @known: is the previous period known? */
json_t *values_change(bool known, uint64_t now, uint64_t before);
json_t *values_counters(const struct facts *f);
json_t *values_rates(const struct facts *f);

/* values_sources.c: senders and targets */
json_t *values_sources(const struct facts *f);
json_t *values_targets(const struct facts *f);
json_t *values_talkers(const struct facts_talkers *talkers);
json_t *values_networks(const struct facts *f);
json_t *values_constituents(const struct facts *f);

/* values_series.c: series over time; values_rows() for a table: { every, list } */
json_t *values_rows(const struct facts_series *s);
json_t *values_chart(const struct facts *f);
json_t *values_series(const struct facts *f);
json_t *values_days(const struct facts *f);
json_t *values_trend(const struct facts *f);

json_t *values_time(int64_t t);
/* A duration in the largest unit that divides it; other units are 0. */
json_t *values_length(int64_t seconds);

#endif /* BULLETIN_INTERNAL_H */
