/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * commands.h - the commands of slammerctl: one file each, one table in main.c
 *
 * argv[0] is the command's own name. Each parses its options with getopt_long(),
 * prints to stdout, and returns the exit status: 0 good, 1 failed, 2 usage.
 */
#ifndef SLAMMERCTL_COMMANDS_H
#define SLAMMERCTL_COMMANDS_H

#define EXIT_USAGE	2

int cmd_status(int argc, char **argv);
int cmd_reload(int argc, char **argv);
int cmd_confirm(int argc, char **argv);
int cmd_rollback(int argc, char **argv);
int cmd_sources(int argc, char **argv);
int cmd_samples(int argc, char **argv);
int cmd_flush(int argc, char **argv);
int cmd_events(int argc, char **argv);
int cmd_top(int argc, char **argv);
int cmd_metrics(int argc, char **argv);
/* policy check FILE, policy test FILE CAPTURE */
int cmd_policy(int argc, char **argv);

#endif /* SLAMMERCTL_COMMANDS_H */
