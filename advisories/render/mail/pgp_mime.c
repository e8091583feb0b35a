// SPDX-License-Identifier: GPL-2.0-or-later
/* pgp_mime.c - splits a mail into visible header and encrypted content */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mail.h"

/* Neither base64 nor armor contains it. */
#define BOUNDARY	"=_encrypted"

static const char *line_end(const char *at, const char *end)
{
	const char *next = memchr(at, '\n', (size_t)(end - at));

	return next ? next + 1 : end;
}

static bool begins(const char *line, const char *name)
{
	return !strncasecmp(line, name, strlen(name));
}

/* The Content- fields of a header (@of_content), or all others. */
static void write_header(FILE *out, const char *mail, const char *end,
			 bool of_content, const char *newline)
{
	bool wanted = false;
	const char *next;

	for (; mail < end && *mail != '\n'; mail = next) {
		next = line_end(mail, end);
		/* A folded line belongs to the previous one. */
		if (*mail != ' ' && *mail != '\t')
			wanted = begins(mail, "MIME-Version:") ? false :
				 begins(mail, "Content-") == of_content;
		if (wanted)
			fprintf(out, "%.*s%s", (int)(next - mail - 1), mail,
				newline);
	}
}

static const char *body_of(const char *mail, const char *end)
{
	const char *empty = memmem(mail, (size_t)(end - mail), "\n\n", 2);

	return empty ? empty + 2 : end;
}

char *mail_inner(const char *mail, size_t size, size_t *length)
{
	const char *end = mail + size, *at, *next;
	char *text = NULL;
	FILE *out = open_memstream(&text, length);

	if (!out)
		return NULL;
	write_header(out, mail, end, true, "\r\n");
	fputs("\r\n", out);
	for (at = body_of(mail, end); at < end; at = next) {
		next = line_end(at, end);
		fwrite(at, 1, (size_t)(next - at) - (next[-1] == '\n'), out);
		fputs("\r\n", out);
	}
	if (!fclose(out))
		return text;
	free(text);
	return NULL;
}

int mail_encrypted(FILE *out, const char *mail, size_t size, const char *armor)
{
	write_header(out, mail, mail + size, false, "\n");
	fprintf(out, "MIME-Version: 1.0\n"
		"Content-Type: multipart/encrypted;\n"
		" protocol=\"application/pgp-encrypted\";\n"
		" boundary=\"" BOUNDARY "\"\n\n"
		"--" BOUNDARY "\n"
		"Content-Type: application/pgp-encrypted\n\n"
		"Version: 1\n\n"
		"--" BOUNDARY "\n"
		"Content-Type: application/octet-stream; name=\"encrypted.asc\"\n"
		"Content-Disposition: inline; filename=\"encrypted.asc\"\n\n"
		"%s\n--" BOUNDARY "--\n", armor);
	return ferror(out) ? -1 : 0;
}
