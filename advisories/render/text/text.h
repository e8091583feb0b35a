/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text.h - a bulletin as plain text: UTF-8, no line over 70 columns
 */
#ifndef RENDER_TEXT_H
#define RENDER_TEXT_H

#include <stdio.h>

#include "bulletin/edition.h"

/* 0, or -1 if out of memory. */
int render_text(FILE *out, const struct bulletin *bulletin);

#endif /* RENDER_TEXT_H */
