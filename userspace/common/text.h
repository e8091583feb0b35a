/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text.h - untrusted text in messages: quoting, "did you mean"; numbers for people
 *
 * What is quoted is valid UTF-8 and cannot control a terminal.
 */
#ifndef COMMON_TEXT_H
#define COMMON_TEXT_H

#include <stddef.h>
#include <stdint.h>

#define TEXT_NUMBER_MAX	24
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

/*
 * Numbers for people; JSON has the exact ones. Of packets, in powers of 1000: "9999",
 * "12.3 k", "1.2 M". Of bytes, in powers of 1024 (IEC 80000-13): "512 B", "3.4 GiB".
 * Both return @buf.
 */
const char *text_count(uint64_t count, char buf[TEXT_NUMBER_MAX]);
const char *text_bytes(uint64_t bytes, char buf[TEXT_NUMBER_MAX]);

#endif /* COMMON_TEXT_H */
