/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mail.h - a message by RFC 5322 and MIME: a text, attachments, perhaps signed
 *
 * The same mail gives the same bytes, except for signatures. Lines end in \n, as
 * sendmail -t, maildirs and mboxes expect. The transport has to escape
 * lines that begin with a dot or with "From ".
 */
#ifndef RENDER_MAIL_H
#define RENDER_MAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/error.h"

struct signer;		/* sign/sign.h */

#define MAIL_ADDRESS_MAX	255	/* with the NUL */
#define MAIL_NAME_MAX		256
#define MAIL_ID_MAX		320

/* "Example CSIRT" and "alerts@csirt.example"; the name may be NULL. */
struct mailbox {
	const char *name;
	const char *address;
};

/* Parsed from "Example CSIRT <alerts@csirt.example>" or an address alone. */
struct mailbox_text {
	char name[MAIL_NAME_MAX];
	char address[MAIL_ADDRESS_MAX];
};

/* MAIL_AUTO: ISO-2022-JP, or UTF-8 if a character of the mail is not in it. */
enum mail_charset {
	MAIL_UTF_8,
	MAIL_ISO_2022_JP,
	MAIL_AUTO
};

/**
 * struct mail_attachment - an attached file
 * @type:     "text/csv", "application/json; charset=utf-8"
 * @filename: UTF-8, without a folder
 */
struct mail_attachment {
	const char *type;
	const char *filename;
	const void *data;
	size_t size;
};

/**
 * struct mail - a message to be written
 * @from, @to:    at least one of @to
 * @reply_to:     its address may be NULL: none
 * @subject:      UTF-8, one line
 * @message_id:   without < and >; mail_id() makes one
 * @date:         seconds since 1970, written in the zone of the process
 * @text:         UTF-8, its lines end in \n and are laid out already; for
 *		  ISO-2022-JP the layout was made of substituted text (iso2022jp.h)
 * @automatic:    Auto-Submitted: other programs should not reply
 * @list_id:      "alerts.csirt.example", NULL: none
 * @signer:       clear-signs the text in its final bytes; NULL: not signed
 *
 * A text of pure ASCII is sent as US-ASCII, whatever @charset says; one in UTF-8, or
 * with a line longer than mail may have, in quoted-printable or base64.
 */
struct mail {
	struct mailbox from;
	struct mailbox reply_to;
	const struct mailbox *to;
	size_t n_to;
	const char *subject;
	const char *message_id;
	int64_t date;
	const char *text;
	enum mail_charset charset;
	const struct mail_attachment *attachments;
	size_t n_attachments;
	struct signer *signer;
	const char *list_id;
	bool automatic;
};

/**
 * mail_write - the whole message
 *
 * No header can be injected: control characters, marks of direction or
 * without width, and invalid addresses are refused by name. In
 * the text such characters are left out (clean.h).
 *
 * Returns 0, or -1 with a sentence in @error; then nothing was written.
 */
int mail_write(FILE *out, const struct mail *mail, struct error *error);

/* Is it local@domain in ASCII (RFC 5321), without quotes or comments? */
bool mail_address_valid(const char *address);

/* 0, or -1 with a sentence in @error. */
int mailbox_parse(struct mailbox_text *mailbox, const char *text, struct error *error);

/**
 * mail_id - a Message-ID that depends on nothing but its arguments
 * @what: what the mail is about, any bytes: "EXAMPLE-AT-2026-0001/2/ja"
 * @from: the sender's address; the right side is its domain
 *
 * Returns @id.
 */
const char *mail_id(char id[MAIL_ID_MAX], const char *what, const char *from);

/*
 * PGP/MIME (RFC 3156): content and attachments of a mail that mail_write() wrote
 * become one encrypted part; the rest of its header stays.
 */

/* The part to be encrypted, with CRLF; malloced, NULL: out of memory. */
char *mail_inner(const char *mail, size_t size, size_t *length);

/* The mail around it; @armor: "-----BEGIN PGP MESSAGE-----". 0 or -1. */
int mail_encrypted(FILE *out, const char *mail, size_t size, const char *armor);

#endif /* RENDER_MAIL_H */
