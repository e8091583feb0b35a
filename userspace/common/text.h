/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text.h - untrusted text in messages: quoting, and "did you mean"
 *
 * What is quoted is valid UTF-8 and cannot control a terminal.
 */
#ifndef COMMON_TEXT_H
#define COMMON_TEXT_H

#include <stddef.h>

#define TEXT_QUOTE_MAX	160	/* longer text is cut */

/**
 * text_escape - control characters, bad UTF-8 and text direction marks as \xNN
 * @text: any bytes up to a NUL
 * @buf:  of @size bytes, at least 8; a longer text ends in "..."
 *
 * The result is valid UTF-8. Returns @buf.
 */
const char *text_escape(const char *text, char *buf, size_t size);

/* The same in double quotes, with '"' and '\' escaped. Returns @buf. */
const char *text_quote(const char *text, char buf[TEXT_QUOTE_MAX]);

/**
 * text_suggest - the name that a misspelt one was meant to be
 * @name:    returns the i-th name, NULL after the last one
 * @context: passed to @name
 *
 * Returns the most similar name, or NULL if none is similar enough.
 */
const char *text_suggest(const char *text,
			 const char *(*name)(const void *context, size_t i),
			 const void *context);

#endif /* COMMON_TEXT_H */
