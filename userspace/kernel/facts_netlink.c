// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * facts_netlink.c - what decides which ways packets take, by netlink
 *
 * Each part of the kernel has a protocol of its own: tc (NETLINK_ROUTE), nftables
 * (NETLINK_NETFILTER), IPsec (NETLINK_XFRM), AF_XDP (NETLINK_SOCK_DIAG).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/tc_act/tc_mirred.h>
#include <linux/xdp_diag.h>
#include <linux/xfrm.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "kernel/facts.h"
#include "kernel/network.h"

#define RECEIVE_SIZE	65536
#define TRIES		5

/* A request with its answers: until the end of a dump, or one message */
struct question {
	struct mnl_socket *nl;
	struct nlmsghdr *nlh;
	mnl_cb_t fn;
	void *arg;
	char buf[256] __attribute__((aligned(8)));
};

static int added(int result)
{
	if (!result)
		return MNL_CB_OK;
	errno = ENOMEM;
	return MNL_CB_ERROR;
}

static void begin(struct question *q, uint16_t type, uint16_t flags)
{
	q->nlh = mnl_nlmsg_put_header(q->buf);
	q->nlh->nlmsg_type = type;
	q->nlh->nlmsg_flags = NLM_F_REQUEST | flags;
}

/* 0, or -1 with errno: EINTR if a change has interrupted it */
static int ask(struct question *q)
{
	char buf[RECEIVE_SIZE] __attribute__((aligned(8)));
	bool dump = q->nlh->nlmsg_flags & NLM_F_DUMP;
	int result = MNL_CB_OK;
	static uint32_t seq;
	ssize_t n;

	q->nlh->nlmsg_seq = ++seq;
	if (mnl_socket_sendto(q->nl, q->nlh, q->nlh->nlmsg_len) < 0)
		return -1;
	do {
		n = mnl_socket_recvfrom(q->nl, buf, sizeof(buf));
		if (n < 0)
			return -1;
		result = mnl_cb_run(buf, (size_t)n, seq,
				    mnl_socket_get_portid(q->nl), q->fn, q->arg);
	} while (dump && result > MNL_CB_STOP);
	return result < 0 ? -1 : 0;
}

/* The interface that filters are of */
struct ingress {
	struct network *network;
	uint32_t ifindex;
};

/* @arg: collects the interfaces that have an ingress qdisc */
static int on_qdisc(const struct nlmsghdr *nlh, void *arg)
{
	const struct tcmsg *tcm = mnl_nlmsg_get_payload(nlh);
	struct network *found = arg;

	/* "ingress" and "clsact" */
	if (tcm->tcm_parent != TC_H_INGRESS)
		return MNL_CB_OK;
	return added(network_add_fact(found, FACT_TC_PROGRAM,
				      (uint32_t)tcm->tcm_ifindex, 0));
}

static int on_mirred(const struct nlattr *options, const struct ingress *in)
{
	const struct tc_mirred *mirred;
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, options) {
		if (mnl_attr_get_type(attr) != TCA_MIRRED_PARMS ||
		    mnl_attr_get_payload_len(attr) < sizeof(*mirred))
			continue;
		mirred = mnl_attr_get_payload(attr);
		if (mirred->eaction == TCA_EGRESS_REDIR)
			return added(network_add_fact(in->network,
				FACT_TC_REDIRECT, in->ifindex, mirred->ifindex));
		if (mirred->eaction == TCA_INGRESS_REDIR)
			return added(network_add_fact(in->network,
				FACT_TC_RECEIVE, in->ifindex, mirred->ifindex));
	}
	return MNL_CB_OK;
}

static bool is_text(const struct nlattr *attr, const char *text)
{
	return attr && mnl_attr_get_payload_len(attr) >= strlen(text) + 1 &&
	       !memcmp(mnl_attr_get_payload(attr), text, strlen(text) + 1);
}

static int on_action(const struct nlattr *action, const struct ingress *in)
{
	const struct nlattr *attr, *kind = NULL, *options = NULL;

	mnl_attr_for_each_nested(attr, action)
		switch (mnl_attr_get_type(attr)) {
		case TCA_ACT_KIND:
			kind = attr;
			break;
		case TCA_ACT_OPTIONS:
			options = attr;
			break;
		}
	if (is_text(kind, "mirred") && options)
		return on_mirred(options, in);
	if (is_text(kind, "bpf"))
		return added(network_add_fact(in->network, FACT_TC_PROGRAM,
					      in->ifindex, 0));
	return MNL_CB_OK;
}

