// SPDX-License-Identifier: GPL-2.0-or-later
/* main.c - slammerd: options, and the order in which things begin */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/error.h"
#include "slammerd/daemon.h"
#include "slammerd/os/daemonize.h"
#include "slammerd/os/pidfile.h"
#include "slammerd/os/privileges.h"

#define EXIT_USAGE	2

static const char usage[] =
"Usage: slammerd [OPTION]...\n"
"Give the nf_slammer module its policy, and write its statistics.\n"
"\n"
"  -c, --config FILE    policy file (/etc/nf-slammer/policy.conf)\n"
"  -f, --foreground     stay in the foreground, log to stderr\n"
"  -s, --socket PATH    control socket (/run/nf-slammer/slammerd.sock)\n"
"  -p, --pid-file PATH  write the process number there\n"
"      --store PATH     database of the statistics, instead of the policy's\n"
"      --state DIR      what outlives the daemon (" STATE_DIRECTORY ")\n"
"  -u, --user NAME      started as root, become this user who keeps CAP_NET_ADMIN\n"
"      --no-seccomp     do not restrict system calls\n"
"      --check          check the policy file, do nothing else\n"
"      --no-inspect     leave what is queued to another program\n"
"  -v, --verbose        log more\n"
"      --help           print this\n"
"      --version        print the version\n"
"\n"
"SIGHUP reloads the policy file, SIGTERM ends the daemon; the kernel goes on\n"
"filtering. Exit status: 0 good, 1 failure, 2 usage error.\n";

enum {
	OPT_STORE = 256, OPT_STATE, OPT_NO_SECCOMP, OPT_CHECK,
	OPT_NO_INSPECT, OPT_HELP, OPT_VERSION
};

static const struct option long_options[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "foreground", no_argument, NULL, 'f' },
	{ "socket", required_argument, NULL, 's' },
	{ "pid-file", required_argument, NULL, 'p' },
	{ "store", required_argument, NULL, OPT_STORE },
	{ "state", required_argument, NULL, OPT_STATE },
	{ "user", required_argument, NULL, 'u' },
	{ "no-seccomp", no_argument, NULL, OPT_NO_SECCOMP },
	{ "check", no_argument, NULL, OPT_CHECK },
	{ "no-inspect", no_argument, NULL, OPT_NO_INSPECT },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 }
};

/* -1: go on; else exit with it. */
static int take_option(int option, struct options *options)
{
	switch (option) {
	case 'c':
		options->config = optarg;
		return -1;
	case 'f':
		options->foreground = true;
		return -1;
	case 's':
		options->socket = optarg;
		return -1;
	case 'p':
		options->pid_file = optarg;
		return -1;
	case OPT_STORE:
		options->store = optarg;
		return -1;
	case OPT_STATE:
		options->state = optarg;
		return -1;
	case 'u':
		options->user = optarg;
		return -1;
	case OPT_NO_SECCOMP:
		options->seccomp = false;
		return -1;
	case OPT_CHECK:
		options->check = true;
		return -1;
	case 'v':
		options->verbose = true;
		return -1;
	case OPT_NO_INSPECT:
		options->no_inspect = true;
		return -1;
	case OPT_HELP:
		fputs(usage, stdout);
		return EXIT_SUCCESS;
	case OPT_VERSION:
		puts("slammerd " NF_SLAMMER_VERSION);
		return EXIT_SUCCESS;
	}
	fputs("Try 'slammerd --help'.\n", stderr);
	return EXIT_USAGE;
}

static int parse_options(int argc, char **argv, struct options *options)
{
	int option, status;

	while ((option = getopt_long(argc, argv, "c:fs:p:u:v", long_options,
				     NULL)) >= 0) {
		status = take_option(option, options);
		if (status >= 0)
			return status;
	}
	if (optind < argc) {
		fprintf(stderr, "slammerd: unexpected argument \"%s\"\n",
			argv[optind]);
		fputs("Try 'slammerd --help'.\n", stderr);
		return EXIT_USAGE;
	}
	return -1;
}

static struct policy *load(const char *path)
{
	struct policy_messages messages = { 0 };
	struct policy *policy = policy_load(path, &messages);

	log_messages(&messages);
	policy_messages_free(&messages);
	return policy;
}

/* Before the policy is read: what the user may not read fails now, not later. */
static int become_user(const struct options *options)
{
	const struct belongings belongings = {
		.run = LOCK_DIRECTORY,
		.state = options->state,
		.pid_file = options->check ? NULL : options->pid_file,
	};
	struct error error;

	if (!options->user ||
	    !user_enter(options->user, &belongings, &error))
		return 0;
	log_say(LOG_ERR, "%s", error.text);
	return -1;
}

/*
 * With the policy loaded, if its file is good. The lock comes last: without rights
 * that is the news.
 */
static int run(struct daemon *daemon)
{
	struct error error;
	int word = -1, lock, status = EXIT_FAILURE;

	if (!daemon->options->foreground) {
		word = detach_fork();
		if (word < 0) {
			log_say(LOG_ERR, "cannot fork: %s", strerror(errno));
			return EXIT_FAILURE;
		}
	}
	daemon->client = client_open(&error);
	if (!daemon->client) {
		log_say(LOG_ERR, "%s", error.text);
		return EXIT_FAILURE;
	}
	lock = lock_take(LOCK_DIRECTORY, &error);
	if (lock < 0) {
		log_say(LOG_ERR, "%s", error.text);
		return EXIT_FAILURE;
	}
	if (!daemon_start(daemon))
		status = daemon_run(daemon, word);
	close(lock);
	return status;
}

int main(int argc, char **argv)
{
	struct options options = {
		.config = "/etc/nf-slammer/policy.conf",
		.socket = LOCK_DIRECTORY "/slammerd.sock",
		.state = STATE_DIRECTORY,
		.seccomp = true,
	};
	struct daemon daemon = { .options = &options };
	int status;

	status = parse_options(argc, argv, &options);
	if (status >= 0)
		return status;
	log_open(options.verbose);
	if (become_user(&options) < 0)
		return EXIT_FAILURE;
	daemon.policy = load(options.config);
	if (options.check) {
		status = daemon.policy ? EXIT_SUCCESS : EXIT_FAILURE;
		if (daemon.policy)
			printf("%s: good\n", options.config);
	} else {
		status = run(&daemon);
	}
	daemon_stop(&daemon);
	return status;
}
