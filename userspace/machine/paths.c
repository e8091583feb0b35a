// SPDX-License-Identifier: GPL-2.0-or-later
/* paths.c - ways that packets take through this machine and that need attention */
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "machine/paths.h"

#define TC_DROP	 "drop UDP port 1434 by a tc filter in front of it"
#define EGRESS	 "needs a kernel with CONFIG_NETFILTER_EGRESS (from 5.16 on)"
#define NAME_IT	 "name the interface in a zone of the policy"

/* What can be said of a path */
struct saying {
	const char *name;
	enum path_seen seen;
	const char *what;
	const char *advice;
};

static const struct saying
xdp = { "xdp", PATH_PARTLY,
	"an XDP program sees frames before the filter: what it drops, sends or redirects itself is not judged",
	"have the program pass or drop UDP port 1434" },
xdp_socket = { "af-xdp", PATH_NOT_SEEN,
	"programs receive and send frames by AF_XDP sockets, past the network stack",
	"filter UDP port 1434 in these programs" },
tc_redirect = { "tc-redirect", PATH_NOT_SEEN,
	"tc sends what comes in by another interface, before the filter sees it",
	TC_DROP },
tc_receive = { "tc-redirect", PATH_SEEN,
	"tc has another interface receive what comes in; the filter sees it there",
	NULL },
tc_receive_bare = { "tc-redirect", PATH_NOT_SEEN,
	"tc has an interface without a hook receive what comes in",
	NAME_IT },
tc_program = { "tc-bpf", PATH_PARTLY,
	"a BPF program of tc sees packets before the filter: what it drops or redirects itself is not judged",
	"have the program pass or drop UDP port 1434" },
ifb = { "ifb", PATH_SEEN,
	"tc has an IFB queue what comes in; it is judged when it comes back, before routing or bridging",
	NULL },
ifb_past = { "ifb", PATH_NOT_SEEN,
	"tc has an IFB queue what comes in, which then goes past the filter",
	TC_DROP },
flowtable = { "flowtable", PATH_SEEN,
	"nftables forwards known flows by a flowtable; the filter sees them before that",
	NULL },
flowtable_offload = { "flowtable-offload", PATH_PARTLY,
	"the interface forwards known flows itself: only their first packets are judged",
	"leave the port out of the flowtable: udp dport != 1434 udp sport != 1434 flow add @NAME" },
switch_offload = { "switch-offload", PATH_NOT_SEEN,
	"a switch forwards frames between these bridge ports itself",
	"drop UDP port 1434 in the switch: tc filter ... flower skip_sw ip_proto udp dst_port 1434 action drop" },
macvlan = { "macvlan", PATH_SEEN,
	"its users' packets are judged where they enter and leave the interface below",
	NULL },
macvlan_in = { "macvlan", PATH_PARTLY,
	"what its users send to others than each other is not judged", EGRESS },
ipvlan = { "ipvlan", PATH_SEEN,
	"its users' packets are judged where they enter and leave the interface below",
	NULL },
ipvlan_siblings = { "ipvlan", PATH_PARTLY,
	"what users of one interface send to each other is not judged",
	"give the ipvlan the flag private or vepa" },
ipvlan_in = { "ipvlan", PATH_PARTLY,
	"what its users send is not judged", EGRESS },
tunnel = { "tunnel", PATH_SEEN,
	"packets come out of a tunnel at an interface with a hook", NULL },
tunnel_bare = { "tunnel", PATH_NOT_SEEN,
	"packets come out of a tunnel at an interface without a hook", NAME_IT },
ppp = { "ppp", PATH_SEEN,
	"packets come out of a PPP link at an interface with a hook", NULL },
ppp_bare = { "ppp", PATH_PARTLY,
	"PPP links without a hook: the cable below looks into PPPoE, but nothing into L2TP and PPTP",
	NAME_IT },
ipsec = { "ipsec", PATH_PARTLY,
	"packets are judged after decryption in tunnel mode, not in transport mode",
	"in transport mode they are for the router itself: filter UDP port 1434 in its input chain" },
vrf = { "vrf", PATH_SEEN,
	"what a VRF receives has been judged at its ports", NULL },
ovs = { "openvswitch", PATH_SEEN,
	"what Open vSwitch receives is judged at its ports, unless a port forwards flows itself (hw-offload)",
	NULL },
ovs_bare = { "openvswitch", PATH_NOT_SEEN,
	"Open vSwitch has ports without a hook", NAME_IT },
packet_socket = { "packet-socket", PATH_SEEN,
	"what programs send by packet sockets is judged on its way out", NULL },
