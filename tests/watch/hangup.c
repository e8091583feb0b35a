// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hangup.c - SIGHUP arrives at the very start of a program
 *
 * Preloaded: it is sent when the program reads its first option.
 */
#include <dlfcn.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>

int getopt_long(int argc, char *const *argv, const char *letters,
		const struct option *options, int *index)
{
	static int (*real)(int, char *const *, const char *,
			   const struct option *, int *);

	if (!real) {
		*(void **)&real = dlsym(RTLD_NEXT, "getopt_long");
		raise(SIGHUP);
	}
	return real(argc, argv, letters, options, index);
}
