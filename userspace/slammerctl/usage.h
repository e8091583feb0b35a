/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usage.h - one way to say that a command was called wrongly
 *
 * Call getopt_long() with opterr = 0 and a ':' in front of the short options.
 */
#ifndef SLAMMERCTL_USAGE_H
#define SLAMMERCTL_USAGE_H

/**
 * usage_error - "slammerctl policy check: sentence", and where help is
 * @command: "policy check"; "" for slammerctl itself
 *
 * Returns EXIT_USAGE.
 */
int usage_error(const char *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The same after getopt_long() gave @c ('?' or ':') for an option of @argv. */
int usage_option(const char *command, int c, char **argv);

#endif /* SLAMMERCTL_USAGE_H */