/* In which attribute of its options a filter has the actions */
static uint16_t actions_of(const struct nlattr *kind)
{
	static const struct {
		const char *kind;
		uint16_t type;
	} list[] = {
		{ "matchall", TCA_MATCHALL_ACT }, { "flower", TCA_FLOWER_ACT },
		{ "u32", TCA_U32_ACT }, { "basic", TCA_BASIC_ACT },
		{ "fw", TCA_FW_ACT }, { "bpf", TCA_BPF_ACT },
		{ "flow", TCA_FLOW_ACT }, { "route", TCA_ROUTE4_ACT },
		{ "cgroup", TCA_CGROUP_ACT },
	};
	size_t i;

	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		if (is_text(kind, list[i].kind))
			return list[i].type;
	return 0;
}

static int on_filter(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr, *action, *kind = NULL, *options = NULL;
	const struct ingress *in = arg;
	int result = MNL_CB_OK;
	uint16_t actions;

	mnl_attr_for_each(attr, nlh, sizeof(struct tcmsg))
		switch (mnl_attr_get_type(attr)) {
		case TCA_KIND:
			kind = attr;
			break;
		case TCA_OPTIONS:
			options = attr;
			break;
		}
	actions = actions_of(kind);
	if (is_text(kind, "bpf"))
		result = added(network_add_fact(in->network, FACT_TC_PROGRAM,
						in->ifindex, 0));
	if (!options || !actions)
		return result;
	mnl_attr_for_each_nested(attr, options) {
		if (mnl_attr_get_type(attr) != actions)
			continue;
		mnl_attr_for_each_nested(action, attr) {
			result = on_action(action, in);
			if (result < 0)
				return result;
		}
	}
	return result;
}

static void begin_tc(struct question *q, uint16_t type, uint32_t ifindex,
		     uint32_t parent)
{
	struct tcmsg *tcm;

	begin(q, type, NLM_F_DUMP);
	tcm = mnl_nlmsg_put_extra_header(q->nlh, sizeof(*tcm));
	tcm->tcm_ifindex = (int)ifindex;
	tcm->tcm_parent = parent;
}

static int read_filters(struct mnl_socket *nl, struct network *network,
			const struct network *qdiscs)
{
	struct ingress in = { .network = network };
	struct question q = { .nl = nl, .fn = on_filter, .arg = &in };
	size_t i;

	for (i = 0; i < qdiscs->n_facts; i++) {
		in.ifindex = qdiscs->facts[i].ifindex;
		begin_tc(&q, RTM_GETTFILTER, in.ifindex,
			 TC_H_MAKE(TC_H_INGRESS, TC_H_MIN_INGRESS));
		/* of an interface that is gone by now */
		if (ask(&q) < 0 && errno != ENODEV && errno != EINVAL)
			return -1;
	}
	return 0;
}

static int read_tc(struct mnl_socket *nl, struct network *network)
{
	struct network qdiscs = { 0 };
	struct question q = { .nl = nl, .fn = on_qdisc, .arg = &qdiscs };
	int result;

	begin_tc(&q, RTM_GETQDISC, 0, 0);
	result = ask(&q);
	if (!result)
		result = read_filters(nl, network, &qdiscs);
	network_free(&qdiscs);
	return result;
}

static int on_flow_device(const struct nlattr *device, bool offload,
			  struct network *network)
{
	char name[IF_NAMESIZE] = "";
	size_t length = mnl_attr_get_payload_len(device);

	if (mnl_attr_get_type(device) != NFTA_DEVICE_NAME)
		return MNL_CB_OK;
	memcpy(name, mnl_attr_get_payload(device),
	       length < sizeof(name) ? length : sizeof(name) - 1);
	return added(network_add_fact(network, offload ?
				      FACT_FLOWTABLE_OFFLOAD : FACT_FLOWTABLE,
				      if_nametoindex(name), 0));
}

static int on_flow_devices(const struct nlattr *hook, bool offload,
			   struct network *network)
{
	const struct nlattr *devices, *device;
	int result;

	mnl_attr_for_each_nested(devices, hook) {
		if (mnl_attr_get_type(devices) != NFTA_FLOWTABLE_HOOK_DEVS)
			continue;
		mnl_attr_for_each_nested(device, devices) {
			result = on_flow_device(device, offload, network);
			if (result < 0)
				return result;
		}
	}
	return MNL_CB_OK;
}

static int on_flowtable(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr, *hook = NULL;
	bool offload = false;

	mnl_attr_for_each(attr, nlh, sizeof(struct nfgenmsg))
		switch (mnl_attr_get_type(attr)) {
		case NFTA_FLOWTABLE_HOOK:
			hook = attr;
			break;
		case NFTA_FLOWTABLE_FLAGS:
			offload = mnl_attr_validate(attr, MNL_TYPE_U32) >= 0 &&
				  ntohl(mnl_attr_get_u32(attr)) &
				  NFT_FLOWTABLE_HW_OFFLOAD;
			break;
		}
	return hook ? on_flow_devices(hook, offload, arg) : MNL_CB_OK;
}

static int on_chain(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct nfgenmsg))
		if (mnl_attr_get_type(attr) == NFTA_CHAIN_TYPE &&
		    is_text(attr, "nat"))
			return added(network_add_fact(arg, FACT_NAT, 0, 0));
	return MNL_CB_OK;
}

