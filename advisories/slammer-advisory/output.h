/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * output.h - what a command prints: standard output, or a file whole or not at all
 */
#ifndef ADVISORY_OUTPUT_H
#define ADVISORY_OUTPUT_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

#include "common/error.h"

struct output {
	FILE *file;
	const char *path;		/* NULL: standard output */
	char temporary[PATH_MAX];
};

/* Each 0, or -1 with a sentence in @error. */
int output_open(struct output *output, const char *path, struct error *error);
/* @keep: put what was written in its place; otherwise what was there stays. */
int output_close(struct output *output, bool keep, struct error *error);

#endif /* ADVISORY_OUTPUT_H */
