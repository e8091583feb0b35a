// SPDX-License-Identifier: GPL-2.0-or-later
/* labtap - send frames of vectors as a virtual machine does, by a tap interface */
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/uio.h>

#include "tool.h"

#define NAMES_MAX	16

struct tap {
	const char *vectors;
	const char *name[NAMES_MAX];
	size_t names;
	const char *device;
	uint8_t mac[6];
	bool mac_given;
	long count;
	int fd;
};

static void usage(FILE *out)
{
	fputs("Usage: labtap --vectors FILE --name VECTOR [--name ...] --device DEV [--mac MAC]\n"
	      "              [--count N]\n"
	      "Send the frames of the vectors from behind the tap interface DEV. See README.md.\n",
	      out);
}

/* Each frame begins with a header of virtio, as those of a virtual machine do. */
static void tap_open(struct tap *tap)
{
	struct ifreq request = {
		.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR
	};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", tap->device);
	tap->fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	if (tap->fd < 0 || ioctl(tap->fd, TUNSETIFF, &request))
		die(EXIT_FAILURE, "%s: %s", tap->device, strerror(errno));
	if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &request))
		die(EXIT_FAILURE, "%s: %s", tap->device, strerror(errno));
	request.ifr_flags |= IFF_UP;
	if (ioctl(fd, SIOCSIFFLAGS, &request))
		die(EXIT_FAILURE, "%s: %s", tap->device, strerror(errno));
	close(fd);
}

static void send_one(const struct tap *tap, const struct vector *vector)
{
	static struct virtio_net_hdr header;
	static struct frame frame;
	struct iovec iov[2] = {
		{ &header, sizeof(header) }, { frame.bytes, 0 }
	};

	if (vector_build(vector, tap->mac_given ? tap->mac : NULL, NULL, &frame))
		die(EXIT_FAILURE, "cannot build %s", vector->name);
	iov[1].iov_len = frame.length;
	if (writev(tap->fd, iov, 2) < 0)
		die(EXIT_FAILURE, "%s: %s", tap->device, strerror(errno));
}

static void parse(struct tap *tap, int argc, char **argv)
{
	static const struct option options[] = {
		{ "vectors", required_argument, NULL, 'v' },
		{ "name", required_argument, NULL, 'n' },
		{ "device", required_argument, NULL, 'd' },
		{ "mac", required_argument, NULL, 'm' },
		{ "count", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'v') {
			tap->vectors = optarg;
		} else if (c == 'n') {
			if (tap->names == NAMES_MAX)
				die(EXIT_USAGE, "more than %d names", NAMES_MAX);
			tap->name[tap->names++] = optarg;
		} else if (c == 'd') {
			tap->device = optarg;
		} else if (c == 'm') {
			tool_mac(optarg, tap->mac);
			tap->mac_given = true;
		} else if (c == 'c') {
			tap->count = tool_number("count", optarg, 1, 1000000);
		} else {
			usage(c == 'h' ? stdout : stderr);
			exit(c == 'h' ? EXIT_SUCCESS : EXIT_USAGE);
		}
	}
}

int main(int argc, char **argv)
{
	struct tap tap = { .count = 1 };
	struct vectors *vectors;
	json_int_t sent = 0;
	size_t i;
	long n;

	parse(&tap, argc, argv);
	vectors = tool_vectors(tap.vectors);
	if (optind != argc || !tap.names || !tap.device) {
		usage(stderr);
		return EXIT_USAGE;
	}
	tap_open(&tap);
	for (n = 0; n < tap.count; n++)
		for (i = 0; i < tap.names; i++, sent++)
			send_one(&tap, tool_vector(vectors, tap.name[i]));
	tool_print(json_pack("{s:I}", "sent", sent));
	vectors_free(vectors);
	return EXIT_SUCCESS;
}
