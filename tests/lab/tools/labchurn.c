// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * labchurn - load and unload the module, or create and destroy namespaces
 *
 * A hundred times in seconds: without a process for each step.
 */
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sys/syscall.h>

#include "common/error.h"
#include "kernel/client.h"
#include "tool.h"

#define MODULE	"nf_slammer"
#define BUFFER	1024

struct churn {
	long times;
	struct policy *policy;	/* may be NULL for a module */
	long every;		/* push the policy every N-th time */
	const char *module;
	const char *bridge;	/* connects the namespaces ... */
	int home_fd;		/* ... in this namespace */
};

static void usage(FILE *out)
{
	fputs("Usage: labchurn [--netns NAME] [--times N] [--policy FILE] --module FILE [--every N]\n"
	      "       labchurn [--netns NAME] [--times N] --policy FILE --bridge DEV\n"
	      "Load and unload a module, or create and destroy namespaces. See README.md.\n", out);
}

static void push(const struct churn *c)
{
	struct client_status status;
	struct client *client;
	struct error error;

	client = client_open(&error);
	if (!client)
		die(EXIT_FAILURE, "%s", error.text);
	if (client_push(client, c->policy, &status))
		die(EXIT_FAILURE, "policy: %s", client_error(client));
	client_close(client);
}

static void churn_module(const struct churn *c)
{
	int fd = open(c->module, O_RDONLY | O_CLOEXEC);
	long n;

	if (fd < 0)
		die(EXIT_FAILURE, "%s: %s", c->module, strerror(errno));
	for (n = 0; n < c->times && !tool_stopped; n++) {
		if (syscall(SYS_delete_module, MODULE, O_NONBLOCK))
			die(EXIT_FAILURE, "unload %ld: %s", n, strerror(errno));
		if (syscall(SYS_finit_module, fd, "", 0))
			die(EXIT_FAILURE, "load %ld: %s", n, strerror(errno));
		if (c->policy && n % c->every == 0)
			push(c);
	}
	close(fd);
}

/* Interfaces, by rtnetlink */

static struct mnl_socket *link_open(void)
{
	struct mnl_socket *s = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);

	if (!s || mnl_socket_bind(s, 0, MNL_SOCKET_AUTOPID))
		die(EXIT_FAILURE, "rtnetlink: %s", strerror(errno));
	return s;
}

static struct nlmsghdr *link_request(char *buffer, uint16_t flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	struct ifinfomsg *info;

	nlh->nlmsg_type = RTM_NEWLINK;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	info = mnl_nlmsg_put_extra_header(nlh, sizeof(*info));
	info->ifi_flags = IFF_UP;
	info->ifi_change = IFF_UP;
	return nlh;
}

static void link_talk(struct mnl_socket *s, const struct nlmsghdr *nlh,
		      const char *what)
{
	char buffer[BUFFER];
	ssize_t n;

	if (mnl_socket_sendto(s, nlh, nlh->nlmsg_len) < 0)
		die(EXIT_FAILURE, "%s: %s", what, strerror(errno));
	n = mnl_socket_recvfrom(s, buffer, sizeof(buffer));
	if (n < 0 || mnl_cb_run(buffer, (size_t)n, 0, 0, NULL, NULL) < 0)
		die(EXIT_FAILURE, "%s: %s", what, strerror(errno));
}

/* p0 here, and up; the other end in the namespace of the bridge. */
static void link_veth(const struct churn *c, struct mnl_socket *here,
		      const char *far)
{
	char buffer[BUFFER] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = link_request(buffer, NLM_F_CREATE | NLM_F_EXCL);
	struct nlattr *info, *data, *peer;
	struct ifinfomsg *far_info;

	mnl_attr_put_strz(nlh, IFLA_IFNAME, "p0");
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, "veth");
	data = mnl_attr_nest_start(nlh, IFLA_INFO_DATA);
	peer = mnl_attr_nest_start(nlh, VETH_INFO_PEER);
	far_info = mnl_nlmsg_put_extra_header(nlh, sizeof(*far_info));
	memset(far_info, 0, sizeof(*far_info));
	mnl_attr_put_strz(nlh, IFLA_IFNAME, far);
	mnl_attr_put_u32(nlh, IFLA_NET_NS_FD, (uint32_t)c->home_fd);
	mnl_attr_nest_end(nlh, peer);
	mnl_attr_nest_end(nlh, data);
	mnl_attr_nest_end(nlh, info);
	link_talk(here, nlh, "veth");
}

