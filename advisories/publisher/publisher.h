/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * publisher.h - the organisation that publishes the bulletins (publisher.conf)
 *
 * Getters return texts that are valid until publisher_free().
 */
#ifndef PUBLISHER_PUBLISHER_H
#define PUBLISHER_PUBLISHER_H

#include <jansson.h>
#include <stddef.h>

#include "common/error.h"

struct publisher;

/* NULL with a sentence with file and line in @error. */
struct publisher *publisher_load(const char *path, struct error *error);
void publisher_free(struct publisher *publisher);

/* The "publisher" of content.h; a new reference, NULL if out of memory. */
json_t *publisher_json(const struct publisher *publisher);
/* Array of the languages of bulletins, its own first; borrowed. */
const json_t *publisher_languages(const struct publisher *publisher);

/* The organisation's name in a language ("ja"); NULL if the file has none. */
const char *publisher_name(const struct publisher *publisher,
			   const char *language);
const char *publisher_short(const struct publisher *publisher);
const char *publisher_site(const struct publisher *publisher);
const char *publisher_email(const struct publisher *publisher);
const char *publisher_timezone(const struct publisher *publisher);

/* The following are optional: NULL if the file does not set them. */
const char *publisher_phone(const struct publisher *publisher);
/* Folder of templates. */
const char *publisher_templates(const struct publisher *publisher);
/* Folder of the published tree. */
const char *publisher_tree(const struct publisher *publisher);
/* Fingerprint of the signing key, and the GnuPG folder that holds it. */
const char *publisher_key(const struct publisher *publisher);
const char *publisher_key_home(const struct publisher *publisher);
/* "Example CSIRT <alerts@csirt.example>"; publisher_json() also has the recipients. */
const char *publisher_mail_from(const struct publisher *publisher);
/* The program that accepts mail; default "/usr/sbin/sendmail", never NULL. */
const char *publisher_sendmail(const struct publisher *publisher);
/* Delivery method of notices (notices/deliver.h); NULL: by that program. */
const char *publisher_notices(const struct publisher *publisher);

#endif /* PUBLISHER_PUBLISHER_H */
