/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * view.h - options and output that the commands which look and ask share
 */
#ifndef SLAMMERCTL_VIEW_H
#define SLAMMERCTL_VIEW_H

#include <getopt.h>
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct view {
	const char *socket;
	bool json;
	bool explain;
	bool infected;
	size_t limit;		/* 0: no limit; also of --count */
	size_t confirm;		/* seconds; 0: not asked for */
};

/* Each command takes these three, and more in front of VIEW_OPTIONS. */
#define VIEW_OPTIONS \
	{ "json", no_argument, NULL, 'j' }, \
	{ "socket", required_argument, NULL, 's' }, \
	{ "help", no_argument, NULL, 'h' }, \
	{ NULL, 0, NULL, 0 }
#define VIEW_EXPLAIN	{ "explain", no_argument, NULL, 'e' }
#define VIEW_INFECTED	{ "infected", no_argument, NULL, 'i' }
#define VIEW_LIMIT	{ "limit", required_argument, NULL, 'n' }
#define VIEW_CONFIRM	{ "confirm", required_argument, NULL, 'C' }
#define VIEW_COUNT	{ "count", required_argument, NULL, 'c' }

#define VIEW_HELP \
	"      --json          one JSON object\n" \
	"      --socket PATH   the daemon's (" REQUEST_SOCKET ")\n" \
	"      --help          print this\n"

/**
 * view_parse - read a command's options
 * @help: printed for --help
 *
 * Returns -1 to go on, else the exit status.
 */
int view_parse(int argc, char **argv, const struct option *options,
	       const char *help, struct view *view);

/* "12" of --@option -> 12. -1 to go on, else the exit status: it is no such number. */
int view_limit(const char *command, const char *option, const char *text,
	       size_t *limit);

/* The object, to stdout. Exit status. */
int view_json(const json_t *object);

/* Members, without a chance to trip over what is missing. */
const char *view_text(const json_t *object, const char *key);
long long view_number(const json_t *object, const char *key);

/* "slammerctl: sentence" to stderr. */
void view_complain(const char *sentence);

#endif /* SLAMMERCTL_VIEW_H */
