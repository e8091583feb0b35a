// SPDX-License-Identifier: GPL-2.0-or-later
/* header.c - words of a header: plain, quoted or encoded, and lines of them */
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "encoding.h"
#include "common/error.h"
#include "render/text/clean.h"
#include "iso2022jp.h"
#include "internal.h"

#define TEXT_MAX	2000	/* bytes of a header's text */
#define WORD_MAX	75	/* an encoded word, RFC 2047 */
#define PLAIN_WORD_MAX	60	/* what is longer could not be folded */
#define PARAMETER_PART	50	/* of a parameter in parts, RFC 2231 */
#define ESCAPE		3	/* bytes that change the charset */
#define FRAME		7	/* "=?", "?B?" and "?=" */

/* A field while it is written. */
struct field {
	FILE *out;
	size_t column;
};

int mail_header_check(const char *what, const char *text, struct error *error)
{
	const uint8_t *in = (const uint8_t *)text, *end = in + strlen(text);
	ucs4_t c;
	int n;

	for (; in < end; in += n) {
		n = u8_mbtoucr(&c, in, (size_t)(end - in));
		if (n <= 0)
			return error_set(error, "%s: is not UTF-8", what);
		if (clean_shows(c) && c != '\t' && c != '\n')
			continue;
		return error_set(error, "%s: U+%04X is not allowed in a mail header (no control or invisible characters)",
			 what, c);
	}
	if (end - (const uint8_t *)text <= TEXT_MAX)
		return 0;
	return error_set(error, "%s: is longer than %d bytes", what, TEXT_MAX);
}

static bool is_atext(char c)
{
	return c > ' ' && c < 0x7f && !strchr("()<>[]:;@\\,.\"", c);
}

bool mail_is_atom(const char *text)
{
	const char *c = text;

	while (is_atext(*c))
		c++;
	return c > text && !*c;
}

/* Can a text be written unencoded and folded at its blanks? */
static bool is_plain(const char *text)
{
	size_t word = 0;
	const char *c;

	if (!*text || *text == ' ' || strstr(text, "=?") || strstr(text, "  "))
		return false;
	for (c = text; *c; c++) {
		if (*c < ' ' || *c > 0x7e)
			return false;
		word = *c == ' ' ? 0 : word + 1;
		if (word > PLAIN_WORD_MAX)
			return false;
	}
	return c[-1] != ' ';
}

/* A blank and a word, on a new line if this one has no room. */
static void put_word(struct field *field, const char *word, size_t length)
{
	bool fold = field->column + 1 + length > MAIL_HEADER_LINE;

	fputs(fold ? "\n " : " ", field->out);
	fwrite(word, 1, length, field->out);
	field->column = (fold ? 0 : field->column) + 1 + length;
}

static struct field begin(FILE *out, const char *name)
{
	fprintf(out, "%s:", name);
	return (struct field){ out, strlen(name) + 1 };
}

static void put_words(struct field *field, const char *text)
{
	size_t length;

	for (; *text; text += length + (text[length] == ' ')) {
		length = strcspn(text, " ");
		put_word(field, text, length);
	}
}

/* Bytes of a piece in @charset, with the escapes that return to ASCII at its end. */
static size_t encoded_length(const char *piece, size_t n,
			     enum mail_charset charset)
{
	const uint8_t *in = (const uint8_t *)piece, *end = in + n;
	size_t length = 0;
	bool wide = false;
	ucs4_t c;

	if (charset == MAIL_UTF_8)
		return n;
	while (in < end) {
		in += u8_mbtouc(&c, in, (size_t)(end - in));
		length += wide != (c >= 0x80) ? ESCAPE : 0;
		wide = c >= 0x80;
		length += wide ? 2 : 1;
	}
	return length + (wide ? ESCAPE : 0);
}

/*
 * How much of a text fits into a word of @room bytes, at least one character. Some
 * readers lose or double a blank at the end of a word, so a word does not end in one
 * if that can be avoided.
 */
static size_t piece_length(const char *text, size_t room,
			   enum mail_charset charset)
{
	const uint8_t *in = (const uint8_t *)text;
	size_t left = strlen(text), n = 0, good = 0, one;
	ucs4_t c;

	while (n < left) {
		one = (size_t)u8_mbtouc(&c, in + n, left - n);
		if (n && BASE64_LENGTH(encoded_length(text, n + one, charset)) > room)
			break;
		n += one;
		if (text[n - 1] != ' ' && text[n] != ' ')
			good = n;
	}
	return n < left && good ? good : n;
}

