/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * commands.h - the commands of slammer-advisory: one file each, a table in main.c
 *
 * argv[0] is the command's own name. Each returns the exit status: 0 good, 1
 * failed, 2 usage.
 */
#ifndef ADVISORY_COMMANDS_H
#define ADVISORY_COMMANDS_H

#include <limits.h>

#define EXIT_USAGE	2

int cmd_import(int argc, char **argv);
int cmd_new(int argc, char **argv);
int cmd_edit(int argc, char **argv);
int cmd_update(int argc, char **argv);
int cmd_withdraw(int argc, char **argv);
int cmd_approve(int argc, char **argv);
int cmd_publish(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_notify(int argc, char **argv);
int cmd_render(int argc, char **argv);

/* To stderr, as "slammer-advisory: sentence". Return 1 and 2. */
__attribute__((format(printf, 1, 2)))
int complain(const char *format, ...);
int complain_usage(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/*
 * Where things are unless the user says: installed, or in the source tree. The
 * first place that is there; if there is none, the installed one.
 */
const char *default_templates(char path[PATH_MAX]);
const char *default_publisher(char path[PATH_MAX]);
const char *default_constituents(char path[PATH_MAX]);

#define DEFAULT_STORE	"/var/lib/nf-slammer/statistics.db"
#define DEFAULT_POLICY	"/etc/nf-slammer/policy.conf"
#define DEFAULT_DESK	"/var/lib/nf-slammer/advisories.db"

#endif /* ADVISORY_COMMANDS_H */
