// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz_mail.c - any bytes as the parts of a mail
 *
 * The first byte says which charset; NULs part the rest into subject, names,
* addresses, text, and the attachment's name and type. Missing parts have defaults.
 */
#include <string.h>
#include <time.h>

#include "common/error.h"
#include "render/mail/iso2022jp.h"
#include "render/mail/mail.h"
#include "target.h"


enum part { SUBJECT, FROM, FROM_ADDRESS, TO, TO_ADDRESS, TEXT, FILENAME, TYPE, PARTS };

/* A copy that ends with a NUL. */
static char *read_parts(const uint8_t *bytes, size_t size,
			const char *parts[PARTS])
{
	char *copy = malloc(size + 1), *at = copy;
	int i;

	FUZZ_ASSERT(copy);
	memcpy(copy, bytes, size);
	copy[size] = 0;
	for (i = 0; i < PARTS && at <= copy + size; i++) {
		parts[i] = at;
		at += strlen(at) + 1;
	}
	return copy;
}

/* Each field once and in order; every line short, ASCII and not empty. */
static const char *check_header(const char *line, const char *const *names)
{
	const char *c, *end;

	for (; *line != '\n'; line = end + 1) {
		end = strchr(line, '\n');
		FUZZ_ASSERT(end && end - line <= 998);
		for (c = line; c < end; c++)
			FUZZ_ASSERT(*c >= ' ' && *c < 0x7f);
		if (*line == ' ') {
			FUZZ_ASSERT(end - line > 1);
			continue;
		}
		FUZZ_ASSERT(*names && !strncmp(line, *names, strlen(*names)));
		names++;
	}
	FUZZ_ASSERT(!*names);
	return line + 1;
}

/* Seven bits, and every line ends in ASCII. */
static void check_bytes(const char *text, size_t size)
{
	const char *c, *end = text + size;
	int jis = 0;

	for (c = text; c < end; c++) {
		FUZZ_ASSERT(*c == '\n' || *c == '\t' || *c == '\033' ||
			    (*c >= ' ' && *c < 0x7f));
		FUZZ_ASSERT(!jis || *c != '\n');
		if (*c == '\033') {
			FUZZ_ASSERT(!strncmp(c, jis ? "\033(B" : "\033$B", 3));
			jis = !jis;
			c += 2;
		}
	}
	FUZZ_ASSERT(!jis);
}

static void check_error(const char *error)
{
	FUZZ_ASSERT(*error);
	for (; *error; error++)
		FUZZ_ASSERT((unsigned char)*error >= ' ' && *error != 0x7f);
}

static void check_mail(const struct mail *mail)
{
	static const char *const whole[] = {
		"Date: ", "From:", "To:", "Subject:", "Message-ID: ",
		"MIME-Version: ", "Content-Type: text/plain; charset=",
		"Content-Transfer-Encoding: ", NULL
	};
	static const char *const mixed[] = {
		"Date: ", "From:", "To:", "Subject:", "Message-ID: ",
		"MIME-Version: ", "Content-Type: multipart/mixed;", NULL
	};
	static const char *const part[] = {
		"Content-Type: text/plain; charset=",
		"Content-Transfer-Encoding: ", NULL
	};
	struct error error = { "" };
	char *text = NULL;
	const char *body;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int ret;

	FUZZ_ASSERT(out);
	ret = mail_write(out, mail, &error);
	fclose(out);
	if (ret) {
		FUZZ_ASSERT(ret == -1 && !size);
		check_error(error.text);
	} else {
		check_bytes(text, size);
		body = check_header(text, mail->n_attachments ? mixed : whole);
		if (mail->n_attachments)
			check_header(strchr(body, '\n') + 1, part);
	}
	free(text);
}

/* Substituting twice changes nothing, and a text without lacks can be encoded. */
static void check_substitutes(const char *text)
{
	char *once = iso2022jp_substitute(text), *twice, *bytes;
	struct iso2022jp_place place = { 0 };
	struct error error = { "" };
	size_t length, lacks = iso2022jp_lacks(text, &place);

	FUZZ_ASSERT(once);
	twice = iso2022jp_substitute(once);
	FUZZ_ASSERT(twice && !strcmp(once, twice));
	FUZZ_ASSERT(iso2022jp_lacks(once, NULL) == lacks);
	bytes = iso2022jp_encode(text, &length, &error);
	FUZZ_ASSERT(!bytes == (lacks > 0));
	if (bytes)
		check_bytes(bytes, length);
	else
		FUZZ_ASSERT(place.line && place.column && *error.text);
	free(bytes);
	free(once);
	free(twice);
}

static void check_mailbox(const char *text)
{
	struct mailbox_text box;
	struct error error = { "" };

	if (mailbox_parse(&box, text, &error))
		check_error(error.text);
	else
		FUZZ_ASSERT(mail_address_valid(box.address));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *parts[PARTS] = {
		"Alert", "Team", "a@csirt.example", "Reader", "b@team.example",
		"Text.\n", NULL, "text/csv"
	};
	struct mail_attachment file = { .data = "x", .size = 1 };
	struct mailbox to;
	char *copy;

	if (!size)
		return 0;
	copy = read_parts(bytes + 1, size - 1, parts);
	to = (struct mailbox){ parts[TO], parts[TO_ADDRESS] };
	file.filename = parts[FILENAME];
	file.type = parts[TYPE];
	check_mail(&(struct mail){
		.from = { parts[FROM], parts[FROM_ADDRESS] },
		.to = &to, .n_to = 1, .subject = parts[SUBJECT],
		.message_id = "1@csirt.example", .date = *bytes,
		.text = parts[TEXT], .charset = (enum mail_charset)(*bytes % 3),
		.attachments = &file, .n_attachments = parts[FILENAME] != NULL,
	});
	check_substitutes(parts[TEXT]);
	check_mailbox(parts[FROM]);
	free(copy);
	return 0;
}
