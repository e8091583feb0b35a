// SPDX-License-Identifier: GPL-2.0-or-later
/* labreload - edit a policy file and reload it, repeatedly */
#include <inttypes.h>

#include "common/error.h"
#include "kernel/client.h"
#include "slammerctl/rpc.h"
#include "tool.h"

#define FILES_MAX	16

/* A file that replaces the policy file. */
struct edit {
	const char *path;
	char *text;
	size_t size;
	uint64_t digest;	/* 0: it is invalid */
};

/* Expected state of the kernel after each reload. */
struct expected {
	uint32_t generation;
	uint64_t digest;
};

struct run {
	const char *socket;
	const char *config;
	struct edit bad;
	struct edit good[FILES_MAX];
	int n_good;
	long times;
	long every;		/* every N-th is the invalid one; 0: none */
	long pause;		/* ms after each */
	struct client *client;
	struct expected expected;
	long refused;
	long changed;
};

static void usage(FILE *out)
{
	fputs("Usage: labreload --socket PATH --config FILE [--times N] [--bad FILE --every K] [--pause MS] GOOD ...\n"
	      "Replace the policy file by the files in turn, reload after each, and\n"
	      "look at what the kernel runs. See README.md.\n", out);
}

static void read_edit(struct edit *edit, const char *path, bool good)
{
	struct config_messages messages = { 0 };
	struct policy *policy = policy_load(path, &messages);
	FILE *file = fopen(path, "r"), *copy;
	int c;

	edit->path = path;
	if (!file || good != (policy != NULL))
		die(EXIT_FAILURE, "%s is not a %s policy", path,
		    good ? "good" : "bad");
	edit->digest = good ? policy_digest(policy) : 0;
	config_messages_free(&messages);
	policy_free(policy);
	copy = open_memstream(&edit->text, &edit->size);
	while (copy && (c = getc(file)) != EOF)
		putc(c, copy);
	if (!copy || fclose(copy))
		die(EXIT_FAILURE, "out of memory");
	fclose(file);
}

/* As editors do: the file is always complete. */
static void put_in_place(const struct run *run, const struct edit *edit)
{
	char new[4096];
	FILE *file;

	snprintf(new, sizeof(new), "%s.new", run->config);
	file = fopen(new, "w");
	if (!file || fwrite(edit->text, 1, edit->size, file) != edit->size ||
	    fclose(file) || rename(new, run->config))
		die(EXIT_FAILURE, "%s: %s", run->config, strerror(errno));
}

/* Compare with the kernel's status. */
static void look(const struct run *run, long n, const char *path)
{
	struct client_status status;

	if (client_status(run->client, &status))
		die(EXIT_FAILURE, "%s", client_error(run->client));
	if (status.generation != run->expected.generation ||
	    status.digest != run->expected.digest)
		die(EXIT_FAILURE, "reload %ld of %s: the kernel has generation %u, digest %016" PRIx64 " instead of %u, %016" PRIx64,
		    n, path, status.generation, status.digest,
		    run->expected.generation, run->expected.digest);
}

static void reload(struct run *run, long n, const struct edit *edit)
{
	struct error error;
	const char *refused;
	json_t *answer;

	put_in_place(run, edit);
	if (rpc_call(run->socket, json_pack("{s:s}", "command", "reload"),
		    &answer, &error) != RPC_ANSWERED)
		die(EXIT_FAILURE, "reload %ld: %s", n, error.text);
	refused = rpc_refusal(answer);
	if (edit->digest ? refused != NULL : !refused)
		die(EXIT_FAILURE, "reload %ld of %s: %s", n, edit->path,
		    refused ? refused : "was not refused");
	json_decref(answer);
	if (!edit->digest) {
		run->refused++;
	} else if (edit->digest != run->expected.digest) {
		run->changed++;
		run->expected.generation++;
		run->expected.digest = edit->digest;
	}
	look(run, n, edit->path);
}

static void work(struct run *run)
{
	struct client_status status;
	long n, good = 0;

	if (client_status(run->client, &status))
		die(EXIT_FAILURE, "%s", client_error(run->client));
	run->expected.generation = status.generation;
	run->expected.digest = status.digest;
	for (n = 1; n <= run->times && !tool_stopped; n++) {
		reload(run, n, run->every && n % run->every == 0 ?
		       &run->bad : &run->good[good++ % run->n_good]);
		tool_sleep(run->pause * 1000000);
	}
	if (n <= run->times)
		die(EXIT_FAILURE, "stopped after %ld reloads", n - 1);
}

static void parse(struct run *run, int argc, char **argv)
{
	static const struct option options[] = {
		{ "socket", required_argument, NULL, 's' },
		{ "config", required_argument, NULL, 'c' },
		{ "times", required_argument, NULL, 't' },
		{ "bad", required_argument, NULL, 'b' },
		{ "every", required_argument, NULL, 'e' },
		{ "pause", required_argument, NULL, 'p' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 's') {
			run->socket = optarg;
		} else if (c == 'c') {
			run->config = optarg;
		} else if (c == 't') {
			run->times = tool_number("times", optarg, 1, 1000000);
		} else if (c == 'b') {
			read_edit(&run->bad, optarg, false);
		} else if (c == 'e') {
			run->every = tool_number("every", optarg, 2, 1000000);
		} else if (c == 'p') {
			run->pause = tool_number("pause", optarg, 0, 60000);
		} else {
			usage(c == 'h' ? stdout : stderr);
			exit(c == 'h' ? EXIT_SUCCESS : EXIT_USAGE);
		}
	}
	for (; optind < argc && run->n_good < FILES_MAX; optind++)
		read_edit(&run->good[run->n_good++], argv[optind], true);
	if (optind < argc || !run->n_good || !run->socket || !run->config ||
	    !run->bad.path != !run->every) {
		usage(stderr);
		exit(EXIT_USAGE);
	}
}

int main(int argc, char **argv)
{
	struct run run = { .times = 1 };
	struct error error;
	int64_t start;

	parse(&run, argc, argv);
	run.client = client_open(&error);
	if (!run.client)
		die(EXIT_FAILURE, "%s", error.text);
	tool_catch();
	start = tool_now();
	work(&run);
	client_close(run.client);
	tool_print(json_pack("{s:I, s:I, s:I, s:I, s:f}",
			     "reloads", (json_int_t)run.times,
			     "refused", (json_int_t)run.refused,
			     "changed", (json_int_t)run.changed,
			     "generation", (json_int_t)run.expected.generation,
			     "seconds", (double)(tool_now() - start) / 1e9));
	return EXIT_SUCCESS;
}
