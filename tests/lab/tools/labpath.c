// SPDX-License-Identifier: GPL-2.0-or-later
/* labpath - use paths of packets that are in no configuration: XDP, AF_XDP, AF_PACKET */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/syscall.h>

#include "tool.h"

static void usage(FILE *out)
{
	fputs("Usage: labpath --device DEV [--ready FILE]\n"
	      "Attach to DEV until SIGTERM. See README.md.\n", out);
}

/* Lets everything pass */
static int load_program(void)
{
	const struct bpf_insn program[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0,
		  .imm = XDP_PASS },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_XDP,
		.insns = (uintptr_t)program,
		.insn_cnt = sizeof(program) / sizeof(*program),
		.license = (uintptr_t)"GPL",
	};
	int fd = (int)syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));

	if (fd < 0)
		die(EXIT_FAILURE, "cannot load a program: %s", strerror(errno));
	return fd;
}

/* It stays as long as this process has the link. */
static void attach_program(int ifindex)
{
	union bpf_attr attr = {
		.link_create = {
			.prog_fd = (uint32_t)load_program(),
			.target_ifindex = (uint32_t)ifindex,
			.attach_type = BPF_XDP,
			.flags = XDP_FLAGS_SKB_MODE,
		},
	};

	if (syscall(SYS_bpf, BPF_LINK_CREATE, &attr, sizeof(attr)) < 0)
		die(EXIT_FAILURE, "cannot attach a program: %s", strerror(errno));
}

static void open_sockets(int ifindex)
{
	struct sockaddr_ll at = {
		.sll_family = AF_PACKET, .sll_ifindex = ifindex,
	};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (const struct sockaddr *)&at, sizeof(at)))
		die(EXIT_FAILURE, "AF_PACKET: %s", strerror(errno));
	if (socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0) < 0)
		die(EXIT_FAILURE, "AF_XDP: %s", strerror(errno));
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
	int c, ifindex;

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
	if (!device || optind < argc) {
		usage(stderr);
		return EXIT_USAGE;
	}
	ifindex = (int)if_nametoindex(device);
	if (!ifindex)
		die(EXIT_FAILURE, "%s: %s", device, strerror(errno));
	attach_program(ifindex);
	open_sockets(ifindex);
	tool_catch();
	tool_ready(ready);
	while (!tool_stopped)
		pause();
	return EXIT_SUCCESS;
}
