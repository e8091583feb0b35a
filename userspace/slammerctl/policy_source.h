/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy_source.h - where "policy show" and "policy diff" have policies from
 */
#ifndef SLAMMERCTL_POLICY_SOURCE_H
#define SLAMMERCTL_POLICY_SOURCE_H

#include <jansson.h>
#include <stdbool.h>

#include "policy/model.h"

/**
 * struct source_args - the command line
 * @files: @count of them
 */
struct source_args {
	const char *socket;
	bool json;
	char **files;
	int count;
};

/* At most @max files. Returns -1 to go on, else the exit status. */
int source_parse(int argc, char **argv, const char *command, const char *help,
		 int max, struct source_args *args);

/* What is wrong with it goes to stderr; NULL if that is an error. */
struct policy *source_file(const char *path);
/* What the kernel runs; NULL after a sentence on stderr. */
struct policy *source_kernel(void);

/**
 * source_daemon - the settings that the daemon goes by
 *
 * {policy: its file, settings}; NULL where no daemon answers: no matter why, it
 * is the kernel that counts.
 */
json_t *source_daemon(const char *socket);

#endif /* SLAMMERCTL_POLICY_SOURCE_H */
