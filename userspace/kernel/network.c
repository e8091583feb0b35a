// SPDX-License-Identifier: GPL-2.0-or-later
/* network.c - interfaces, addresses and routes, by rtnetlink */
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "common/array.h"
#include "kernel/network.h"
#include "nfslammer/ruleset.h"

#define RECEIVE_SIZE	65536
#define TRIES		5

/* Returned by a callback of libmnl */
#define NEXT		MNL_CB_OK

typedef int (*message_fn)(const struct nlmsghdr *nlh, void *network);

static int no_memory(void)
{
	errno = ENOMEM;
	return MNL_CB_ERROR;
}

static void copy_name(char *name, const struct nlattr *attr)
{
	size_t length = mnl_attr_get_payload_len(attr);

	if (length > NETWORK_NAME_MAX - 1)
		length = NETWORK_NAME_MAX - 1;
	memcpy(name, mnl_attr_get_payload(attr), length);
	name[length] = '\0';
}

static uint32_t number_of(const struct nlattr *attr)
{
	return mnl_attr_validate(attr, MNL_TYPE_U32) < 0 ? 0 :
	       mnl_attr_get_u32(attr);
}

/* An attribute of 4 or 16 bytes. 0, or -1 if it is neither. */
static int address_of(const struct nlattr *attr, struct address *address)
{
	const uint8_t *bytes = mnl_attr_get_payload(attr);

	switch (mnl_attr_get_payload_len(attr)) {
	case 4:
		*address = address_ip4(load_be32(bytes));
		return 0;
	case 16:
		*address = address_load(bytes);
		return 0;
	}
	return -1;
}

static struct prefix prefix_of(struct address address, unsigned int family,
			       unsigned int length)
{
	struct prefix prefix = { .addr = address };

	prefix.len = (uint8_t)(family == AF_INET ? 96 + length : length);
	if (prefix.len > 128)
		prefix.len = 128;
	prefix.addr = address_and(address, address_mask(prefix.len));
	return prefix;
}

/* Users of one interface reach each other, unless it is set to prevent that. */
static void read_ipvlan(const struct nlattr *data, struct network_link *link)
{
	const struct nlattr *attr;

	link->siblings = true;
	mnl_attr_for_each_nested(attr, data)
		if (mnl_attr_get_type(attr) == IFLA_IPVLAN_FLAGS &&
		    mnl_attr_validate(attr, MNL_TYPE_U16) >= 0 &&
		    mnl_attr_get_u16(attr) & (IPVLAN_F_PRIVATE | IPVLAN_F_VEPA))
			link->siblings = false;
}

/* The kind comes before its data. */
static void read_kind(const struct nlattr *info, struct network_link *link)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, info)
		switch (mnl_attr_get_type(attr)) {
		case IFLA_INFO_KIND:
			copy_name(link->kind, attr);
			break;
		case IFLA_INFO_DATA:
			if (!strcmp(link->kind, "ipvlan") ||
			    !strcmp(link->kind, "ipvtap"))
				read_ipvlan(attr, link);
			break;
		}
}

/* Of several programs the one that sees packets first */
static void read_xdp(const struct nlattr *xdp, struct network_link *link)
{
	static const uint8_t where[] = {
		[XDP_ATTACHED_NONE] = XDP_NONE,
		[XDP_ATTACHED_DRV] = XDP_NATIVE,
		[XDP_ATTACHED_SKB] = XDP_GENERIC,
		[XDP_ATTACHED_HW] = XDP_OFFLOADED,
		[XDP_ATTACHED_MULTI] = XDP_OFFLOADED,
	};
	const struct nlattr *attr;
	uint8_t attached;

	mnl_attr_for_each_nested(attr, xdp) {
		if (mnl_attr_get_type(attr) != IFLA_XDP_ATTACHED ||
		    mnl_attr_validate(attr, MNL_TYPE_U8) < 0)
			continue;
		attached = mnl_attr_get_u8(attr);
		link->xdp = attached < sizeof(where) ? where[attached] :
						       XDP_NATIVE;
	}
}

/* Up to 32 bytes, of which only equality counts */
static uint64_t switch_of(const struct nlattr *attr)
{
	return digest_bytes(1, mnl_attr_get_payload(attr),
			    mnl_attr_get_payload_len(attr)) | 1;
}

/*
 * Does the interface that it is stacked on see its packets first? The module has the same
 * list, and hooks any other kind for itself (kmod/zones.c).
 */
