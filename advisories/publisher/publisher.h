/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * publisher.h - whose bulletin it is: names, numbers, addresses (publisher.conf)
 *
 * All of it is the user's. Nothing has a default that is anybody's name.
 */
#ifndef BULLETIN_PUBLISHER_H
#define BULLETIN_PUBLISHER_H

#include <jansson.h>
#include <stddef.h>

#include "common/error.h"

struct publisher;

/* @error gets a sentence with file and line when NULL is returned. */
struct publisher *publisher_load(const char *path, struct error *error);
void publisher_free(struct publisher *publisher);

/* All that a bulletin says of it, as in content.h; NULL if out of memory. */
json_t *publisher_json(const struct publisher *publisher);
/* Array of the languages that bulletins are in, the first is its own; borrowed. */
const json_t *publisher_languages(const struct publisher *publisher);

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
const char *publisher_timezone(const struct publisher *publisher);

/* Of all that follows: NULL if the file has none. */
const char *publisher_phone(const struct publisher *publisher);
/* Folder of the templates. */
const char *publisher_templates(const struct publisher *publisher);
/* Folder of the published tree. */
const char *publisher_tree(const struct publisher *publisher);
/* Fingerprint of the key that signs, and GnuPG's folder where it is. */
const char *publisher_key(const struct publisher *publisher);
const char *publisher_key_home(const struct publisher *publisher);
/* "Example CSIRT <alerts@csirt.example>"; whom bulletins go to is in the JSON. */
const char *publisher_mail_from(const struct publisher *publisher);
/* The program that takes mail, "/usr/sbin/sendmail" unless said: never NULL. */
const char *publisher_sendmail(const struct publisher *publisher);
/* How notices to constituents go (notices/deliver.h); NULL: by that program. */
const char *publisher_notices(const struct publisher *publisher);

#endif /* BULLETIN_PUBLISHER_H */
