// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netlink-scenes - invalid sequences of requests, on one or several sockets: errors
 * are refused with a reason, and nothing changes
 */
#include <sys/wait.h>

#include "abuse.h"

#define BUFFER		LINK_BUFFER
#define BATCH		1000		/* entries in one message */

static const struct nfsl_prefix a_prefix = {
	.address = { [10] = 0xff, 0xff, 192, 0, 2, 0 }, .length = 120
};

static void usage(FILE *out)
{
	fputs("Usage: netlink-scenes [--netns NAME]\n"
	      "Send sequences of requests that the module must refuse or undo. See\n"
	      "README.md.\n", out);
}

static const char *send_entries(struct link *link, uint16_t type,
				const struct nfsl_prefix *prefix, int count,
				struct answer *a)
{
	static char buffer[BUFFER] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = begin(buffer, link->family, NFSL_CMD_POLICY_ADD, 0);

	while (count--)
		mnl_attr_put(nlh, type, sizeof(*prefix), prefix);
	talk(link, nlh, a);
	return a->error ? a->text : NULL;
}

/* The transaction of another socket cannot be joined, taken over or ended. */
static const char *play_other_socket(void)
{
	static const uint8_t commands[] = {
		NFSL_CMD_POLICY_BEGIN, NFSL_CMD_POLICY_ADD,
		NFSL_CMD_POLICY_COMMIT, NFSL_CMD_POLICY_ABORT
	};
	struct link owner = { .seq = 0 }, other = { .seq = 0 };
	const char *problem = NULL;
	struct answer a;
	size_t i;

	link_like(&owner, &observer);
	link_like(&other, &observer);
	if (say(&owner, NFSL_CMD_POLICY_BEGIN, &a))
		problem = "cannot begin a transaction";
	for (i = 0; !problem && i < sizeof(commands); i++)
		if (say(&other, commands[i], &a) != EBUSY || !a.has_text)
			problem = "another socket did not get EBUSY";
	if (!problem && say(&owner, NFSL_CMD_POLICY_ABORT, &a))
		problem = "its owner cannot abort it";
	link_close(&other);
	link_close(&owner);
	return problem;
}

/* Closing the socket aborts its transaction; the next socket can begin one. */
static const char *play_closed(void)
{
	struct link first = { .seq = 0 }, second = { .seq = 0 };
	const char *problem = NULL;
	struct answer a;

	link_like(&first, &observer);
	if (say(&first, NFSL_CMD_POLICY_BEGIN, &a) ||
	    send_entries(&first, NFSL_A_INTERNAL, &a_prefix, 1, &a))
		problem = "cannot begin a transaction";
	link_close(&first);
	link_like(&second, &observer);
	if (!problem && say(&second, NFSL_CMD_POLICY_BEGIN, &a))
		problem = "the transaction outlived its socket";
	if (!problem && say(&second, NFSL_CMD_POLICY_ABORT, &a))
		problem = "cannot abort the new transaction";
	link_close(&second);
	return problem;
}

/* A failed commit closes the transaction: it cannot be committed again. */
static const char *play_commit_again(void)
{
	char buffer[128] __attribute__((aligned(8)));
	struct link link = { .seq = 0 };
	const char *problem = NULL;
	struct nlmsghdr *nlh;
	struct answer a;

	link_like(&link, &observer);
	if (say(&link, NFSL_CMD_POLICY_BEGIN, &a))
		problem = "cannot begin a transaction";
	nlh = begin(buffer, link.family, NFSL_CMD_POLICY_COMMIT, 0);
	mnl_attr_put_u64(nlh, NFSL_A_DIGEST, 1);
	talk(&link, nlh, &a);
	if (!problem && say(&link, NFSL_CMD_POLICY_COMMIT, &a) != EINVAL)
		problem = "the draft with the wrong digest still exists";
	link_close(&link);
	return problem;
}

static const char *play_too_many_internal(void)
{
	struct link link = { .seq = 0 };
	const char *problem = NULL;
	int left = NFSL_INTERNAL_MAX, n;
	struct answer a;

	link_like(&link, &observer);
	if (say(&link, NFSL_CMD_POLICY_BEGIN, &a))
		problem = "cannot begin a transaction";
	for (; !problem && left; left -= n) {
		n = left < BATCH ? left : BATCH;
		if (send_entries(&link, NFSL_A_INTERNAL, &a_prefix, n, &a))
			problem = "refused before the limit";
	}
	if (!problem && (!send_entries(&link, NFSL_A_INTERNAL, &a_prefix, 1, &a) ||
			 a.error != E2BIG || !a.has_text))
		problem = "not refused above the limit";
	link_close(&link);
	return problem;
}