static bool is_stacked(const struct network_link *link)
{
	static const char *const kinds[] = {
		"vlan", "macvlan", "macvtap", "ipvlan", "ipvtap", "virt_wifi",
	};
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(link->kind, kinds[i]))
			return true;
	return false;
}

static int on_link(const struct nlmsghdr *nlh, void *arg)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(nlh);
	struct network *network = arg;
	const struct nlattr *attr;
	struct network_link link = {
		.ifindex = (uint32_t)info->ifi_index,
		.loopback = info->ifi_flags & IFF_LOOPBACK,
		.up = info->ifi_flags & IFF_UP,
		.ppp = info->ifi_type == ARPHRD_PPP,
	};
	bool elsewhere = false;

	mnl_attr_for_each(attr, nlh, sizeof(*info))
		switch (mnl_attr_get_type(attr)) {
		case IFLA_IFNAME:
			copy_name(link.name, attr);
			break;
		case IFLA_MASTER:
			link.master = number_of(attr);
			break;
		case IFLA_LINK:
			link.below = number_of(attr);
			break;
		case IFLA_LINK_NETNSID:
			elsewhere = true;
			break;
		case IFLA_LINKINFO:
			read_kind(attr, &link);
			break;
		case IFLA_XDP:
			read_xdp(attr, &link);
			break;
		case IFLA_PHYS_SWITCH_ID:
			link.switch_id = switch_of(attr);
			break;
		}
	if (elsewhere || !is_stacked(&link))
		link.below = 0;
	if (array_grow(&network->links, &network->links_room, network->n_links))
		return no_memory();
	network->links[network->n_links++] = link;
	return NEXT;
}

/* The address of a PPP interface is IFA_LOCAL, IFA_ADDRESS is its peer's. */
static int on_address(const struct nlmsghdr *nlh, void *arg)
{
	const struct ifaddrmsg *info = mnl_nlmsg_get_payload(nlh);
	struct network_address address = {
		.ifindex = info->ifa_index,
		.global = info->ifa_scope < RT_SCOPE_LINK,
	};
	struct address net = { 0, 0 };
	struct network *network = arg;
	const struct nlattr *attr;
	bool local = false, any = false;

	if (info->ifa_family != AF_INET && info->ifa_family != AF_INET6)
		return NEXT;
	mnl_attr_for_each(attr, nlh, sizeof(*info))
		switch (mnl_attr_get_type(attr)) {
		case IFA_LOCAL:
			local = !address_of(attr, &address.address);
			break;
		case IFA_ADDRESS:
			any = !address_of(attr, &net);
			break;
		}
	if (!local)
		address.address = net;
	if (!local && !any)
		return NEXT;
	address.prefix = prefix_of(any ? net : address.address,
				   info->ifa_family, info->ifa_prefixlen);
	if (array_grow(&network->addresses, &network->addresses_room,
		       network->n_addresses))
		return no_memory();
	network->addresses[network->n_addresses++] = address;
	return NEXT;
}

/* Of a million routes, most have the interface of the one before. */
static void count_dynamic(struct network *network, uint32_t ifindex)
{
	static size_t last;
	size_t i;

	if (last >= network->n_links || network->links[last].ifindex != ifindex)
		for (i = 0; i < network->n_links; i++)
			if (network->links[i].ifindex == ifindex)
				last = i;
	if (last < network->n_links && network->links[last].ifindex == ifindex)
		network->links[last].n_dynamic++;
}

static int add_route(struct network *network, struct network_route route)
{
	if (!route.ifindex)
		return NEXT;
	if (!route.fixed && !network_route_is_default(&route)) {
		count_dynamic(network, route.ifindex);
		return NEXT;
	}
	if (array_grow(&network->routes, &network->routes_room,
		       network->n_routes))
		return no_memory();
	network->routes[network->n_routes++] = route;
	return NEXT;
}

/* The interface of each next hop of a route that has several */
static int add_hops(struct network *network, const struct nlattr *attr,
		    struct network_route route)
{
	const struct rtnexthop *hop = mnl_attr_get_payload(attr);
	size_t left = mnl_attr_get_payload_len(attr), step;
	int result = NEXT;

	route.gateway = true;
	while (result == NEXT && left >= sizeof(*hop) &&
	       hop->rtnh_len >= sizeof(*hop) && hop->rtnh_len <= left) {
		route.ifindex = (uint32_t)hop->rtnh_ifindex;
		result = add_route(network, route);
		step = RTNH_ALIGN(hop->rtnh_len);
		if (step > left)
			break;
		left -= step;
		hop = (const void *)((const char *)hop + step);
	}
	return result;
}

