// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * labreassemble - what receivers could make of the UDP fragments that arrive on a device
 *
 * Linux discards datagrams whose fragments overlap. Others do not, and where two
 * fragments have the same bytes they take those of the first one that arrived, or of
 * the last: both are tried here.
 */
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>

#include "tool.h"

#define DATAGRAMS_MAX	64
#define DATAGRAM_BYTES	2048
#define FAVOURITES	2	/* the first, the last */

struct datagram {
	struct address src;
	struct address dst;
	uint32_t id;
	uint32_t end;		/* 0: the last fragment is missing */
	bool has[DATAGRAM_BYTES];
	uint8_t bytes[FAVOURITES][DATAGRAM_BYTES];
};

struct fragment {
	struct address src;
	struct address dst;
	uint32_t id;
	uint32_t offset;
	bool more;
	const uint8_t *data;
	uint32_t size;
};

static struct datagram datagram[DATAGRAMS_MAX];
static size_t datagrams;

static void usage(FILE *out)
{
	fputs("Usage: labreassemble --device DEV [--ready FILE]\n"
	      "Put UDP fragments together as receivers might. See README.md.\n", out);
}

static bool read_ip4(const uint8_t *p, uint32_t n, struct fragment *f)
{
	uint32_t ihl = n ? (p[0] & 15) * 4u : 0, field;

	if (n < 20 || ihl < 20 || load_be16(p + 2) > n ||
	    load_be16(p + 2) < ihl || p[9] != IPPROTO_NR_UDP)
		return false;
	field = load_be16(p + 6);
	*f = (struct fragment){
		address_ip4(load_be32(p + 12)), address_ip4(load_be32(p + 16)),
		load_be16(p + 4), (field & 0x1fff) * 8, field & 0x2000,
		p + ihl, load_be16(p + 2) - ihl
	};
	return field & 0x3fff;
}

/* With the fragment header first. */
static bool read_ip6(const uint8_t *p, uint32_t n, struct fragment *f)
{
	uint32_t field;

	if (n < 48 || p[6] != IPPROTO_NR_FRAGMENT ||
	    load_be16(p + 4) + 40u > n || load_be16(p + 4) < 8)
		return false;
	field = load_be16(p + 42);
	*f = (struct fragment){
		address_load(p + 8), address_load(p + 24), load_be32(p + 44),
		field & 0xfff8, field & 1, p + 48, load_be16(p + 4) - 8u
	};
	return field & 0xfff9;
}

static struct datagram *find(const struct fragment *f)
{
	struct datagram *d = datagram;

	for (; d < datagram + datagrams; d++)
		if (d->id == f->id && address_equal(d->src, f->src) &&
		    address_equal(d->dst, f->dst))
			return d;
	if (datagrams++ == DATAGRAMS_MAX)
		die(EXIT_FAILURE, "more than %d datagrams", DATAGRAMS_MAX);
	*d = (struct datagram){ .src = f->src, .dst = f->dst, .id = f->id };
	return d;
}

static void add(const struct fragment *f)
{
	struct datagram *d = find(f);
	uint32_t i;

	if (f->offset + f->size > DATAGRAM_BYTES)
		return;
	for (i = 0; i < f->size; i++) {
		uint32_t at = f->offset + i;

		d->bytes[1][at] = f->data[i];
		if (!d->has[at])
			d->bytes[0][at] = f->data[i];
		d->has[at] = true;
	}
	if (!f->more)
		d->end = f->offset + f->size;
}

/* Is it a name that is too long, for port 1434? What comes after a NUL does no harm. */
static bool attacks(const uint8_t *p, uint32_t n)
{
	uint32_t length = min_u32(load_be16(p + 4), n);

	return load_be16(p + 2) == SSRP_PORT && length >= 8 + SSRP_NAME_MAX + 2 &&
	       p[8] == SSRP_CLNT_UCAST_INST &&
	       ssrp_no_nul(p + 9, SSRP_NAME_MAX + 1);
}

static json_int_t attacks_made(int favourite)
{
	json_int_t n = 0;
	size_t i, at;

	for (i = 0; i < datagrams; i++) {
		for (at = 0; at < datagram[i].end && datagram[i].has[at]; at++)
			;
		n += at >= 8 && at == datagram[i].end &&
		     attacks(datagram[i].bytes[favourite], (uint32_t)at);
	}
	return n;
}

static bool take(int fd)
{
	uint8_t p[VECTOR_FRAME_MAX];
	struct sockaddr_ll from;
	socklen_t size = sizeof(from);
	struct fragment f;
	ssize_t n = recvfrom(fd, p, sizeof(p), 0, (struct sockaddr *)&from,
			     &size);

	if (n <= 0 || from.sll_pkttype == PACKET_OUTGOING)
		return false;
	if (!(from.sll_protocol == htons(ETH_P_IP) ?
	      read_ip4(p, (uint32_t)n, &f) :
	      from.sll_protocol == htons(ETH_P_IPV6) &&
	      read_ip6(p, (uint32_t)n, &f)))
		return false;
	add(&f);
	return true;
}

static int open_device(const char *device)
{
	struct sockaddr_ll at = {
		.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)if_nametoindex(device),
	};
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (!at.sll_ifindex || fd < 0 ||
	    bind(fd, (struct sockaddr *)&at, sizeof(at)))
		die(EXIT_FAILURE, "%s: %s", device, strerror(errno));
	return fd;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "device", required_argument, NULL, 'd' },
		{ "ready", required_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	const char *device = NULL, *ready = NULL;
	struct pollfd poll_in = { .events = POLLIN };
	json_int_t fragments = 0;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'd') {
			device = optarg;
		} else if (c == 'r') {
			ready = optarg;
		} else {
			usage(c == 'h' ? stdout : stderr);
			return c == 'h' ? EXIT_SUCCESS : EXIT_USAGE;
		}
	}
	if (optind != argc || !device) {
		usage(stderr);
		return EXIT_USAGE;
	}
	tool_catch();
	poll_in.fd = open_device(device);
	tool_ready(ready);
	while (!tool_stopped || poll(&poll_in, 1, 0) > 0)
		if (poll(&poll_in, 1, 100) > 0)
			fragments += take(poll_in.fd);
	tool_print(json_pack("{s:I, s:I, s:I, s:I}", "fragments", fragments,
			     "datagrams", (json_int_t)datagrams,
			     "first", attacks_made(0), "last", attacks_made(1)));
	return EXIT_SUCCESS;
}
