/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * values.h - facts as named values: what templates may name and --json prints
 *
 * One vocabulary for both, documented in nf-slammer-facts(5). Times are ISO 8601
 * in the publisher's zone, counts are whole numbers.
 */
#ifndef BULLETIN_VALUES_H
#define BULLETIN_VALUES_H

#include <jansson.h>

#include "facts/facts.h"

/*
 * VALUES_PUBLIC leaves out all that names a single host. A bulletin is read by
 * everybody, so no template, however written, can publish a constituent's address;
 * networks of outside senders (/24, /48) are in it.
 */
enum values_audience {
	VALUES_FULL,
	VALUES_PUBLIC
};

/* NULL if out of memory. */
json_t *values_facts(const struct facts *facts, enum values_audience audience);

#endif /* BULLETIN_VALUES_H */