static bool is_fixed(unsigned int protocol)
{
	return protocol == RTPROT_KERNEL || protocol == RTPROT_BOOT ||
	       protocol == RTPROT_STATIC || protocol == RTPROT_RA ||
	       protocol == RTPROT_DHCP;
}

static int on_route(const struct nlmsghdr *nlh, void *arg)
{
	const struct rtmsg *info = mnl_nlmsg_get_payload(nlh);
	struct network_route route = { .fixed = is_fixed(info->rtm_protocol) };
	const struct nlattr *attr, *hops = NULL;
	struct address to = { 0, 0 };

	if (info->rtm_family == AF_INET)
		to = address_ip4(0);
	else if (info->rtm_family != AF_INET6)
		return NEXT;
	if (info->rtm_type != RTN_UNICAST || info->rtm_table == RT_TABLE_LOCAL ||
	    info->rtm_flags & RTM_F_CLONED)
		return NEXT;
	mnl_attr_for_each(attr, nlh, sizeof(*info))
		switch (mnl_attr_get_type(attr)) {
		case RTA_DST:
			if (address_of(attr, &to) < 0)
				return NEXT;
			break;
		case RTA_OIF:
			route.ifindex = number_of(attr);
			break;
		case RTA_GATEWAY:
		case RTA_VIA:
			route.gateway = true;
			break;
		case RTA_MULTIPATH:
			hops = attr;
			break;
		}
	route.to = prefix_of(to, info->rtm_family, info->rtm_dst_len);
	return hops ? add_hops(arg, hops, route) : add_route(arg, route);
}

/* Receive until the end of a dump. 0, or -1 with errno: EINTR if it was interrupted. */
static int receive(struct mnl_socket *nl, uint32_t seq, message_fn fn,
		   struct network *network)
{
	char buf[RECEIVE_SIZE] __attribute__((aligned(8)));
	int result = MNL_CB_OK;
	ssize_t n;

	while (result > MNL_CB_STOP) {
		n = mnl_socket_recvfrom(nl, buf, sizeof(buf));
		if (n < 0)
			return -1;
		result = mnl_cb_run(buf, (size_t)n, seq,
				    mnl_socket_get_portid(nl), fn, network);
	}
	return result < 0 ? -1 : 0;
}

/* A request with the header that the kernel wants for @type: all families. */
static struct nlmsghdr *request(void *buf, uint16_t type)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	size_t size = type == RTM_GETLINK ? sizeof(struct ifinfomsg) :
		      type == RTM_GETADDR ? sizeof(struct ifaddrmsg) :
					    sizeof(struct rtmsg);

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	mnl_nlmsg_put_extra_header(nlh, size);
	if (type == RTM_GETLINK)
		mnl_attr_put_u32(nlh, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	return nlh;
}

static int dump(struct mnl_socket *nl, uint16_t type, message_fn fn,
		struct network *network)
{
	char buf[256] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = request(buf, type);
	static uint32_t seq;

	nlh->nlmsg_seq = ++seq;
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		return -1;
	return receive(nl, seq, fn, network);
}

static int read_links(struct mnl_socket *nl, struct network *network)
{
	return dump(nl, RTM_GETLINK, on_link, network);
}

static int read_all(struct mnl_socket *nl, struct network *network)
{
	if (read_links(nl, network) < 0 ||
	    dump(nl, RTM_GETADDR, on_address, network) < 0 ||
	    dump(nl, RTM_GETROUTE, on_route, network) < 0)
		return -1;
	return 0;
}

static int with_socket(int (*read)(struct mnl_socket *, struct network *),
		       struct network *network)
{
	struct mnl_socket *nl = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	int result = -1, cause;

	if (!nl)
		return -1;
	if (mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) == 0)
		result = read(nl, network);
	cause = errno;
	mnl_socket_close(nl);
	errno = cause;
	return result;
}

/* A new socket for each try, because the rest of a dump may be in the old one. */
static int repeat(int (*read)(struct mnl_socket *, struct network *),
		  struct network *network, struct error *error)
{
	int i;

	for (i = 0; i < TRIES; i++) {
		network_free(network);
		if (!with_socket(read, network))
			return 0;
		if (errno != EINTR)
			break;
	}
	return error_set(error, "cannot read the interfaces of this machine: %s",
			 errno == EINTR ? "they change all the time" :
			 strerror(errno));
}

int network_read_links(struct network *network, struct error *error)
{
	return repeat(read_links, network, error);
}

int network_read(struct network *network, struct error *error)
{
	return repeat(read_all, network, error);
}
