// SPDX-License-Identifier: GPL-2.0-or-later
/* client.c - the socket: open it, send a request, read the whole answer */
#include <errno.h>
#include <linux/netlink.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "common/error.h"
#include "kernel/internal.h"

#define RECEIVE_QUEUE	(4 << 20)
#define ANSWER_SECONDS	30

#define NOT_LOADED	"the module nf_slammer is not loaded: modprobe nf_slammer (dkms status shows whether it was built for this kernel)"
#define NO_PERMISSION	"permission denied: run as root (needs CAP_NET_ADMIN)"

int wire_fail(struct client *client, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	error_vset(&client->error, format, args);
	va_end(args);
	return -1;
}

const char *client_error(const struct client *client)
{
	return client->error.text;
}

struct client *wire_attach(int fd, uint16_t family)
{
	struct client *client = calloc(1, sizeof(*client));

	if (!client)
		return NULL;
	client->fd = fd;
	client->family = family;
	return client;
}

void client_close(struct client *client)
{
	if (!client)
		return;
	close(client->fd);
	free(client);
}

struct nlmsghdr *wire_request(const struct client *client, void *buf,
			      uint8_t command, uint16_t flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = client->family;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = command;
	genl->version = NFSL_GENL_VERSION;
	return nlh;
}

/* The extended acknowledgement of an error: a text, and the offending attribute. */
static void read_extack(struct client *client, const struct nlmsghdr *nlh,
			size_t skip, const char **text)
{
	const struct nlattr *attr;

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (skip > mnl_nlmsg_get_payload_len(nlh))
		return;
	mnl_attr_for_each(attr, nlh, skip) {
		switch (mnl_attr_get_type(attr)) {
		case NLMSGERR_ATTR_MSG:
			if (!mnl_attr_validate(attr, MNL_TYPE_NUL_STRING))
				*text = mnl_attr_get_str(attr);
			break;
		case NLMSGERR_ATTR_OFFS:
			if (!mnl_attr_validate(attr, MNL_TYPE_U32))
				client->offset = mnl_attr_get_u32(attr);
			break;
		}
	}
}

static int refused(struct client *client, int errnum, const char *text)
{
	client->errnum = errnum;
	if (text)
		return wire_fail(client, "%s", text);
	if (errnum == EPERM)
		return wire_fail(client, NO_PERMISSION);
	if (errnum == ENOENT)
		return wire_fail(client, NOT_LOADED);
	return wire_fail(client, "the module refused: %s", strerror(errnum));
}

/* Acknowledgement or error: 0 or -1. */
static int handle_error(struct client *client, const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	const char *text = NULL;
	size_t skip = sizeof(*err);

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*err))
		return wire_fail(client, "the kernel sent a truncated acknowledgement");
	if (!err->error)
		return 0;
	/* Uncapped, the rest of our request precedes the attributes. */
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED) &&
	    err->msg.nlmsg_len > sizeof(err->msg))
		skip += err->msg.nlmsg_len - sizeof(err->msg);
	read_extack(client, nlh, MNL_ALIGN(skip), &text);
	return refused(client, -err->error, text);
}

/* End of a dump, which may be an error as well: 0 or -1. */
static int handle_done(struct client *client, const struct nlmsghdr *nlh)
{
	const char *text = NULL;
	int error;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(error))
		return 0;
	memcpy(&error, mnl_nlmsg_get_payload(nlh), sizeof(error));
	if (error >= 0)
		return 0;
	read_extack(client, nlh, MNL_ALIGN(sizeof(error)), &text);
	return refused(client, -error, text);
}

struct answer {
	wire_fn fn;
	void *arg;
	int result;	/* of the first failure */
	bool complete;
};

static void handle_message(struct client *client, const struct nlmsghdr *nlh,
			   struct answer *answer)
{
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		client->interrupted = true;

	switch (nlh->nlmsg_type) {
	case NLMSG_NOOP:
		return;
	case NLMSG_ERROR:
		answer->complete = true;
		/* The error that @fn set is more specific than this one. */
		if (!answer->result)
			answer->result = handle_error(client, nlh);
		return;
	case NLMSG_DONE:
		answer->complete = true;
		if (!answer->result)
			answer->result = handle_done(client, nlh);
		return;
	}
	/* After a failure the rest is read only to leave the socket empty. */
	if (answer->result || !answer->fn)
		return;
	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(struct genlmsghdr))
		answer->result = wire_fail(client, "the kernel sent a truncated message");
	else
		answer->result = answer->fn(client, nlh, answer->arg);
}

