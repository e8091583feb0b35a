/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bulletin_mail.h - a bulletin as a mail to those who subscribe to it
 */
#ifndef RENDER_BULLETIN_MAIL_H
#define RENDER_BULLETIN_MAIL_H

#include <jansson.h>
#include <stdio.h>

#include "bulletin/edition.h"
#include "common/error.h"

struct signer;

/**
 * struct bulletin_mail - how
 * @labels:  labels_load() of @language: mail_subject and mail_charset
 * @charset: "iso-2022-jp", which fails if a character is not in it, or "utf-8";
 *	     NULL: what the label says, and UTF-8 if that fails
 * @signer:  NULL: not signed
 */
struct bulletin_mail {
	const char *language;
	const json_t *labels;
	const char *charset;
	struct signer *signer;
};

/**
 * render_mail - the mail of a revision
 *
 * From and to whom publisher.conf says. Its date is the revision's, in the zone of
 * the process. The line before the first heading that has the publisher's short name
 * and a date stands between <<< and >>>. The subject begins with the state, in
 * brackets, of what is not published, and with the TLP of what is not for all.
 *
 * 0, or -1 with a sentence in @error.
 */
int render_mail(FILE *out, const struct edition *edition,
		const struct bulletin_mail *how, struct error *error);

#endif /* RENDER_BULLETIN_MAIL_H */
