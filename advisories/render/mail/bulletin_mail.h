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
 * struct bulletin_mail - language, charset and signature of a mail
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
 * From and to the addresses in publisher.conf. Its date is the revision's, in the
 * zone of the process. The line before the first heading that has the publisher's short name
 * and a date is put between <<< and >>>. The subject begins with the state, in
 * brackets, unless it is published, and with the TLP unless that is CLEAR.
 *
 * 0, or -1 with a sentence in @error.
 */
int render_mail(FILE *out, const struct edition *edition,
		const struct bulletin_mail *how, struct error *error);

#endif /* RENDER_BULLETIN_MAIL_H */
