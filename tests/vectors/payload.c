// SPDX-License-Identifier: GPL-2.0-or-later
/* payload.c - payload expressions: `04 01*96 @203 "sock" =376` -> bytes */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "reader.h"

#define FILLER	'.'	/* inert: neither NUL nor a separator of SSRP */

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int hex_append(struct reader *r, const char *text, size_t digits,
	       uint8_t *out, size_t *length, size_t max)
{
	size_t i;

	if (!digits || digits % 2)
		return reader_fail(r, "\"%.*s\" is not a number of whole bytes in hex",
				   (int)digits, text);
	for (i = 0; i < digits; i += 2) {
		int high = digit(text[i]), low = digit(text[i + 1]);

		if (high < 0 || low < 0)
			return reader_fail(r, "\"%.*s\" is not hex",
					   (int)digits, text);
		if (*length == max)
			return reader_fail(r, "more than %zu bytes", max);
		out[(*length)++] = (uint8_t)(high << 4 | low);
	}
	return 0;
}

static int append(struct reader *r, struct bytes *out, const uint8_t *data,
		  size_t length)
{
	if (length > sizeof(out->data) - out->length)
		return reader_fail(r, "payload of more than %zu bytes",
				   sizeof(out->data));
	memcpy(out->data + out->length, data, length);
	out->length += length;
	return 0;
}

/* "text", with \" and \\; *@end is set to after the closing quote. */
static int quoted(struct reader *r, const char *text, const char **end,
		  struct bytes *out)
{
	for (text++; *text && *text != '"'; text++) {
		if (*text == '\\' && (text[1] == '"' || text[1] == '\\'))
			text++;
		if (append(r, out, (const uint8_t *)text, 1))
			return -1;
	}
	if (!*text)
		return reader_fail(r, "unterminated string");
	*end = text + 1;
	return 0;
}

/* @203 and =376: filler up to a position. */
static int fill(struct reader *r, const char *word, struct bytes *out)
{
	long to;

	if (reader_number(r, word + 1, 0, VECTOR_PAYLOAD_MAX, &to))
		return -1;
	if ((size_t)to < out->length)
		return reader_fail(r, "%s: there are already %zu bytes", word,
				   out->length);
	memset(out->data + out->length, FILLER, (size_t)to - out->length);
	out->length = (size_t)to;
	return 0;
}

static int expand(struct reader *r, const char *name, size_t length,
		  struct bytes *out)
{
	size_t i;

	for (i = 0; i < r->macros; i++)
		if (strlen(r->macro[i].name) == length &&
		    !memcmp(r->macro[i].name, name, length))
			return append(r, out, r->macro[i].bytes.data,
				      r->macro[i].bytes.length);
	return reader_fail(r, "\"%.*s\" is not defined", (int)length,
			   name);
}

/* *N after an item that is in @out from @start on. */
static int repeat(struct reader *r, const char *count, size_t start,
		  struct bytes *out)
{
	struct bytes item = { .length = out->length - start };
	long n;

	memcpy(item.data, out->data + start, item.length);
	if (reader_number(r, count, 1, VECTOR_PAYLOAD_MAX, &n))
		return -1;
	while (--n)
		if (append(r, out, item.data, item.length))
			return -1;
	return 0;
}

/* One item: hex, "text" or $macro, optionally with *N. Ends at a blank. */
static int item(struct reader *r, const char *text, const char **end,
		struct bytes *out)
{
	size_t start = out->length, length;
	char count[16];

	if (*text == '"') {
		if (quoted(r, text, &text, out))
			return -1;
	} else {
		length = strcspn(text, "* \t");
		if (*text == '$' ? expand(r, text + 1, length - 1, out) :
		    hex_append(r, text, length, out->data, &out->length,
			       sizeof(out->data)))
			return -1;
		text += length;
	}

	length = strcspn(text, " \t");
	*end = text + length;
	if (!length)
		return 0;
	if (*text != '*' || length > sizeof(count))
		return reader_fail(r, "\"%s\": expected a blank or *COUNT", text);
	memcpy(count, text + 1, length - 1);
	count[length - 1] = '\0';
	return repeat(r, count, start, out);
}

int payload_append(struct reader *r, const char *text, struct bytes *out)
{
	char word[16];
	size_t length;

	for (text += strspn(text, " \t"); *text; text += strspn(text, " \t")) {
		if (*text != '@' && *text != '=') {
			if (item(r, text, &text, out))
				return -1;
			continue;
		}
		length = strcspn(text, " \t");
		if (length >= sizeof(word))
			return reader_fail(r, "\"%s\" is not a position", text);
		memcpy(word, text, length);
		word[length] = '\0';
		if (fill(r, word, out))
			return -1;
		text += length;
		if (*word == '=' && text[strspn(text, " \t")])
			return reader_fail(r, "%s must be the last item", word);
	}
	return 0;
}
