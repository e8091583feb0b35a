/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * columns.h - the layout of a text as a reader sees it, without libunistring
 *
 * Width by a table of its own: ASCII and half-width kana are 1, all else is 2.
 */
#ifndef TESTS_COLUMNS_H
#define TESTS_COLUMNS_H

#include <stddef.h>
#include <stdint.h>

/* The next character; moves *@s past it. Bad UTF-8 ends the program. */
uint32_t next_char(const char **s);
/* Columns of @length bytes; bad UTF-8 ends the program. */
unsigned int columns_of(const char *line, size_t length);

/*
 * The first line that breaks a rule, "" if none does: at most 70 columns, no blank at
 * its end, no forbidden character at its beginning or end. @why says which. Valid
 * until the next call.
 */
const char *broken_line(const char *text, const char **why);

#endif /* TESTS_COLUMNS_H */
