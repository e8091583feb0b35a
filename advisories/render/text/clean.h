/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * clean.h - text from outside, without invisible characters
 */
#ifndef RENDER_CLEAN_H
#define RENDER_CLEAN_H

#include <stdbool.h>
#include <stdint.h>

/**
 * clean_text - a text that shows all that it says
 *
 * Control characters other than tab and newline, marks that change direction or
 * have no width, separators of lines and what is no character at all are left out;
 * bytes that are not UTF-8 become U+FFFD.
 * Returns a malloced text, NULL if out of memory.
 */
char *clean_text(const char *text);

/* Would clean_text() leave that character? */
bool clean_shows(uint32_t c);

#endif /* RENDER_CLEAN_H */
