/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * internal.h - header fields of a mail: encoded (RFC 2047, 2231) and folded
 *
 * Fields are checked before anything is written; writing cannot fail.
 */
#ifndef RENDER_MAIL_INTERNAL_H
#define RENDER_MAIL_INTERNAL_H

#include "common/error.h"
#include "mail.h"

/* Lines of a header with encoded words, RFC 2047. */
#define MAIL_HEADER_LINE	76

/**
 * mail_header_check - is a text allowed in a header?
 * @what: names the text in @error: "subject"
 *
 * 0, or -1 with a sentence in @error if it is not UTF-8, too long, or has a control
 * character or an invisible mark.
 */
int mail_header_check(const char *what, const char *text, struct error *error);

/*
 * @charset is not MAIL_AUTO here; with MAIL_ISO_2022_JP iso2022jp_lacks() is 0 for
 * each text.
 */

/* "Subject: ..." */
void mail_header_text(FILE *out, const char *field, const char *text,
		      enum mail_charset charset);
/* "To: Name <address>, ..." */
void mail_header_mailboxes(FILE *out, const char *field,
			   const struct mailbox *mailboxes, size_t count,
			   enum mail_charset charset);
/* "; NAME=value" of a Content- field, on a line of its own. */
void mail_header_parameter(FILE *out, const char *name, const char *value);

/* 0x21 to 0x7e but the specials of RFC 5322: needs no quotes. */
bool mail_is_atom(const char *text);
/* Labels of letters, digits and hyphens. */
bool mail_is_domain(const char *text);

#endif /* RENDER_MAIL_INTERNAL_H */
