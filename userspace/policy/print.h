/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * print.h - parts of a policy file, written
 *
 * Private to this room: print.c writes the file, print_signatures.c the list,
 * print_daemon.c the settings that the kernel does not have.
 */
#ifndef POLICY_PRINT_H
#define POLICY_PRINT_H

#include <stdio.h>

#include "model.h"

/* A string as libconfig reads it, in its quotes. */
void print_string(const char *text, FILE *out);
/* " comment = ...;", or nothing. */
void print_comment(const char *comment, FILE *out);
void print_signatures(const struct policy *policy, FILE *out);
/* window, store and the like: of a model that came from a file. */
void print_daemon(const struct policy *policy, FILE *out);

#endif /* POLICY_PRINT_H */
