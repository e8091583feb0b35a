/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy.h - the commands below "slammerctl policy"
 *
 * Called like the commands of commands.h; argv[0] is "check", "test" and so on.
 */
#ifndef SLAMMERCTL_POLICY_H
#define SLAMMERCTL_POLICY_H

int policy_check(int argc, char **argv);
int policy_test(int argc, char **argv);
int policy_show(int argc, char **argv);
int policy_diff_command(int argc, char **argv);
int policy_advise(int argc, char **argv);

#endif /* SLAMMERCTL_POLICY_H */
