/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * values.h - facts as named values, for templates and --json
 *
 * Documented in nf-slammer-facts(5). Times are ISO 8601 in the publisher's zone,
 * counts are integers.
 */
#ifndef BULLETIN_VALUES_H
#define BULLETIN_VALUES_H

#include <jansson.h>

#include "facts/facts.h"

/*
 * VALUES_PUBLIC leaves out everything that names a single host, so no template can
 * publish the address of a constituent; it has networks of outside senders (/24, /48).
 * VALUES_FULL has everything.
 */
enum values_audience {
	VALUES_FULL,
	VALUES_PUBLIC
};

/* A new reference; NULL if out of memory. */
json_t *values_facts(const struct facts *facts, enum values_audience audience);

#endif /* BULLETIN_VALUES_H */
