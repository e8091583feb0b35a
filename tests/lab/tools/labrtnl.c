// SPDX-License-Identifier: GPL-2.0-or-later
/* labrtnl - how long who configures an interface has to wait for the kernel */
#include <linux/rtnetlink.h>

#include "tool.h"

static void usage(FILE *out)
{
	fputs("Usage: labrtnl [--netns NAME] [--ready FILE]\n"
	      "Change nothing of the loopback interface, again and again until SIGTERM,\n"
	      "and tell the longest wait. See README.md.\n", out);
}

struct request {
	struct nlmsghdr header;
	struct ifinfomsg link;
};

/* A change of no attribute takes RTNL like any other, and is answered at once. */
static int64_t ask(int fd)
{
	struct request request = {
		.header = {
			.nlmsg_len = sizeof(request), .nlmsg_type = RTM_SETLINK,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
		},
		.link = { .ifi_family = AF_UNSPEC, .ifi_index = 1 },
	};
	char answer[1024];
	int64_t began = tool_now();

	if (send(fd, &request, sizeof(request), 0) < 0)
		die(EXIT_FAILURE, "send: %s", strerror(errno));
	while (recv(fd, answer, sizeof(answer), 0) < 0)
		if (errno != EINTR)
			die(EXIT_FAILURE, "recv: %s", strerror(errno));
	return tool_now() - began;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "netns", required_argument, NULL, 'n' },
		{ "ready", required_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	const char *ready = NULL;
	int64_t wait, longest = 0;
	long asked = 0;
	int c, fd;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'n') {
			tool_enter(optarg);
		} else if (c == 'r') {
			ready = optarg;
		} else {
			usage(c == 'h' ? stdout : stderr);
			return c == 'h' ? EXIT_SUCCESS : EXIT_USAGE;
		}
	}
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (fd < 0)
		die(EXIT_FAILURE, "socket: %s", strerror(errno));
	tool_catch();
	ask(fd);
	tool_ready(ready);
	for (; !tool_stopped; asked++) {
		wait = ask(fd);
		if (wait > longest)
			longest = wait;
		tool_sleep(1000000);
	}
	tool_print(json_pack("{s:I, s:I}", "asked", (json_int_t)asked,
			     "longest_us", (json_int_t)(longest / 1000)));
	return EXIT_SUCCESS;
}
