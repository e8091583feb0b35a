/* SPDX-License-Identifier: GPL-2.0-or-later */
/* address.h - IP addresses and prefixes as text, and back */
#ifndef COMMON_ADDRESS_H
#define COMMON_ADDRESS_H

#include "common/error.h"
#include "nfslammer/prefix.h"

#define ADDRESS_TEXT_MAX	46
#define PREFIX_TEXT_MAX		50

/* "192.0.2.1", "2001:db8::1"; returns @buf. */
const char *address_text(struct address a, char buf[ADDRESS_TEXT_MAX]);

/* "192.0.2.0/24" (an IPv4 length without the 96), "2001:db8::/32"; returns @buf. */
const char *prefix_text(const struct prefix *p, char buf[PREFIX_TEXT_MAX]);

/**
 * prefix_parse - "192.0.2.0/24", "2001:db8::/32" or an address
 *
 * Returns 0, or -1 with @error. Host bits are an error that suggests two prefixes.
 * @text is quoted in @error, and may have any bytes.
 */
int prefix_parse(const char *text, struct prefix *p, struct error *error);

#endif /* COMMON_ADDRESS_H */