packet_socket_out = { "packet-socket", PATH_NOT_SEEN,
	"what programs send by packet sockets is not judged", EGRESS },
nat = { "nat", PATH_SEEN,
	"what NAT gives port 1434 is judged on its way out", NULL },
nat_before = { "nat", PATH_PARTLY,
	"what NAT gives port 1434 is judged by the port that it had before",
	EGRESS },
mpls = { "mpls", PATH_PARTLY,
	"nothing is inspected while it has labels; worms are dropped where they leave without",
	"drop UDP port 1434 where labels are put on" },
mpls_past = { "mpls", PATH_NOT_SEEN,
	"nothing is inspected that comes in with labels", EGRESS };

const char *path_seen_name(enum path_seen seen)
{
	return seen == PATH_SEEN ? "yes" :
	       seen == PATH_PARTLY ? "partly" : "no";
}

/* What paths_find() works on */
struct finder {
	const struct network *network;
	const struct paths_hooks *hooks;
	struct paths *paths;
	int result;		/* -1: out of memory */
};

static int compare(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return left < right ? -1 : left > right;
}

/* Number 0 is local output, no interface. */
static bool hooked(const struct finder *f, uint32_t ifindex)
{
	return ifindex && f->hooks->n_hooked &&
	       bsearch(&ifindex, f->hooks->hooked, f->hooks->n_hooked,
		       sizeof(ifindex), compare);
}

/* The interface, or the bridge that it is a port of */
static bool guarded(const struct finder *f, const struct network_link *link)
{
	return hooked(f, link->ifindex) || hooked(f, link->master);
}

static struct path *path_of(struct paths *paths, const struct saying *saying)
{
	struct path *path = paths->list;

	for (; path < paths->list + paths->count; path++)
		if (path->name == saying->name && path->what == saying->what)
			return path;
	*path = (struct path){
		.name = saying->name, .seen = saying->seen,
		.what = saying->what, .advice = saying->advice,
	};
	paths->count++;
	return path;
}

/* The path is used, by this interface (0: by none in particular). */
static void found(struct finder *f, const struct saying *saying,
		  uint32_t ifindex)
{
	struct path *path = path_of(f->paths, saying);
	size_t i;

	for (i = path->n_interfaces; i-- > 0;)
		if (path->interfaces[i] == ifindex)
			return;
	if (!ifindex)
		return;
	if (array_grow(&path->interfaces, &path->interfaces_room,
		       path->n_interfaces))
		f->result = -1;
	else
		path->interfaces[path->n_interfaces++] = ifindex;
}

static bool is_kind(const struct network_link *link, const char *const *kinds)
{
	for (; *kinds; kinds++)
		if (!strcmp(link->kind, *kinds))
			return true;
	return false;
}

/* Other packets come out of these than go in at the interface below. */
static bool is_tunnel(const struct network_link *link)
{
	static const char *const kinds[] = {
		"vxlan", "geneve", "gre", "gretap", "ip6gre", "ip6gretap",
		"erspan", "ip6erspan", "ipip", "sit", "ip6tnl", "vti", "vti6",
		"xfrm", "amt", "wireguard", "gtp", "ovpn", "bareudp", "pfcp",
		"macsec", "hsr", "batadv", "rmnet", "tun", NULL
	};

	return is_kind(link, kinds);
}

static const struct saying *saying_of(const struct finder *f,
				      const struct network_link *link)
{
	static const char *const macvlans[] = { "macvlan", "macvtap", NULL };
	static const char *const ipvlans[] = { "ipvlan", "ipvtap", NULL };
	static const char *const vrfs[] = { "vrf", NULL };
	bool egress = f->hooks->egress;

	if (link->ppp)
		return hooked(f, link->ifindex) ? &ppp : &ppp_bare;
	if (is_tunnel(link))
		return guarded(f, link) ? &tunnel : &tunnel_bare;
	if (is_kind(link, macvlans))
		return egress ? &macvlan : &macvlan_in;
	if (is_kind(link, ipvlans))
		return !egress ? &ipvlan_in :
		       link->siblings ? &ipvlan_siblings : &ipvlan;
	return is_kind(link, vrfs) ? &vrf : NULL;
}

/* A port of Open vSwitch, or another interface */
static void find_link(struct finder *f, const struct network_link *link)
{
	const struct network_link *master = network_link(f->network,
							 link->master);
	const struct saying *saying;

	if (link->loopback || !link->up)
		return;
	saying = saying_of(f, link);
	if (saying)
		found(f, saying, link->ifindex);
	if (link->xdp)
		found(f, &xdp, link->ifindex);
	if (master && !strcmp(master->kind, "openvswitch"))
		found(f, hooked(f, link->ifindex) ? &ovs : &ovs_bare,
		      link->ifindex);
}

