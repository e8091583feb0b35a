/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quoted.h - a text that is almost ASCII, in quoted-printable (RFC 2045)
 */
#ifndef RENDER_QUOTED_H
#define RENDER_QUOTED_H

#include <stddef.h>
#include <stdio.h>

/*
 * Lines of at most 76. Nothing is left for a transport to change: neither blanks at
 * the end of a line nor "From " or a dot at its begin.
 */
void quoted_lines(FILE *out, const char *text, size_t n);

#endif /* RENDER_QUOTED_H */
