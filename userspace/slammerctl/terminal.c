// SPDX-License-Identifier: GPL-2.0-or-later
/* terminal.c - unbuffered keys, the alternate screen, and its end at any signal */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "top.h"

#define ENTER	"\033[?1049h\033[?25l"	/* alternate screen, no cursor */
#define LEAVE	"\033[?25h\033[?1049l"

static struct termios original;
static sigset_t outside;	/* signal mask before terminal_enter() */

static void put(const char *sequence)
{
	/* A terminal that is closed cannot be restored. */
	if (write(STDOUT_FILENO, sequence, strlen(sequence)) < 0)
		return;
}

static int take_screen(void)
{
	struct termios raw = original;

	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw) < 0)
		return -1;
	put(ENTER);
	return 0;
}

void terminal_leave(void)
{
	put(LEAVE);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &original);
}

/* Async-signal-safe calls only */
static void on_end(int number)
{
	terminal_leave();
	signal(number, SIG_DFL);
	raise(number);
}

static void on_stop(int number)
{
	int reason = errno;

	terminal_leave();
	raise(SIGSTOP);
	take_screen();
	errno = reason;
}

/* Interrupts ppoll() in terminal_key(). */
static void on_resize(int number)
{
}

static void handle(int number, void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };

	sigaction(number, &action, NULL);
}

bool terminal_usable(void)
{
	const char *kind = getenv("TERM");

	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && kind && *kind &&
	       strcmp(kind, "dumb");
}

int terminal_enter(void)
{
	sigset_t resize;

	if (tcgetattr(STDIN_FILENO, &original) < 0)
		return -1;
	handle(SIGINT, on_end);
	handle(SIGTERM, on_end);
	handle(SIGHUP, on_end);
	handle(SIGQUIT, on_end);
	handle(SIGTSTP, on_stop);
	/* Blocked except in ppoll(), so that no change of size is missed. */
	sigemptyset(&resize);
	sigaddset(&resize, SIGWINCH);
	sigprocmask(SIG_BLOCK, &resize, &outside);
	handle(SIGWINCH, on_resize);
	return take_screen();
}

void terminal_size(int *columns, int *lines)
{
	struct winsize size;

	*columns = 80;
	*lines = 24;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || !size.ws_col ||
	    !size.ws_row)
		return;
	*columns = size.ws_col;
	*lines = size.ws_row;
}

static int put_all(const char *text, size_t length)
{
	ssize_t n;

	while (length) {
		n = write(STDOUT_FILENO, text, length);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		text += n;
		length -= (size_t)n;
	}
	return 0;
}

/* One write, against flicker; no newline after the last line, against scrolling. */
int terminal_draw(const char *text)
{
	char *sequence = NULL;
	size_t size;
	int result;
	FILE *out = open_memstream(&sequence, &size);

	if (!out)
		return -1;
	fputs("\033[H", out);
	for (; *text; text++) {
		if (*text == TOP_REVERSE)
			fputs("\033[7m", out);
		else if (*text == TOP_BOLD)
			fputs("\033[1m", out);
		else if (*text != '\n')
			putc(*text, out);
		else
			fputs(text[1] ? "\033[m\033[K\r\n" : "\033[m\033[K\033[J", out);
	}
	if (fclose(out))
		return -1;
	result = put_all(sequence, size);
	free(sequence);
	return result;
}

int terminal_key(int milliseconds)
{
	struct pollfd keyboard = { .fd = STDIN_FILENO, .events = POLLIN };
	struct timespec timeout = {
		.tv_sec = milliseconds / 1000,
		.tv_nsec = milliseconds % 1000 * 1000000L,
	};
	unsigned char key;

	if (ppoll(&keyboard, 1, &timeout, &outside) <= 0)
		return 0;
	return read(STDIN_FILENO, &key, 1) == 1 ? key : -1;
}
