// SPDX-License-Identifier: GPL-2.0-or-later
/* policy_init.c - slammerctl policy init: a first policy for this machine */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "commands.h"
#include "common/address.h"
#include "common/names.h"
#include "common/text.h"
#include "kernel/network.h"
#include "machine/propose.h"

static const char help[] =
"Usage: slammerctl policy init [--output FILE] [--force] [--json]\n"
"Propose a first policy for this machine, from its interfaces, addresses and\n"
"routes: interfaces with a default route are external, others with addresses are\n"
"internal, their networks are the internal prefixes. Comments say why, what was\n"
"left out, and what to check. Needs neither root nor the module.\n"
"\n"
"      --output FILE        write it to FILE, which must not exist; otherwise it\n"
"                           is printed\n"
"      --force              replace FILE, or the file that it is a link to; mode\n"
"                           and owner stay, and the old file is kept as FILE.~1~\n"
"                           (or .~2~ ...)\n"
"  -j, --json               print an object: file, interfaces (objects with name,\n"
"                           zone, reason), prefixes, policy (the text)\n"
CLI_HELP_END
"\n"
"Exit status: 0 success, 1 FILE exists or cannot be written, or there is nothing\n"
"to propose, 2 usage error.\n";

#define BACKUPS_MAX	1000

enum { OPT_OUTPUT = CLI_OWN, OPT_FORCE };

struct init {
	const char *output;
	bool force;
};

static int take(int option, const char *value, void *context)
{
	struct init *init = context;

	if (option == OPT_FORCE)
		init->force = true;
	else
		init->output = value;
	return -1;
}

/* A proposal and its text */
struct proposed {
	struct network network;
	struct proposal proposal;
	char *text;
	size_t size;
};

static void proposed_free(struct proposed *p)
{
	free(p->text);
	proposal_free(&p->proposal);
	network_free(&p->network);
}

static int print_proposal(struct proposed *p, struct error *error)
{
	FILE *out = open_memstream(&p->text, &p->size);
	int result = out ? proposal_print(&p->proposal, &p->network, out) : -1;

	if (out && fclose(out))
		result = -1;
	return result < 0 ? error_no_memory(error) : 0;
}

static int propose(struct proposed *p)
{
	struct error error;

	if (network_read(&p->network, &error) < 0 ||
	    proposal_decide(&p->proposal, &p->network, &error) < 0 ||
	    print_proposal(p, &error) < 0)
		return cli_error("%s", error.text);
	return EXIT_SUCCESS;
}

static json_t *interfaces_json(const struct proposed *p)
{
	json_t *list = json_array();
	unsigned int reason;
	size_t i;

	for (i = 0; list && i < p->network.n_links; i++) {
		reason = p->proposal.reason[i];
		if (reason == PROPOSAL_LOOPBACK)
			continue;
		json_array_append_new(list, json_pack("{s:o, s:s, s:s}",
			"name", cli_json_text(p->network.links[i].name),
			"zone", zone_name(p->proposal.zone[i]),
			"reason", proposal_reason_text(reason)));
	}
	return list;
}

static json_t *prefixes_json(const struct proposal *proposal)
{
	char text[PREFIX_TEXT_MAX];
	json_t *list = json_array();
	size_t i;

	for (i = 0; list && i < proposal->n_prefixes; i++)
		json_array_append_new(list, json_string(
			prefix_text(&proposal->prefixes[i], text)));
	return list;
}

/* Names in the text may be no UTF-8: then "policy" is null. */
static int print_json(const struct proposed *p, const char *file)
{
	json_t *text = json_stringn(p->text, p->size), *root;
	int status;

	root = json_pack("{s:o, s:o, s:o, s:o}", "file", cli_json_text(file),
			 "interfaces", interfaces_json(p),
			 "prefixes", prefixes_json(&p->proposal),
			 "policy", text ? text : json_null());
	status = cli_json(root);
	json_decref(root);
	return status;
}

