/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * commands.h - the commands of slammerctl, one file each, and what two files share
 *
 * argv[0] is the last word of the command's name. Each parses its options with
 * cli_parse(), prints to stdout, and returns the exit status: 0 success, 1 failure,
 * 2 usage error.
 */
#ifndef SLAMMERCTL_COMMANDS_H
#define SLAMMERCTL_COMMANDS_H

#include <jansson.h>
#include <stdbool.h>

#include "policy/model.h"

int cmd_status(int argc, char **argv);
int cmd_doctor(int argc, char **argv);
int cmd_sources(int argc, char **argv);
int cmd_samples(int argc, char **argv);
int cmd_events(int argc, char **argv);
int cmd_top(int argc, char **argv);
int cmd_metrics(int argc, char **argv);
int cmd_reload(int argc, char **argv);
int cmd_confirm(int argc, char **argv);
int cmd_rollback(int argc, char **argv);
int cmd_flush(int argc, char **argv);

/* slammerctl policy check and so on */
int cmd_policy(int argc, char **argv);
int cmd_policy_check(int argc, char **argv);
int cmd_policy_test(int argc, char **argv);
int cmd_policy_show(int argc, char **argv);
int cmd_policy_diff(int argc, char **argv);
int cmd_policy_advise(int argc, char **argv);
int cmd_policy_init(int argc, char **argv);

/* Prints all messages about the file to stderr; NULL if one is an error. */
struct policy *policy_from_file(const char *path);
/* {policy: file name, settings} of the daemon; NULL where none answers. */
json_t *policy_ask_settings(const char *socket);
/* The kernel's active policy; NULL after a message. */
struct policy *policy_from_kernel(void);

/*
 * status: monitor mode, pending confirmation, drift, repairs, what the policy does
 * not do on this machine, broken statistics, the queue. Each prints nothing where there is nothing to report.
 */
void status_print_policy(const json_t *status);
void status_print_interfaces(const json_t *interfaces);
void status_print_statistics(const json_t *statistics);
void status_print_inspection(const json_t *inspection);
/* The counters of inspection with their meaning. Returns the exit status. */
int status_explain_inspection(const json_t *inspection);

/* In status_paths.c: ways past the filter, kernels without the module; all in a table. */
void status_print_paths(const json_t *paths);
void status_print_not_built(const json_t *status);
/*
 * @take of each kernel that the module could not be built for; of the running one only
 * where it is not loaded all the same.
 */
void status_each_not_built(const json_t *status,
			   void (*take)(void *arg, const char *release, bool running,
					const char *reason), void *arg);
/* Where neither daemon nor module answers: this may be the cause. */
void status_print_why_not_built(void);
int status_explain_paths(const json_t *paths);

/*
 * In status_summary.c: what matters, as member "summary" of @status, from @status itself
 * and the sources; and printed, as the first lines. @error: why no daemon answered.
 */
void status_add_summary(json_t *status, const char *socket, const char *error);
void status_print_summary(const json_t *summary);

#endif /* SLAMMERCTL_COMMANDS_H */
