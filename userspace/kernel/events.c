// SPDX-License-Identifier: GPL-2.0-or-later
/* events.c - what the module says of its own accord */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "kernel/wire.h"

static int on_group(struct client *client, const struct nlmsghdr *nlh, void *arg)
{
	uint32_t *group = arg;

	*group = decode_group(nlh, NFSL_GENL_EVENTS);
	return 0;
}

int client_events(struct client *client)
{
	struct timeval for_ever = { 0 };
	uint32_t group = 0;
	int fd;

	if (wire_family(client, on_group, &group) < 0)
		return -1;
	if (!group)
		return wire_fail(client, "the kernel did not give the number of the group "
				 NFSL_GENL_EVENTS);
	fd = wire_socket(&client->error);
	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &for_ever, sizeof(for_ever)) ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
		       sizeof(group))) {
		wire_fail(client, "cannot listen to the module's events: %s",
			  strerror(errno));
		close(fd);
		return -1;
	}
	return fd;
}

int client_event(int fd, struct client_event *event)
{
	char buf[WIRE_EVENT_SIZE] __attribute__((aligned(8)));
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)buf;
	const struct genlmsghdr *genl;
	ssize_t n;

	for (;;) {
		n = recv(fd, buf, sizeof(buf), 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return 0;
		if (n <= 0)
			return n < 0 && errno == ENOBUFS ? -ENOBUFS : -1;
		/* What a newer module may say beside is not for us. */
		if (!mnl_nlmsg_ok(nlh, (int)n) ||
		    mnl_nlmsg_get_payload_len(nlh) < sizeof(*genl))
			continue;
		genl = mnl_nlmsg_get_payload(nlh);
		if (genl->cmd == NFSL_CMD_EVENT && !decode_event(nlh, event))
			return 1;
	}
}
