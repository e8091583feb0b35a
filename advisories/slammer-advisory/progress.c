// SPDX-License-Identifier: GPL-2.0-or-later
/* progress.c - a bar, a percentage and an estimate of the time left */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "common/text.h"
#include "cli.h"

#define QUIET_MS	500
#define EVERY_MS	100
#define BAR_MAX		40
#define BESIDE		20	/* columns of percentage and time */

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void progress_begin(struct progress *progress, const char *what,
		    uint64_t total)
{
	memset(progress, 0, sizeof(*progress));
	text_escape(what, progress->what, sizeof(progress->what));
	progress->total = total;
	progress->began = progress->drawn = now_ms();
	progress->terminal = isatty(STDERR_FILENO) != 0;
}

static unsigned int columns(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
		return 80;
	return size.ws_col;
}

static void draw_bar(const struct progress *p, double part, unsigned int width)
{
	char bar[BAR_MAX + 1];
	unsigned int full;

	width = width > BAR_MAX ? BAR_MAX : width;
	full = (unsigned int)(part * width);
	memset(bar, '-', width);
	memset(bar, '#', full);
	bar[width] = '\0';
	fprintf(stderr, " [%s] %3u %%", bar, (unsigned int)(part * 100));
}

static void draw(const struct progress *p, uint64_t done, int64_t now)
{
	unsigned int room = columns(), used;
	double part, left;

	used = (unsigned int)strlen(p->what) + BESIDE;
	fprintf(stderr, "\r\033[K%.*s", (int)(room - 1), p->what);
	if (!p->total) {
		if (used < room)
			fprintf(stderr, " %" PRIu64, done);
		return;
	}
	part = done < p->total ? (double)done / (double)p->total : 1;
	if (used + 4 < room)
		draw_bar(p, part, room - used - 4);
	if (used < room && part > 0.01) {
		left = (double)(now - p->began) / 1000 * (1 - part) / part;
		if (left < 359999)
			fprintf(stderr, " %u:%02u", (unsigned int)left / 60,
				(unsigned int)left % 60);
	}
}

void progress_set(struct progress *progress, uint64_t done)
{
	int64_t now;

	if (!progress->terminal)
		return;
	now = now_ms();
	if (now - progress->began < QUIET_MS ||
	    now - progress->drawn < EVERY_MS)
		return;
	progress->drawn = now;
	progress->visible = true;
	draw(progress, done, now);
	fflush(stderr);
}

void progress_end(struct progress *progress)
{
	if (!progress->visible)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	progress->visible = false;
}
