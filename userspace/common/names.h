/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * names.h - the vocabulary as text: numbers of reason.h and ruleset.h <-> names
 *
 * The one place where these names come from: policy file, JSON, tables, store.
 * The lists themselves stand in kmod/include.
 */
#ifndef NAMES_NAMES_H
#define NAMES_NAMES_H

#include <stddef.h>

#include "common/error.h"
#include "nfslammer/ruleset.h"

/* Name of a number; "?" if there is none. Static text. */
const char *class_name(unsigned int class);
const char *reason_name(unsigned int reason);
const char *direction_name(unsigned int direction);
const char *verdict_name(unsigned int verdict);
const char *zone_name(unsigned int zone);

/* What an operator reads about it; "" if there is none. Static text. */
const char *class_text(unsigned int class);
const char *reason_text(unsigned int reason);

/* Number of a name, -1 if it is none. */
int class_number(const char *name);
int reason_number(const char *name);
int direction_number(const char *name);
int verdict_number(const char *name);
int zone_number(const char *name);

#define ADDRESS_TEXT_MAX	46
#define PREFIX_TEXT_MAX		50
#define PREFIX_ERROR_MAX	192

/* "192.0.2.1", "2001:db8::1"; returns @buf. */
const char *address_text(struct address a, char buf[ADDRESS_TEXT_MAX]);
/* "192.0.2.0/24"; an IPv4 length is shown without the 96; returns @buf. */
const char *prefix_text(const struct prefix *p, char buf[PREFIX_TEXT_MAX]);

/**
 * prefix_parse - "192.0.2.0/24", "2001:db8::/32" or a bare address
 * @error: where a sentence goes that says what is wrong
 *
 * Returns 0 or -1. Host bits are an error that names the prefix meant. The text
 * is quoted safely, whatever bytes it has.
 */
int prefix_parse(const char *text, struct prefix *p,
		 struct error *error);

#endif /* NAMES_NAMES_H */
