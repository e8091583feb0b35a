/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mail_encrypted.h - a mail whose content only its reader sees (PGP/MIME, RFC 3156)
 *
 * Content and attachments of a mail that mail_write() made are one piece that somebody
 * encrypts; the rest of its header stays.
 */
#ifndef RENDER_MAIL_ENCRYPTED_H
#define RENDER_MAIL_ENCRYPTED_H

#include <stddef.h>
#include <stdio.h>

/* What is to be encrypted, its lines end in CRLF; malloced, NULL: no memory. */
char *mail_inner(const char *mail, size_t size, size_t *length);

/* The mail around it; @armor: "-----BEGIN PGP MESSAGE-----". 0 or -1. */
int mail_encrypted(FILE *out, const char *mail, size_t size, const char *armor);

#endif /* RENDER_MAIL_ENCRYPTED_H */
