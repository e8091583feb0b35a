// SPDX-License-Identifier: GPL-2.0-or-later
/* address.c - mail addresses, mailboxes and Message-IDs */
#include <stdlib.h>
#include <string.h>

#include "bulletin/hash.h"
#include "common/error.h"
#include "internal.h"

#define LOCAL_MAX	64
#define LABEL_MAX	63
#define ID_DIGITS	40	/* of the hash: enough to be unique */

/* Atoms with a dot between each two. */
static bool is_dot_atom(const char *text, size_t n)
{
	size_t i;
	char atom[2] = "";

	for (i = 0; i < n; i++) {
		*atom = text[i];
		if (*atom == '.' ? !i || i + 1 == n || text[i - 1] == '.' :
		    !mail_is_atom(atom))
			return false;
	}
	return n > 0;
}

static bool is_label_end(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

bool mail_is_domain(const char *text)
{
	size_t n;

	for (;; text += n + 1) {
		n = strspn(text, "abcdefghijklmnopqrstuvwxyz-"
			   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
		if (!n || n > LABEL_MAX || !is_label_end(text[0]) ||
		    !is_label_end(text[n - 1]))
			return false;
		if (text[n] != '.')
			return !text[n];
	}
}

bool mail_address_valid(const char *address)
{
	const char *at = strrchr(address, '@');
	size_t local = at ? (size_t)(at - address) : 0;

	/* A program might take a leading dash for an option. */
	return at && strlen(address) < MAIL_ADDRESS_MAX && local <= LOCAL_MAX &&
	       *address != '-' && is_dot_atom(address, local) &&
	       mail_is_domain(at + 1);
}

static int no_address(const char *text, struct error *error)
{
	return error_set(error, "\"%s\" is not a mail address (info@csirt.example, or Name <info@csirt.example>)",
		 text);
}

/* Unquotes "Name"; surrounding blanks are dropped. */
static int copy_name(char *name, const char *text, size_t n)
{
	size_t i, out = 0;
	bool quoted;

	while (n && text[n - 1] == ' ')
		n--;
	while (n && *text == ' ') {
		text++;
		n--;
	}
	quoted = n > 1 && *text == '"' && text[n - 1] == '"';
	for (i = quoted; i < n - quoted; i++) {
		if (quoted && text[i] == '\\' && i + 1 < n - quoted)
			i++;
		if (out + 1 == MAIL_NAME_MAX)
			return -1;
		name[out++] = text[i];
	}
	name[out] = 0;
	return 0;
}

int mailbox_parse(struct mailbox_text *mailbox, const char *text, struct error *error)
{
	const char *open = strrchr(text, '<');
	const char *address = open ? open + 1 : text;
	size_t length = strlen(address);

	if (mail_header_check("address", text, error))
		return -1;
	if (open && (!length || address[--length] != '>'))
		return no_address(text, error);
	if (length >= MAIL_ADDRESS_MAX ||
	    copy_name(mailbox->name, text, open ? (size_t)(open - text) : 0))
		return no_address(text, error);
	memcpy(mailbox->address, address, length);
	mailbox->address[length] = 0;
	return mail_address_valid(mailbox->address) ? 0 :
	       no_address(text, error);
}

const char *mail_id(char id[MAIL_ID_MAX], const char *what, const char *from)
{
	char hash[HASH_SHA256_MAX];
	const char *at = strrchr(from, '@');

	hash_sha256(what, strlen(what), hash);
	snprintf(id, MAIL_ID_MAX, "%.*s@%s", ID_DIGITS, hash,
		 at ? at + 1 : "localhost");
	return id;
}
