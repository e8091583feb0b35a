// SPDX-License-Identifier: GPL-2.0-or-later
/* main.c - slammerd: options, and the order of the start */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/output.h"
#include "slammerd/daemon.h"
#include "slammerd/os/daemonize.h"
#include "slammerd/os/privileges.h"

#define EXIT_USAGE	2

static const char usage[] =
"Usage: slammerd [OPTION]...\n"
"Load a policy into the nf_slammer module, and write its statistics.\n"
"\n"
"  -c, --config FILE    policy file (" POLICY_FILE ")\n"
"  -f, --foreground     stay in the foreground, log to stderr\n"
"  -s, --socket PATH    control socket (/run/nf-slammer/slammerd.sock)\n"
"  -p, --pid-file PATH  write the PID to this file\n"
"      --store PATH     database of the statistics; overrides the policy\n"
"      --state DIR      state directory (" STATE_DIRECTORY ")\n"
"  -u, --user NAME      switch from root to this user, keeping CAP_NET_ADMIN only\n"
"      --no-seccomp     do not restrict system calls\n"
"      --check          check the policy file and exit\n"
"      --no-inspect     do not inspect queued packets: another program does\n"
"  -v, --verbose        log more\n"
"  -h, --help           print this help\n"
"  -V, --version        print the version\n"
"\n"
"SIGHUP reloads the policy file. SIGTERM ends the daemon; the kernel keeps\n"
"filtering. Exit status: 0 success, 1 failure, 2 usage error.\n";

enum {
	OPT_STORE = 256, OPT_STATE, OPT_NO_SECCOMP, OPT_CHECK,
	OPT_NO_INSPECT
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
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 }
};

/* -1: continue; otherwise the exit status. */
static int parse_option(int option, struct options *options)
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
	case 'h':
		fputs(usage, stdout);
		return EXIT_SUCCESS;
	case 'V':
		puts("slammerd " NF_SLAMMER_VERSION);
		return EXIT_SUCCESS;
	}
	fputs("Try 'slammerd --help'.\n", stderr);
	return EXIT_USAGE;
}

static int parse_options(int argc, char **argv, struct options *options)
{
	int option, status;

	while ((option = getopt_long(argc, argv, "c:fs:p:u:vhV", long_options,
				     NULL)) >= 0) {
		status = parse_option(option, options);
		if (status >= 0)
			return status;
	}
	if (optind + 1 == argc && !strcmp(argv[optind], "help"))
		return parse_option('h', options);
	if (optind + 1 == argc && !strcmp(argv[optind], "version"))
		return parse_option('V', options);
	if (!strcmp(options->config, "-") && !options->check) {
		/* A reload would read it again. */
		fputs("slammerd: the policy can only be read from standard input with --check\n"
		      "Try 'slammerd --help'.\n", stderr);
		return EXIT_USAGE;
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
	struct config_messages messages = { 0 };
	struct policy *policy = policy_load(path, &messages);

	log_config_messages(&messages);
	config_messages_free(&messages);
	return policy;
}

/* Before the policy is read: what the user cannot read must fail now, not later. */
static int switch_user(const struct options *options)
{
	const struct privileges_paths paths = {
		.run = RUN_DIRECTORY,
		.state = options->state,
		.pid_file = options->check ? NULL : options->pid_file,
	};
	struct error error;

	if (!options->user || !privileges_drop(options->user, &paths, &error))
		return 0;
	log_message(LOG_ERR, "%s", error.text);
	return -1;
}

/* With module.policy loaded if its file is valid. */
static int run(struct daemon *daemon)
{
	int ready = -1, lock, status = EXIT_FAILURE;
	struct error error;

	if (!daemon->options->foreground) {
		ready = daemonize_fork();
		if (ready < 0) {
			log_message(LOG_ERR, "cannot fork: %s", strerror(errno));
			return EXIT_FAILURE;
		}
	}
	/* Before the lock, so that missing privileges are reported first. */
	daemon->module.client = client_open(&error);
	if (!daemon->module.client) {
		log_message(LOG_ERR, "%s", error.text);
		return EXIT_FAILURE;
	}
	lock = instance_lock(RUN_DIRECTORY, &error);
	if (lock < 0) {
		log_message(LOG_ERR, "%s", error.text);
		return EXIT_FAILURE;
	}
	if (!daemon_start(daemon))
		status = daemon_run(daemon, ready);
	close(lock);
	return status;
}

/* A full disk or a closed pipe must not look like success. */
static int finish(int status)
{
	if (!output_finish(stdout))
		return status;
	fprintf(stderr, "slammerd: cannot write the output: %s\n", strerror(errno));
	return EXIT_FAILURE;
}

static void block_hangup(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

int main(int argc, char **argv)
{
	struct options options = {
		.config = POLICY_FILE,
		.socket = RUN_DIRECTORY "/slammerd.sock",
		.state = STATE_DIRECTORY,
		.seccomp = true,
	};
	struct daemon daemon;
	int status;

	/* Until it can be read, it waits: a reload that comes early must not kill. */
	block_hangup();
	status = parse_options(argc, argv, &options);
	if (status >= 0)
		return status == EXIT_SUCCESS ? finish(status) : status;
	log_open(options.verbose);
	if (switch_user(&options) < 0)
		return EXIT_FAILURE;
	daemon_init(&daemon, &options);
	daemon.module.policy = load(options.config);
	if (options.check) {
		status = daemon.module.policy ? EXIT_SUCCESS : EXIT_FAILURE;
		if (daemon.module.policy)
			printf("%s: valid\n", options.config);
		if (status == EXIT_SUCCESS)
			status = finish(status);
	} else {
		status = run(&daemon);
	}
	daemon_free(&daemon);
	return status;
}
