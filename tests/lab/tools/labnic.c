// SPDX-License-Identifier: GPL-2.0-or-later
/* labnic - switch features of an interface on and off, by the kernel's names */
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>

#include "tool.h"

#define BLOCKS_MAX	4	/* of 32 features */
#define FEATURES_MAX	(BLOCKS_MAX * 32)

struct strings {
	struct ethtool_gstrings head;
	char name[FEATURES_MAX][ETH_GSTRING_LEN];
};

struct features {
	struct ethtool_sfeatures head;
	struct ethtool_set_features_block block[BLOCKS_MAX];
};

static int fd;
static struct ifreq ifr;
static struct strings strings;

static void usage(FILE *out)
{
	fputs("Usage: labnic --device DEV FEATURE=on|off ...\n"
	      "Switch features of DEV (such as rx-gro). See README.md.\n", out);
}

static void ask(void *request, const char *what)
{
	ifr.ifr_data = request;
	if (ioctl(fd, SIOCETHTOOL, &ifr) < 0)
		die(EXIT_FAILURE, "%s: %s: %s", ifr.ifr_name, what, strerror(errno));
}

static void read_names(void)
{
	struct {
		struct ethtool_sset_info head;
		__u32 count;
	} info = { .head = { .cmd = ETHTOOL_GSSET_INFO,
			     .sset_mask = 1ull << ETH_SS_FEATURES } };

	ask(&info, "features");
	if (!info.head.sset_mask || info.count > FEATURES_MAX)
		die(EXIT_FAILURE, "too many features: %u", info.count);
	strings.head.cmd = ETHTOOL_GSTRINGS;
	strings.head.string_set = ETH_SS_FEATURES;
	strings.head.len = info.count;
	ask(&strings, "features");
}

static void set(struct features *f, const char *text)
{
	const char *equals = strchr(text, '=');
	unsigned int i;
	size_t n;

	if (!equals || (strcmp(equals, "=on") && strcmp(equals, "=off")))
		die(EXIT_USAGE, "\"%s\" is not FEATURE=on or FEATURE=off", text);
	n = (size_t)(equals - text);
	for (i = 0; i < strings.head.len; i++) {
		if (strncmp(strings.name[i], text, n) || strings.name[i][n])
			continue;
		f->block[i / 32].valid |= 1u << i % 32;
		if (!strcmp(equals, "=on"))
			f->block[i / 32].requested |= 1u << i % 32;
		return;
	}
	die(EXIT_USAGE, "unknown feature \"%.*s\"", (int)n, text);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "device", required_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	static struct features features;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c != 'd') {
			usage(c == 'h' ? stdout : stderr);
			return c == 'h' ? EXIT_SUCCESS : EXIT_USAGE;
		}
		snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", optarg);
	}
	if (optind == argc || !*ifr.ifr_name) {
		usage(stderr);
		return EXIT_USAGE;
	}
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		die(EXIT_FAILURE, "socket: %s", strerror(errno));
	read_names();
	for (; optind < argc; optind++)
		set(&features, argv[optind]);
	features.head.cmd = ETHTOOL_SFEATURES;
	features.head.size = (strings.head.len + 31) / 32;
	ask(&features, "cannot switch features");
	close(fd);
	return EXIT_SUCCESS;
}