/* "=?UTF-8?B?...?=" of a piece that is known to fit. */
static void put_encoded_word(struct field *field, const char *text, size_t n,
			     const char *label, enum mail_charset charset)
{
	char piece[TEXT_MAX + 1], word[BASE64_LENGTH(TEXT_MAX) + 32];
	struct error error;
	char *bytes = piece;
	size_t length = n, start;

	memcpy(piece, text, n);
	piece[n] = 0;
	if (charset == MAIL_ISO_2022_JP)
		bytes = iso2022jp_encode(piece, &length, &error);
	if (!bytes)
		return;
	start = (size_t)sprintf(word, "=?%s?B?", label);
	base64(word + start, bytes, length);
	strcat(word, "?=");
	put_word(field, word, strlen(word));
	if (bytes != piece)
		free(bytes);
}

static void put_encoded(struct field *field, const char *text,
			enum mail_charset charset)
{
	const char *label = charset == MAIL_ISO_2022_JP ? "ISO-2022-JP" : "UTF-8";
	size_t frame = FRAME + strlen(label), room, n;
	char *own = charset == MAIL_ISO_2022_JP ? iso2022jp_substitute(text) :
		    strdup(text);
	const char *at = own;

	for (; at && *at; at += n) {
		room = MAIL_HEADER_LINE - 1;
		/* The rest of the line, if more than a few letters fit. */
		if (field->column + 1 + frame + 24 <= MAIL_HEADER_LINE)
			room -= field->column;
		room = (room > WORD_MAX ? WORD_MAX : room) - frame;
		n = piece_length(at, room, charset);
		put_encoded_word(field, at, n, label, charset);
	}
	free(own);
}

static void put_quoted(struct field *field, const char *text)
{
	char quoted[2 * TEXT_MAX + 3], *out = quoted;

	*out++ = '"';
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			*out++ = '\\';
		*out++ = *text;
	}
	*out++ = '"';
	put_word(field, quoted, (size_t)(out - quoted));
}

static bool is_phrase(const char *text)
{
	for (; *text; text++)
		if (*text != ' ' && !is_atext(*text))
			return false;
	return true;
}

static void put_name(struct field *field, const char *name,
		     enum mail_charset charset)
{
	if (!is_plain(name) || strlen(name) > PLAIN_WORD_MAX)
		put_encoded(field, name, charset);
	else if (is_phrase(name))
		put_words(field, name);
	else
		put_quoted(field, name);
}

void mail_header_text(FILE *out, const char *name, const char *text,
		      enum mail_charset charset)
{
	struct field field = begin(out, name);

	if (is_plain(text))
		put_words(&field, text);
	else
		put_encoded(&field, text, charset);
	fputc('\n', out);
}

void mail_header_mailboxes(FILE *out, const char *name,
			   const struct mailbox *mailboxes, size_t count,
			   enum mail_charset charset)
{
	struct field field = begin(out, name);
	char address[MAIL_ADDRESS_MAX + 4];
	const struct mailbox *box;

	for (box = mailboxes; box < mailboxes + count; box++) {
		bool named = box->name && *box->name;

		if (named)
			put_name(&field, box->name, charset);
		snprintf(address, sizeof(address), "%s%s%s%s", named ? "<" : "",
			 box->address, named ? ">" : "",
			 box + 1 < mailboxes + count ? "," : "");
		put_word(&field, address, strlen(address));
	}
	fputc('\n', out);
}

/* One part of a parameter, percent-encoded. */
static const char *put_part(FILE *out, const char *value)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t n = 0;

	for (; *value && n < PARAMETER_PART; value++) {
		unsigned char c = (unsigned char)*value;

		if (*value == '.' ||
		    (is_atext(*value) && !strchr("*'%/?=", *value))) {
			fputc(c, out);
			n++;
		} else {
			fprintf(out, "%%%c%c", digits[c >> 4], digits[c & 15]);
			n += 3;
		}
	}
	return value;
}

void mail_header_parameter(FILE *out, const char *name, const char *value)
{
	unsigned int part = 0;
	const char *at = value;

	fputs(";\n ", out);
	if (is_plain(value) && !strpbrk(value, "\"\\%")) {
		fprintf(out, "%s=\"%s\"", name, value);
		return;
	}
	do {
		if (part)
			fputs(";\n ", out);
		fprintf(out, "%s*%u*=%s", name, part, part ? "" : "UTF-8''");
		at = put_part(out, at);
		part++;
	} while (*at);
}