/* The socket closes after thousands of entries: the next draft is empty. */
static const char *play_closed_full(void)
{
	const struct nfsl_allow allow = { .from = a_prefix, .to = a_prefix };
	static char buffer[BUFFER] __attribute__((aligned(8)));
	struct link first = { .seq = 0 }, second = { .seq = 0 };
	const char *problem = NULL;
	struct nlmsghdr *nlh;
	struct answer a;
	int i, n;

	link_like(&first, &observer);
	if (say(&first, NFSL_CMD_POLICY_BEGIN, &a))
		problem = "cannot begin a transaction";
	for (n = 0; !problem && n < NFSL_ALLOW_MAX / BATCH; n++) {
		nlh = begin(buffer, first.family, NFSL_CMD_POLICY_ADD, 0);
		for (i = 0; i < BATCH; i++)
			mnl_attr_put(nlh, NFSL_A_ALLOW, sizeof(allow), &allow);
		talk(&first, nlh, &a);
		if (a.error)
			problem = "refused before the limit";
	}
	link_close(&first);
	link_like(&second, &observer);
	if (!problem && say(&second, NFSL_CMD_POLICY_BEGIN, &a))
		problem = "the transaction outlived its socket";
	if (!problem && say(&second, NFSL_CMD_POLICY_ABORT, &a))
		problem = "cannot abort the new transaction";
	link_close(&second);
	return problem;
}

/* A process that is killed closes its sockets, too. */
static const char *play_killed(void)
{
	struct link link = { .seq = 0 };
	const char *problem = NULL;
	struct answer a;
	int ready[2];
	pid_t child;
	char c;

	if (pipe(ready))
		die(EXIT_FAILURE, "pipe: %s", strerror(errno));
	fflush(stdout);
	child = fork();
	if (!child) {
		link_like(&link, &observer);
		c = !say(&link, NFSL_CMD_POLICY_BEGIN, &a) &&
		    !send_entries(&link, NFSL_A_INTERNAL, &a_prefix, BATCH, &a);
		if (write(ready[1], &c, 1) == 1)
			pause();
		_exit(EXIT_FAILURE);
	}
	if (read(ready[0], &c, 1) != 1 || !c)
		problem = "cannot begin a transaction";
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	link_like(&link, &observer);
	if (!problem && say(&link, NFSL_CMD_POLICY_BEGIN, &a))
		problem = "the transaction outlived its process";
	link_close(&link);
	close(ready[0]);
	close(ready[1]);
	return problem;
}

/* An entry at fault: those before it are added, those after it are not. */
static const char *play_partly(void)
{
	static const struct nfsl_zone zones[] = {
		{ .pattern = "before0", .zone = ZONE_EXTERNAL },
		{ .pattern = "at*fault", .zone = ZONE_EXTERNAL },
		{ .pattern = "behind0", .zone = ZONE_EXTERNAL },
	};
	static const int expected[] = { EEXIST, EINVAL, 0 };
	char buffer[256] __attribute__((aligned(8)));
	struct link link = { .seq = 0 };
	const char *problem = NULL;
	struct nlmsghdr *nlh;
	struct answer a;
	size_t i;

	link_like(&link, &observer);
	if (say(&link, NFSL_CMD_POLICY_BEGIN, &a))
		problem = "cannot begin a transaction";
	nlh = begin(buffer, link.family, NFSL_CMD_POLICY_ADD, 0);
	for (i = 0; i < 3; i++)
		mnl_attr_put(nlh, NFSL_A_ZONE, sizeof(zones[i]), &zones[i]);
	talk(&link, nlh, &a);
	if (!problem && (a.error != EINVAL || a.offset != NLMSG_HDRLEN +
			 GENL_HDRLEN + NLA_HDRLEN + sizeof(zones[0])))
		problem = "the offset is not that of the second of three entries";
	for (i = 0; !problem && i < 3; i++) {
		nlh = begin(buffer, link.family, NFSL_CMD_POLICY_ADD, 0);
		mnl_attr_put(nlh, NFSL_A_ZONE, sizeof(zones[i]), &zones[i]);
		talk(&link, nlh, &a);
		if (a.error != expected[i])
			problem = "the draft does not have exactly the entries before the fault";
	}
	link_close(&link);
	return problem;
}

static const struct {
	const char *name;
	const char *(*play)(void);
} scenes[] = {
	{ "transaction-of-another-socket", play_other_socket },
	{ "socket-closed-in-transaction", play_closed },
	{ "commit-after-failed-commit", play_commit_again },
	{ "too-many-internal-prefixes", play_too_many_internal },
	{ "socket-closed-in-large-transaction", play_closed_full },
	{ "process-killed-in-transaction", play_killed },
	{ "one-of-three-at-fault", play_partly },
};

int main(int argc, char **argv)
{
	size_t i;

	parse_netns(argc, argv, usage);
	observe();
	for (i = 0; i < sizeof(scenes) / sizeof(*scenes); i++)
		verdict(scenes[i].name, scenes[i].play());
	return closing_line();
}
