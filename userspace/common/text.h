/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text.h - text that came from outside, made fit for a message
 *
 * Quoting that no terminal and no JSON parser trips over, and "did you mean".
 */
#ifndef NAMES_TEXT_H
#define NAMES_TEXT_H

#include <stddef.h>

#define TEXT_QUOTE_MAX	160	/* enough for any name worth quoting */

/**
 * text_escape - control characters, bad UTF-8 and text direction marks as \xNN
 * @text: any bytes up to a NUL
 * @buf:  of @size bytes, at least 8; a longer text ends in "..."
 *
 * The result is valid UTF-8. Returns @buf.
 */
const char *text_escape(const char *text, char *buf, size_t size);

/* The same, with '"' and '\' escaped and '"' around it. Returns @buf. */
const char *text_quote(const char *text, char buf[TEXT_QUOTE_MAX]);

/**
 * text_suggest - which of the names was meant?
 * @name:    function that gives the i-th name, NULL behind the last
 * @context: handed to it
 *
 * Returns the nearest name, or NULL where none is near enough to be meant.
 */
const char *text_suggest(const char *text,
			 const char *(*name)(const void *context, size_t i),
			 const void *context);

#endif /* NAMES_TEXT_H */
