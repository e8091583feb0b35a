/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * terminal.h - a screen that is drawn in place, and given back as it was
 *
 * Plain sequences that every terminal of the last decades knows (ECMA-48), and
 * the second screen of xterm, which those without it ignore.
 */
#ifndef SLAMMERCTL_TERMINAL_H
#define SLAMMERCTL_TERMINAL_H

#include <stdbool.h>

/* Are there a screen and a keyboard at all? */
bool terminal_usable(void);

/*
 * From here on keys come at once and the screen is ours, until terminal_leave() or
 * a signal that ends or stops the program: what was there before is there again.
 * 0, or -1 with errno.
 */
int terminal_enter(void);
void terminal_leave(void);

void terminal_size(int *columns, int *lines);

/* Lines of top_screen.h in the place of what is there. 0, or -1 with errno. */
int terminal_draw(const char *text);

/*
 * A key that was hit; 0 after so many milliseconds or a change of size; -1 if there
 * is nobody any more who could hit one.
 */
int terminal_key(int milliseconds);

#endif /* SLAMMERCTL_TERMINAL_H */