static int receive(struct client *client)
{
	ssize_t n;

	do {
		n = recv(client->fd, client->receive, sizeof(client->receive),
			 MSG_TRUNC);
	} while (n < 0 && errno == EINTR);

	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return wire_fail(client, "no answer from the kernel in %d s",
				 ANSWER_SECONDS);
	if (n < 0)
		return wire_fail(client, "cannot read from the kernel: %s",
				 strerror(errno));
	if (n == 0)
		return wire_fail(client, "the kernel closed the connection");
	if ((size_t)n > sizeof(client->receive))
		return wire_fail(client, "the kernel sent a message of %zd bytes, more than the buffer of %zu",
				 n, sizeof(client->receive));
	return (int)n;
}

static int transmit(struct client *client, const struct nlmsghdr *nlh)
{
	ssize_t n;

	do {
		n = send(client->fd, nlh, nlh->nlmsg_len, MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return wire_fail(client, "cannot write to the kernel: %s",
				 strerror(errno));
	return 0;
}

int wire_exchange(struct client *client, struct nlmsghdr *request, wire_fn fn,
		  void *arg)
{
	struct answer answer = { .fn = fn, .arg = arg };
	const struct nlmsghdr *nlh;
	int rest;

	client->error.text[0] = '\0';
	client->errnum = 0;
	client->offset = 0;
	client->interrupted = false;
	request->nlmsg_seq = ++client->seq;
	if (transmit(client, request) < 0)
		return -1;

	while (!answer.complete) {
		rest = receive(client);
		if (rest < 0)
			return -1;
		nlh = (const struct nlmsghdr *)client->receive;
		for (; mnl_nlmsg_ok(nlh, rest); nlh = mnl_nlmsg_next(nlh, &rest))
			/* Skip late answers to a request that timed out. */
			if (nlh->nlmsg_seq == request->nlmsg_seq)
				handle_message(client, nlh, &answer);
	}
	return answer.result;
}

static int on_family(struct client *client, const struct nlmsghdr *nlh, void *arg)
{
	if (decode_family(nlh, &client->family) < 0)
		return wire_fail(client, "the kernel did not report the number of the family "
				 NFSL_GENL_NAME);
	return 0;
}

int wire_family(struct client *client, wire_fn fn, void *arg)
{
	char buf[256] __attribute__((aligned(8)));
	struct nlmsghdr *nlh;

	nlh = wire_request(client, buf, CTRL_CMD_GETFAMILY, NLM_F_ACK);
	nlh->nlmsg_type = GENL_ID_CTRL;
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, NFSL_GENL_NAME);
	if (!wire_exchange(client, nlh, fn, arg))
		return 0;
	return client->errnum == ENOENT ? wire_fail(client, NOT_LOADED) : -1;
}

static int check_abi(struct client *client)
{
	struct client_status status;

	if (client_status(client, &status) < 0)
		return -1;
	if (status.abi < NFSL_ABI)
		return wire_fail(client, "the module nf_slammer %s speaks ABI %u, this program ABI %u: update the module, then reload it",
				 status.version, status.abi, NFSL_ABI);
	if (status.abi > NFSL_ABI)
		return wire_fail(client, "the module nf_slammer %s speaks ABI %u, this program ABI %u: update the programs (slammerd, slammerctl)",
				 status.version, status.abi, NFSL_ABI);
	return 0;
}

int wire_socket(struct error *error)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct timeval timeout = { .tv_sec = ANSWER_SECONDS };
	int queue = RECEIVE_QUEUE, on = 1, fd;

	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	/* Connected to port 0, so only the kernel can answer. */
	if (fd < 0 || connect(fd, (struct sockaddr *)&kernel, sizeof(kernel)) < 0) {
		error_set(error, "cannot open a netlink socket: %s",
			  strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	/* Each of these improves answers; none is required. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &queue, sizeof(queue)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &queue, sizeof(queue));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
	return fd;
}

struct client *client_open(struct error *error)
{
	struct client *client;
	int fd;

	fd = wire_socket(error);
	if (fd < 0)
		return NULL;
	client = wire_attach(fd, 0);
	if (!client) {
		close(fd);
		error_no_memory(error);
		return NULL;
	}
	if (wire_family(client, on_family, NULL) < 0 || check_abi(client) < 0) {
		error_set(error, "%s", client->error.text);
		client_close(client);
		return NULL;
	}
	return client;
}
