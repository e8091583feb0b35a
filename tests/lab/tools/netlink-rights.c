// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netlink-rights - only the administrator of a network namespace may use the
 * module there, be it to read, to write or to listen
 */
#include <grp.h>
#include <linux/netlink.h>
#include <sys/wait.h>

#include "abuse.h"

#define NOBODY		65534

#ifndef SOL_NETLINK
#define SOL_NETLINK	270
#endif

enum { LET_IN = 1, KEPT_OUT, SETUP_FAILED };

static uint32_t group;	/* of the events */

static void usage(FILE *out)
{
	fputs("Usage: netlink-rights [--netns NAME]\n"
	      "Use the module without permission, and as administrator of another namespace.\n"
	      "See README.md.\n", out);
}

static int find_group_id(const struct nlattr *attr, void *arg)
{
	if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_ID)
		group = mnl_attr_get_u32(attr);
	return MNL_CB_OK;
}

/* The only group of the family. */
static void find_group(void)
{
	char buffer[256] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = begin(buffer, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	const struct nlmsghdr *in = (const void *)observer.buffer;
	const struct nlattr *attr, *nest;

	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, NFSL_GENL_NAME);
	nlh->nlmsg_flags = NLM_F_REQUEST;
	tell(&observer, nlh);
	if (mnl_socket_recvfrom(observer.socket, observer.buffer,
				sizeof(observer.buffer)) <= 0)
		die(EXIT_FAILURE, "receive: %s", strerror(errno));
	mnl_attr_for_each(attr, in, GENL_HDRLEN)
		if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GROUPS)
			mnl_attr_for_each_nested(nest, attr)
				mnl_attr_parse_nested(nest, find_group_id, NULL);
	if (!group)
		die(EXIT_FAILURE, "the family has no group");
}

static const struct {
	uint8_t command;
	uint16_t flags;
} commands[] = {
	{ NFSL_CMD_STATUS_GET, 0 },
	{ NFSL_CMD_DEVICE_GET, NLM_F_DUMP },
	{ NFSL_CMD_COUNTER_GET, NLM_F_DUMP },
	{ NFSL_CMD_SOURCE_GET, NLM_F_DUMP },
	{ NFSL_CMD_SKETCH_GET, NLM_F_DUMP },
	{ NFSL_CMD_POLICY_GET, NLM_F_DUMP },
	{ NFSL_CMD_POLICY_BEGIN, 0 },
	{ NFSL_CMD_POLICY_ADD, 0 },
	{ NFSL_CMD_POLICY_ABORT, 0 },
};

static int join(const struct link *link)
{
	return setsockopt(mnl_socket_get_fd(link->socket), SOL_NETLINK,
			  NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) ?
		errno : 0;
}

/* Does every command fail or succeed as expected? */
static int try_all(struct link *link, int expected)
{
	char buffer[64] __attribute__((aligned(8)));
	struct answer a;
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		talk(link, begin(buffer, link->family, commands[i].command,
				 commands[i].flags), &a);
		if (a.error != expected) {
			fprintf(stderr, "command %u: %s\n", commands[i].command,
				strerror(a.error));
			return LET_IN;
		}
	}
	if (join(link) != expected) {
		fprintf(stderr, "group of the events\n");
		return LET_IN;
	}
	return KEPT_OUT;
}

static bool become_nobody(void)
{
	return !setgroups(0, NULL) && !setresgid(NOBODY, NOBODY, NOBODY) &&
	       !setresuid(NOBODY, NOBODY, NOBODY);
}

static int nobody(void)
{
	struct link link = { .seq = 0 };

	if (!become_nobody())
		return SETUP_FAILED;
	link_like(&link, &observer);
	return try_all(&link, EPERM);
}

/* The credentials of the sender count, not those of the opener of the socket. */
static int nobody_inherits(void)
{
	struct link link = { .seq = 0 };

	link_like(&link, &observer);
	return become_nobody() ? try_all(&link, EPERM) : SETUP_FAILED;
}

/* Root in another user namespace, which does not own this network namespace. */
static int own_users(void)
{
	struct link link = { .seq = 0 };

	if (!become_nobody() || unshare(CLONE_NEWUSER))
		return SETUP_FAILED;
	link_like(&link, &observer);
	return try_all(&link, EPERM);
}

static int own_network_other_socket(void)
{
	struct link link = { .seq = 0 };

	link_like(&link, &observer);
	if (!become_nobody() || unshare(CLONE_NEWUSER | CLONE_NEWNET))
		return SETUP_FAILED;
	return try_all(&link, EPERM);
}

/* Root of the user namespace that owns the network namespace is allowed. */
static int own_network(void)
{
	static const struct nfsl_zone zone = { .pattern = "*", .zone = ZONE_EXTERNAL };
	char buffer[128] __attribute__((aligned(8)));
	struct link link = { .seq = 0 };
	struct nlmsghdr *nlh;
	struct answer a;

	if (!become_nobody() || unshare(CLONE_NEWUSER | CLONE_NEWNET))
		return SETUP_FAILED;
	link_like(&link, &observer);
	if (try_all(&link, 0) != KEPT_OUT)
		return KEPT_OUT;
	nlh = begin(buffer, link.family, NFSL_CMD_POLICY_ADD, 0);
	mnl_attr_put(nlh, NFSL_A_ZONE, sizeof(zone), &zone);
	if (say(&link, NFSL_CMD_STATUS_GET, &a) || a.generation ||
	    say(&link, NFSL_CMD_POLICY_BEGIN, &a))
		return KEPT_OUT;
	talk(&link, nlh, &a);
	if (a.error || say(&link, NFSL_CMD_POLICY_COMMIT, &a) ||
	    a.generation != 1)
		return KEPT_OUT;
	return try_all(&link, 0) == KEPT_OUT ? LET_IN : KEPT_OUT;
}

static const struct {
	const char *name;
	int (*play)(void);
	int expected;
} scenes[] = {
	{ "nobody", nobody, KEPT_OUT },
	{ "nobody-with-a-socket-of-root", nobody_inherits, KEPT_OUT },
	{ "root-of-other-users", own_users, KEPT_OUT },
	{ "root-of-another-network", own_network_other_socket, KEPT_OUT },
	{ "root-of-this-network", own_network, LET_IN },
};

static const char *play(size_t i)
{
	int status = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (!child)
		_exit(scenes[i].play());
	if (child < 0 || waitpid(child, &status, 0) != child ||
	    !WIFEXITED(status))
		return "its process failed";
	if (WEXITSTATUS(status) == scenes[i].expected)
		return NULL;
	return WEXITSTATUS(status) == LET_IN ? "was let in" :
	       WEXITSTATUS(status) == KEPT_OUT ? "was kept out" :
						 "cannot change credentials";
}

int main(int argc, char **argv)
{
	size_t i;

	parse_netns(argc, argv, usage);
	observe();
	find_group();
	for (i = 0; i < sizeof(scenes) / sizeof(*scenes); i++)
		verdict(scenes[i].name, play(i));
	return closing_line();
}