/* Into the bridge, which is flooded: from now on p0 receives packets. */
static void link_plug(const struct churn *c, struct mnl_socket *home,
		      const char *far)
{
	char buffer[BUFFER] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = link_request(buffer, 0);

	mnl_attr_put_strz(nlh, IFLA_IFNAME, far);
	mnl_attr_put_u32(nlh, IFLA_MASTER, if_nametoindex(c->bridge));
	link_talk(home, nlh, c->bridge);
}

/* A namespace, which ends when the last socket in it is closed. */
static void live(const struct churn *c, long n)
{
	struct mnl_socket *home = link_open(), *here;
	char far[24];

	snprintf(far, sizeof(far), "f%ld", n);
	if (unshare(CLONE_NEWNET))
		die(EXIT_FAILURE, "namespace: %s", strerror(errno));
	here = link_open();
	link_veth(c, here, far);
	push(c);
	if (setns(c->home_fd, CLONE_NEWNET))
		die(EXIT_FAILURE, "namespace: %s", strerror(errno));
	link_plug(c, home, far);
	mnl_socket_close(here);
	mnl_socket_close(home);
}

static void churn_namespaces(struct churn *c)
{
	long n;

	c->home_fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (c->home_fd < 0)
		die(EXIT_FAILURE, "namespace: %s", strerror(errno));
	for (n = 0; n < c->times && !tool_stopped; n++)
		live(c, n);
	close(c->home_fd);
}

static struct policy *load(const char *path)
{
	struct config_messages messages = { 0 };
	struct policy *policy = policy_load(path, &messages);

	if (!policy) {
		config_messages_print(&messages, stderr);
		die(EXIT_FAILURE, "cannot load %s", path);
	}
	config_messages_free(&messages);
	return policy;
}

static void parse(struct churn *c, int argc, char **argv)
{
	static const struct option options[] = {
		{ "netns", required_argument, NULL, 'n' },
		{ "times", required_argument, NULL, 't' },
		{ "policy", required_argument, NULL, 'p' },
		{ "module", required_argument, NULL, 'm' },
		{ "every", required_argument, NULL, 'e' },
		{ "bridge", required_argument, NULL, 'b' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int o;

	while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (o == 'n') {
			tool_enter(optarg);
		} else if (o == 't') {
			c->times = tool_number("times", optarg, 1, 1000000);
		} else if (o == 'p') {
			c->policy = load(optarg);
		} else if (o == 'm') {
			c->module = optarg;
		} else if (o == 'e') {
			c->every = tool_number("every", optarg, 1, 1000000);
		} else if (o == 'b') {
			c->bridge = optarg;
		} else {
			usage(o == 'h' ? stdout : stderr);
			exit(o == 'h' ? EXIT_SUCCESS : EXIT_USAGE);
		}
	}
}

int main(int argc, char **argv)
{
	struct churn c = { .times = 1, .every = 1 };

	parse(&c, argc, argv);
	if (optind != argc || !c.module == !c.bridge ||
	    (c.bridge && !c.policy)) {
		usage(stderr);
		return EXIT_USAGE;
	}
	tool_catch();
	if (c.module)
		churn_module(&c);
	else
		churn_namespaces(&c);
	if (c.policy)
		policy_free(c.policy);
	tool_print(json_pack("{s:I}", "times", (json_int_t)c.times));
	return EXIT_SUCCESS;
}
