// SPDX-License-Identifier: GPL-2.0-or-later
/* facts_proc.c - packet sockets, MPLS and more, by /proc and /sys */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "kernel/facts.h"

#define LINE_MAX_BYTES	512

/* One built into the kernel has a line in modules.builtin. */
static bool built_in(const char *name)
{
	char path[256], line[LINE_MAX_BYTES], end[64];
	struct utsname uts;
	bool there = false;
	size_t length;
	FILE *file;

	if (uname(&uts) < 0)
		return false;
	snprintf(path, sizeof(path), "/lib/modules/%.128s/modules.builtin",
		 uts.release);
	file = fopen(path, "re");
	if (!file)
		return false;
	length = (size_t)snprintf(end, sizeof(end), "/%.40s.ko\n", name);
	while (!there && fgets(line, sizeof(line), file))
		there = strlen(line) > length &&
			!strcmp(line + strlen(line) - length, end);
	fclose(file);
	return there;
}

bool facts_module_loaded(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/module/%.64s", name);
	/* A kernel without modules loads nothing */
	return !access(path, F_OK) || access("/proc/modules", F_OK) ||
	       built_in(name);
}

unsigned int facts_sockets(FILE *file, const char *protocol)
{
	char line[LINE_MAX_BYTES], name[32];
	unsigned int sockets;
	int size;

	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "%31s %d %u", name, &size, &sockets) == 3 &&
		    !strcmp(name, protocol))
			return sockets;
	return 0;
}

bool facts_xdp_sockets(void)
{
	FILE *file = fopen("/proc/net/protocols", "re");
	unsigned int sockets;

	if (!file)
		return false;
	sockets = facts_sockets(file, "XDP");
	fclose(file);
	return sockets > 0;
}

/*
 * "sk RefCnt Type Proto Iface R Rmem User Inode". Each of these sockets can send, also
 * those that were opened to receive.
 */
int facts_packet_sockets(FILE *file, struct network *network)
{
	char line[LINE_MAX_BYTES];
	unsigned int ifindex;

	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "%*x %*d %*d %*x %u", &ifindex) == 1 &&
		    network_add_fact(network, FACT_PACKET_SOCKET, ifindex,
				     0) < 0) {
			errno = ENOMEM;
			return -1;
		}
	return 0;
}

static int read_packet_sockets(struct network *network)
{
	FILE *file = fopen("/proc/net/packet", "re");
	int result;

	/* without support of packet sockets */
	if (!file)
		return errno == ENOENT ? 0 : -1;
	result = facts_packet_sockets(file, network);
	fclose(file);
	return result;
}

static bool routes_labels(void)
{
	FILE *file = fopen("/proc/sys/net/mpls/platform_labels", "re");
	unsigned int labels = 0;

	if (!file)
		return false;
	if (fscanf(file, "%u", &labels) != 1)
		labels = 0;
	fclose(file);
	return labels > 0;
}

/* Which tables iptables has in a namespace only root may read: of the machine, then. */
int facts_read_proc(struct network *network)
{
	if (read_packet_sockets(network) < 0)
		return -1;
	if ((routes_labels() && network_add_fact(network, FACT_MPLS, 0, 0)) ||
	    ((!access("/sys/module/iptable_nat", F_OK) ||
	      !access("/sys/module/ip6table_nat", F_OK)) &&
	     network_add_fact(network, FACT_NAT, 0, 0))) {
		errno = ENOMEM;
		return -1;
	}
	return 0;
}
