/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * order.h - commands that have the daemon do something, and tell how it went
 */
#ifndef SLAMMERCTL_ORDER_H
#define SLAMMERCTL_ORDER_H

#include <jansson.h>

#include "view.h"

/**
 * order - read the options, ask the daemon, print its answer
 * @help:    text of --help
 * @command: for the daemon, without arguments
 * @print:   says in words what @answer holds; whether it was refused is in it.
 *	     Not called with --json, which prints the answer as it is.
 *
 * Returns the exit status of slammerctl: a refusal is a failure.
 */
int order(int argc, char **argv, const char *help, const char *command,
	  void (*print)(const json_t *answer));

/* The same for a question of any shape, once the options are read; @question is
 * taken over.
 */
int order_ask(const struct view *view, json_t *question,
	      void (*print)(const json_t *answer));

#endif /* SLAMMERCTL_ORDER_H */
