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

#include "diff.h"

/* A string as libconfig reads it, in its quotes. */
void print_string(const char *text, FILE *out);
/* " comment = ...;", or nothing. */
void print_comment(const char *comment, FILE *out);

/* Reasons that are under key @i and not under a later one; the first of them. */
uint32_t key_reasons(size_t i);
unsigned int key_reason(size_t i);
/* policy_rule() of one reason. */
const char *rule_text(const struct policy *policy, bool written,
		      unsigned int direction, unsigned int reason,
		      char buf[POLICY_VALUE_MAX]);

void print_signatures(const struct policy *policy, FILE *out);
/* window, store and the like: of a model that came from a file. */
void print_daemon(const struct policy *policy, FILE *out);

#endif /* POLICY_PRINT_H */