static int ask_nftables(struct mnl_socket *nl, struct network *network,
			uint16_t type, mnl_cb_t fn)
{
	struct question q = { .nl = nl, .fn = fn, .arg = network };
	struct nfgenmsg *message;

	begin(&q, (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | type), NLM_F_DUMP);
	message = mnl_nlmsg_put_extra_header(q.nlh, sizeof(*message));
	message->nfgen_family = NFPROTO_UNSPEC;
	message->version = NFNETLINK_V0;
	return ask(&q);
}

static int read_nftables(struct mnl_socket *nl, struct network *network)
{
	if (ask_nftables(nl, network, NFT_MSG_GETFLOWTABLE, on_flowtable) < 0)
		return -1;
	return ask_nftables(nl, network, NFT_MSG_GETCHAIN, on_chain);
}

static int on_associations(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr;

	/* the flags of the request */
	mnl_attr_for_each(attr, nlh, sizeof(uint32_t))
		if (mnl_attr_get_type(attr) == XFRMA_SAD_CNT &&
		    mnl_attr_validate(attr, MNL_TYPE_U32) >= 0 &&
		    mnl_attr_get_u32(attr))
			return added(network_add_fact(arg, FACT_IPSEC, 0, 0));
	return MNL_CB_OK;
}

static int read_ipsec(struct mnl_socket *nl, struct network *network)
{
	struct question q = { .nl = nl, .fn = on_associations, .arg = network };

	begin(&q, XFRM_MSG_GETSADINFO, 0);
	mnl_nlmsg_put_extra_header(q.nlh, sizeof(uint32_t));
	return ask(&q);
}

static int on_xdp_socket(const struct nlmsghdr *nlh, void *arg)
{
	const struct xdp_diag_info *info;
	const struct nlattr *attr;
	uint32_t ifindex = 0;

	mnl_attr_for_each(attr, nlh, sizeof(struct xdp_diag_msg)) {
		if (mnl_attr_get_type(attr) != XDP_DIAG_INFO ||
		    mnl_attr_get_payload_len(attr) < sizeof(*info))
			continue;
		info = mnl_attr_get_payload(attr);
		ifindex = info->ifindex;
	}
	return added(network_add_fact(arg, FACT_XDP_SOCKET, ifindex, 0));
}

static int read_xdp_sockets(struct mnl_socket *nl, struct network *network)
{
	struct question q = { .nl = nl, .fn = on_xdp_socket, .arg = network };
	struct xdp_diag_req *request;

	begin(&q, SOCK_DIAG_BY_FAMILY, NLM_F_DUMP);
	request = mnl_nlmsg_put_extra_header(q.nlh, sizeof(*request));
	request->sdiag_family = AF_XDP;
	request->xdiag_show = XDP_SHOW_INFO;
	if (network_add_fact(network, FACT_XDP_SOCKET, 0, 0)) {
		errno = ENOMEM;
		return -1;
	}
	return ask(&q);
}

/* A new socket for each try, because the rest of a dump may be in the old one */
static int with_socket(int protocol, struct network *network,
		       int (*read)(struct mnl_socket *, struct network *))
{
	int result = -1, cause = EINTR, i;
	struct mnl_socket *nl;

	for (i = 0; i < TRIES && result && cause == EINTR; i++) {
		nl = mnl_socket_open2(protocol, SOCK_CLOEXEC);
		if (!nl)
			return -1;
		if (!mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID))
			result = read(nl, network);
		cause = errno;
		mnl_socket_close(nl);
	}
	errno = cause;
	return result;
}

/* A kernel without that part says so in one of several ways; then nothing is found. */
static int of_part(int protocol, struct network *network,
		   int (*read)(struct mnl_socket *, struct network *))
{
	if (!with_socket(protocol, network, read))
		return 0;
	return errno == EPROTONOSUPPORT || errno == EOPNOTSUPP ||
	       errno == EINVAL || errno == ENOENT ? 0 : -1;
}

int facts_read_netlink(struct network *network)
{
	if (with_socket(NETLINK_ROUTE, network, read_tc) < 0)
		return -1;
	if (facts_module_loaded("nf_tables") &&
	    of_part(NETLINK_NETFILTER, network, read_nftables) < 0)
		return -1;
	if (facts_module_loaded("xfrm_user") &&
	    of_part(NETLINK_XFRM, network, read_ipsec) < 0)
		return -1;
	return facts_xdp_sockets() ?
	       of_part(NETLINK_SOCK_DIAG, network, read_xdp_sockets) : 0;
}

int network_read_facts(struct network *network, struct error *error)
{
	if (!facts_read_netlink(network) && !facts_read_proc(network))
		return 0;
	return error_set(error, "cannot find out which ways packets take: %s",
			 strerror(errno));
}
