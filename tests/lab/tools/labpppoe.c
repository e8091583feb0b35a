// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * labpppoe - one end of a PPPoE session, for kernels without PPPoE
 *
 * Unpacks IP packets from session frames (RFC 2516) and injects them by an
 * interface whose type is PPP.
 */
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <poll.h>
#include <sys/ioctl.h>

#include "tool.h"

#define SESSION_HEADER	8	/* PPPoE and the protocol of PPP */

static void usage(FILE *out)
{
	fputs("Usage: labpppoe --device DEV --ppp NAME [--ready FILE]\n"
	      "Unpack PPPoE sessions that arrive on DEV. See README.md.\n", out);
}

static int open_ppp(const char *name)
{
	struct ifreq ifr = { .ifr_flags = IFF_TUN | IFF_NO_PI };
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		die(EXIT_FAILURE, "/dev/net/tun: %s", strerror(errno));
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	if (ioctl(fd, TUNSETIFF, &ifr) || ioctl(fd, TUNSETLINK, ARPHRD_PPP))
		die(EXIT_FAILURE, "%s: %s", name, strerror(errno));
	return fd;
}

static int open_sessions(const char *device)
{
	struct sockaddr_ll at = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_PPP_SES),
		.sll_ifindex = (int)if_nametoindex(device),
	};
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (!at.sll_ifindex || fd < 0 ||
	    bind(fd, (struct sockaddr *)&at, sizeof(at)))
		die(EXIT_FAILURE, "%s: %s", device, strerror(errno));
	return fd;
}

/* One frame; only those to this host belong to its sessions. */
static bool unpack(int sessions, int ppp)
{
	uint8_t bytes[VECTOR_FRAME_MAX];
	struct sockaddr_ll from;
	socklen_t size = sizeof(from);
	ssize_t n = recvfrom(sessions, bytes, sizeof(bytes), 0,
			     (struct sockaddr *)&from, &size);

	if (n <= SESSION_HEADER || from.sll_pkttype != PACKET_HOST)
		return false;
	if (write(ppp, bytes + SESSION_HEADER, (size_t)n - SESSION_HEADER) < 0)
		die(EXIT_FAILURE, "write: %s", strerror(errno));
	return true;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "device", required_argument, NULL, 'd' },
		{ "ppp", required_argument, NULL, 'p' },
		{ "ready", required_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	const char *device = NULL, *name = NULL, *ready = NULL;
	struct pollfd poll_in = { .events = POLLIN };
	json_int_t unpacked = 0;
	int c, ppp;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'd') {
			device = optarg;
		} else if (c == 'p') {
			name = optarg;
		} else if (c == 'r') {
			ready = optarg;
		} else {
			usage(c == 'h' ? stdout : stderr);
			return c == 'h' ? EXIT_SUCCESS : EXIT_USAGE;
		}
	}
	if (optind != argc || !device || !name) {
		usage(stderr);
		return EXIT_USAGE;
	}
	tool_catch();
	ppp = open_ppp(name);
	poll_in.fd = open_sessions(device);
	tool_ready(ready);
	while (!tool_stopped)
		if (poll(&poll_in, 1, 100) > 0)
			unpacked += unpack(poll_in.fd, ppp);
	tool_print(json_pack("{s:I}", "unpacked", unpacked));
	return EXIT_SUCCESS;
}