/* Of ports in order of bridge and switch: those that have another one beside them */
static void find_neighbours(struct finder *f,
			    const struct network_link **ports, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((i && ports[i]->master == ports[i - 1]->master &&
		     ports[i]->switch_id == ports[i - 1]->switch_id) ||
		    (i + 1 < n && ports[i]->master == ports[i + 1]->master &&
		     ports[i]->switch_id == ports[i + 1]->switch_id))
			found(f, &switch_offload, ports[i]->ifindex);
}

static int compare_ports(const void *a, const void *b)
{
	const struct network_link *left = *(const struct network_link *const *)a;
	const struct network_link *right = *(const struct network_link *const *)b;

	if (left->master != right->master)
		return left->master < right->master ? -1 : 1;
	if (left->switch_id != right->switch_id)
		return left->switch_id < right->switch_id ? -1 : 1;
	return left->ifindex < right->ifindex ? -1 : 1;
}

/* Ports of one switch that are in one bridge */
static void find_switches(struct finder *f)
{
	const struct network *network = f->network;
	const struct network_link **ports, *link = network->links;
	size_t n = 0;

	ports = calloc(network->n_links + 1, sizeof(*ports));
	if (!ports) {
		f->result = -1;
		return;
	}
	for (; link < network->links + network->n_links; link++)
		if (link->switch_id && link->master && link->up)
			ports[n++] = link;
	qsort(ports, n, sizeof(*ports), compare_ports);
	find_neighbours(f, ports, n);
	free(ports);
}

/* Where tc sends what comes in: an IFB gives it back. */
static void find_redirect(struct finder *f, const struct network_fact *fact)
{
	const struct network_link *to = network_link(f->network, fact->other);

	if (!to || strcmp(to->kind, "ifb"))
		found(f, &tc_redirect, fact->ifindex);
	else
		found(f, f->hooks->redirects ? &ifb : &ifb_past,
		      fact->ifindex);
}

static void find_fact(struct finder *f, const struct network_fact *fact)
{
	bool egress = f->hooks->egress;

	switch (fact->kind) {
	case FACT_TC_REDIRECT:
		find_redirect(f, fact);
		break;
	case FACT_TC_RECEIVE:
		found(f, hooked(f, fact->other) ? &tc_receive :
						  &tc_receive_bare,
		      fact->ifindex);
		break;
	case FACT_TC_PROGRAM:
		found(f, &tc_program, fact->ifindex);
		break;
	case FACT_FLOWTABLE:
		found(f, &flowtable, fact->ifindex);
		break;
	case FACT_FLOWTABLE_OFFLOAD:
		found(f, &flowtable_offload, fact->ifindex);
		break;
	case FACT_PACKET_SOCKET:
		found(f, egress ? &packet_socket : &packet_socket_out,
		      fact->ifindex);
		break;
	case FACT_XDP_SOCKET:
		found(f, &xdp_socket, fact->ifindex);
		break;
	case FACT_NAT:
		found(f, egress ? &nat : &nat_before, 0);
		break;
	case FACT_IPSEC:
		found(f, &ipsec, 0);
		break;
	case FACT_MPLS:
		found(f, egress ? &mpls : &mpls_past, 0);
		break;
	}
}

static int by_need(const void *a, const void *b)
{
	const struct path *left = a, *right = b;

	if (left->seen != right->seen)
		return left->seen > right->seen ? -1 : 1;
	return strcmp(left->name, right->name);
}

int paths_find(const struct network *network, struct paths_hooks *hooks,
	       struct paths *paths)
{
	struct finder f = {
		.network = network, .hooks = hooks, .paths = paths,
	};
	size_t i;

	memset(paths, 0, sizeof(*paths));
	if (hooks->n_hooked)
		qsort(hooks->hooked, hooks->n_hooked, sizeof(*hooks->hooked),
		      compare);
	for (i = 0; i < network->n_links; i++)
		find_link(&f, &network->links[i]);
	find_switches(&f);
	for (i = 0; i < network->n_facts; i++)
		find_fact(&f, &network->facts[i]);
	qsort(paths->list, paths->count, sizeof(paths->list[0]), by_need);
	return f.result;
}

void paths_free(struct paths *paths)
{
	size_t i;

	for (i = 0; i < paths->count; i++)
		free(paths->list[i].interfaces);
	paths->count = 0;
}
