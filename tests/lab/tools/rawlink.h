/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rawlink.h - raw generic netlink, able to send broken requests
 *
 * Header-only like tool.h, because every .c in this folder is a program of its own.
 */
#ifndef LAB_RAWLINK_H
#define LAB_RAWLINK_H

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>

#include "tool.h"
#include "uapi/nf_slammer.h"

#define LINK_BUFFER	65536

/* The answer. */
struct answer {
	int error;		/* positive errno, 0: acknowledged */
	bool has_text;
	uint32_t offset;	/* of the attribute at fault, 0: none */
	bool interrupted;	/* something changed during a dump */
	char text[160];
	bool has_status;
	uint32_t generation;
	uint64_t digest;
};

struct link {
	struct mnl_socket *socket;
	uint16_t family;
	uint32_t seq;
	char buffer[LINK_BUFFER];
};

static inline int hear_attr(const struct nlattr *attr, void *arg)
{
	struct answer *a = arg;

	switch (mnl_attr_get_type(attr)) {
	case NLMSGERR_ATTR_MSG:
		a->has_text = mnl_attr_get_payload_len(attr) > 1;
		snprintf(a->text, sizeof(a->text), "%.*s",
			 (int)mnl_attr_get_payload_len(attr),
			 mnl_attr_get_str(attr));
		break;
	case NLMSGERR_ATTR_OFFS:
		a->offset = mnl_attr_get_u32(attr);
		break;
	}
	return MNL_CB_OK;
}

static inline int hear_status(const struct nlattr *attr, void *arg)
{
	struct answer *a = arg;

	switch (mnl_attr_get_type(attr)) {
	case NFSL_STATUS_GENERATION:
		a->generation = mnl_attr_get_u32(attr);
		a->has_status = true;
		break;
	case NFSL_STATUS_DIGEST:
		a->digest = mnl_attr_get_u64(attr);
		break;
	}
	return MNL_CB_OK;
}

/* Is this the last message of the answer? */
static inline bool hear(const struct nlmsghdr *nlh, struct answer *a)
{
	size_t skip = nlh->nlmsg_type == NLMSG_DONE ? sizeof(int) :
						      sizeof(struct nlmsgerr);
	const struct nlattr *attr;
	int error = 0;

	a->interrupted |= !!(nlh->nlmsg_flags & NLM_F_DUMP_INTR);
	if (nlh->nlmsg_type != NLMSG_ERROR && nlh->nlmsg_type != NLMSG_DONE) {
		mnl_attr_for_each(attr, nlh, GENL_HDRLEN)
			if (mnl_attr_get_type(attr) == NFSL_A_STATUS)
				mnl_attr_parse_nested(attr, hear_status, a);
		return false;
	}
	if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(error))
		memcpy(&error, mnl_nlmsg_get_payload(nlh), sizeof(error));
	a->error = -error;
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS)
		mnl_attr_parse(nlh, (unsigned int)skip, hear_attr, a);
	return true;
}

static inline void tell(struct link *link, struct nlmsghdr *nlh)
{
	nlh->nlmsg_seq = ++link->seq;
	if (mnl_socket_sendto(link->socket, nlh, nlh->nlmsg_len) < 0)
		die(EXIT_FAILURE, "send: %s", strerror(errno));
}

/* One datagram of an answer; @each gets each message. Is it the last? */
static inline bool listen_once(struct link *link, struct answer *a,
			       void (*each)(const struct nlmsghdr *nlh, void *arg),
			       void *arg)
{
	ssize_t n = mnl_socket_recvfrom(link->socket, link->buffer,
					sizeof(link->buffer));
	const struct nlmsghdr *in = (const void *)link->buffer;
	int left = (int)n;
	bool over = false;

	if (n < 0)
		die(EXIT_FAILURE, "receive: %s", strerror(errno));
	for (; mnl_nlmsg_ok(in, left); in = mnl_nlmsg_next(in, &left)) {
		if (in->nlmsg_seq != link->seq)
			continue;
		over |= hear(in, a);
		if (each && in->nlmsg_type == link->family)
			each(in, arg);
	}
	return over;
}

static inline void talk(struct link *link, struct nlmsghdr *nlh, struct answer *a)
{
	memset(a, 0, sizeof(*a));
	tell(link, nlh);
	while (!listen_once(link, a, NULL, NULL))
		;
}

static inline struct nlmsghdr *begin(void *buffer, uint16_t type, uint8_t command,
			      uint16_t flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = command;
	genl->version = NFSL_GENL_VERSION;
	return nlh;
}

/* A request without attributes. */
static inline int say(struct link *link, uint8_t command, struct answer *a)
{
	char buffer[64] __attribute__((aligned(8)));

	talk(link, begin(buffer, link->family, command, 0), a);
	return a->error;
}

static inline void link_connect(struct link *link)
{
	int yes = 1;

	link->socket = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC);
	if (!link->socket ||
	    mnl_socket_bind(link->socket, 0, MNL_SOCKET_AUTOPID) ||
	    mnl_socket_setsockopt(link->socket, NETLINK_EXT_ACK, &yes,
				  sizeof(yes)) ||
	    mnl_socket_setsockopt(link->socket, NETLINK_CAP_ACK, &yes,
				  sizeof(yes)))
		die(EXIT_FAILURE, "netlink socket: %s", strerror(errno));
}

/* The same, for a family whose number another link has resolved. */
static inline void link_like(struct link *link, const struct link *other)
{
	link_connect(link);
	link->family = other->family;
}

static inline void link_close(struct link *link)
{
	mnl_socket_close(link->socket);
}

/* The family's number, from the controller. */
static inline void find_family(struct link *link)
{
	char buffer[256] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = begin(buffer, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	const struct nlmsghdr *in = (const void *)link->buffer;
	const struct nlattr *attr;
	ssize_t n;

	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, NFSL_GENL_NAME);
	nlh->nlmsg_flags = NLM_F_REQUEST;
	if (mnl_socket_sendto(link->socket, nlh, nlh->nlmsg_len) < 0)
		die(EXIT_FAILURE, "send: %s", strerror(errno));
	n = mnl_socket_recvfrom(link->socket, link->buffer, sizeof(link->buffer));
	if (n <= 0 || in->nlmsg_type == NLMSG_ERROR)
		die(EXIT_FAILURE, "the module nf_slammer is not loaded");
	mnl_attr_for_each(attr, in, GENL_HDRLEN)
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
			link->family = mnl_attr_get_u16(attr);
}

#endif /* LAB_RAWLINK_H */