static int write_all(int fd, const char *text, size_t size)
{
	ssize_t n;

	while (size) {
		n = write(fd, text, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		text += n;
		size -= (size_t)n;
	}
	return fsync(fd);
}

/* Owner and mode of the file that it replaces, or those of a new file */
static int set_mode(int fd, const struct stat *old)
{
	mode_t mask;

	if (old)
		return fchown(fd, old->st_uid, old->st_gid) < 0 ? -1 :
		       fchmod(fd, old->st_mode & 07777);
	mask = umask(0);
	umask(mask);
	return fchmod(fd, 0644 & ~mask);
}

/* The file under one more name, "FILE.~1~": no older one is lost. */
static int keep(const char *path)
{
	char backup[PATH_MAX];
	unsigned int i;

	for (i = 1; i < BACKUPS_MAX; i++) {
		if (snprintf(backup, sizeof(backup), "%s.~%u~", path, i) >=
		    (int)sizeof(backup)) {
			errno = ENAMETOOLONG;
			return -1;
		}
		if (!link(path, backup) || errno != EEXIST)
			break;
	}
	return i < BACKUPS_MAX && !access(backup, F_OK) ? 0 : -1;
}

/* Replaces the file, or fails if there is one and it is not to be replaced. */
static int put(const char *new, const char *path, bool replace)
{
	if (!replace)
		return link(new, path);
	return keep(path) < 0 ? -1 : rename(new, path);
}

/*
 * Under another name, then as a whole under its own: by a link, which fails if there
 * is such a file, or in its place. @old: of the file to replace, or NULL. 0 or -1 with
 * errno.
 */
static int write_file(const char *path, const struct stat *old,
		      const char *text, size_t size)
{
	char new[PATH_MAX];
	int fd, result, cause;

	if (snprintf(new, sizeof(new), "%s.XXXXXX", path) >= (int)sizeof(new)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = mkostemp(new, O_CLOEXEC);
	if (fd < 0)
		return -1;
	result = write_all(fd, text, size);
	if (!result)
		result = set_mode(fd, old);
	if (close(fd) < 0)
		result = -1;
	if (!result)
		result = put(new, path, old);
	cause = errno;
	if (result < 0 || !old)
		unlink(new);
	errno = cause;
	return result;
}

static int save(const struct init *init, const char *text, size_t size)
{
	char escaped[PATH_MAX], target[PATH_MAX];
	const char *path = init->output;
	struct stat st, *old = NULL;

	text_escape(path, escaped, sizeof(escaped));
	if (!stat(path, &st)) {
		if (!S_ISREG(st.st_mode))
			return cli_error("%s is %s", escaped,
					 S_ISDIR(st.st_mode) ? "a directory" :
					 "not a regular file");
		old = init->force ? &st : NULL;
	}
	/* A link stays: what it leads to is replaced. */
	if (old)
		path = realpath(path, target);
	if (!path || write_file(path, old, text, size) < 0)
		return errno == EEXIST ?
		       cli_error(init->force ? "%s is a link to a file that does not exist" :
				 "%s exists: --force replaces it", escaped) :
		       cli_error("cannot write %s: %s", escaped, strerror(errno));
	return EXIT_SUCCESS;
}

/* As a shell takes it: in quotes unless it is plain */
static void print_word(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,:@%";

	if (word[strspn(word, plain)]) {
		putchar('\'');
		for (; *word; word++)
			if (*word == '\'')
				fputs("'\\''", stdout);
			else
				putchar(*word);
		putchar('\'');
	} else {
		fputs(word, stdout);
	}
	putchar('\n');
}

static int print_result(const struct init *init, const struct proposed *p,
			bool json)
{
	char escaped[PATH_MAX];

	if (json)
		return print_json(p, init->output);
	if (init->output) {
		text_escape(init->output, escaped, sizeof(escaped));
		printf("%s written. Next: read it, then slammerctl policy check ",
		       escaped);
		print_word(escaped);
		return EXIT_SUCCESS;
	}
	return fwrite(p->text, 1, p->size, stdout) == p->size ? EXIT_SUCCESS :
	       cli_error("cannot write: %s", strerror(errno));
}

int cmd_policy_init(int argc, char **argv)
{
	static const struct option options[] = {
		{ "output", required_argument, NULL, OPT_OUTPUT },
		{ "force", no_argument, NULL, OPT_FORCE },
		CLI_JSON, CLI_END
	};
	static const struct cli cli = {
		.name = "policy init", .help = help, .options = options,
		.take = take,
	};
	struct proposed proposed = { .text = NULL };
	struct init init = { .output = NULL };
	struct cli_args args;
	int status;

	status = cli_parse(argc, argv, &cli, &init, &args);
	if (status >= 0)
		return status;
	if (init.force && !init.output)
		return cli_usage("policy init", "--force needs --output");
	status = propose(&proposed);
	if (status == EXIT_SUCCESS && init.output)
		status = save(&init, proposed.text, proposed.size);
	if (status == EXIT_SUCCESS)
		status = print_result(&init, &proposed, args.json);
	proposed_free(&proposed);
	return status;
}
