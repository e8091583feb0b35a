/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * publisher.h - whose bulletin it is: names, numbers, addresses (publisher.conf)
 *
 * All of it is the user's. Nothing has a default that is anybody's name.
 */
#ifndef BULLETIN_PUBLISHER_H
#define BULLETIN_PUBLISHER_H

#include <stddef.h>

struct publisher;

/* @error gets a sentence with file and line when NULL is returned. */
struct publisher *publisher_load(const char *path, char *error, size_t size);
void publisher_free(struct publisher *publisher);

/* The organisation's name in a language ("ja"); NULL if the file has none. */
const char *publisher_name(const struct publisher *publisher,
			   const char *language);
const char *publisher_short(const struct publisher *publisher);
/* Of the bulletins' numbers: PREFIX-2026-0001. */
const char *publisher_prefix(const struct publisher *publisher);
const char *publisher_site(const struct publisher *publisher);
/* Where alerts are put; ends with '/'. */
const char *publisher_alerts(const struct publisher *publisher);
const char *publisher_email(const struct publisher *publisher);
/* NULL if there is none. */
const char *publisher_phone(const struct publisher *publisher);
const char *publisher_timezone(const struct publisher *publisher);

#endif /* BULLETIN_PUBLISHER_H */
