// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * benchbpf - a BPF program that checks the worm's port and length, for tc or XDP
 *
 * The minimum for a BPF filter: IPv4 without options, UDP, destination
 * port 1434, a datagram of the worm's length. Neither opcode nor counter.
 */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <stddef.h>
#include <sys/syscall.h>

#include "lab/tools/tool.h"
#include "nfslammer/ssrp.h"

/* Offsets in a frame of Ethernet and IPv4 without options */
#define AT_TYPE		12
#define AT_VERSION	14
#define AT_PROTOCOL	23
#define AT_DPORT	36
#define AT_LENGTH	38
#define FRAME_NEED	42

#define INSN(op, to, from, jump, value) \
	{ .code = (op), .dst_reg = (to), .src_reg = (from), .off = (jump), \
	  .imm = (value) }
#define LOAD(size, to, from, at) \
	INSN(BPF_LDX | BPF_MEM | (size), to, from, at, 0)
#define MOVE(to, value)		INSN(BPF_ALU64 | BPF_MOV | BPF_K, to, 0, 0, value)
#define COPY(to, from)		INSN(BPF_ALU64 | BPF_MOV | BPF_X, to, from, 0, 0)
#define ADD(to, value)		INSN(BPF_ALU64 | BPF_ADD | BPF_K, to, 0, 0, value)
#define UNLESS(reg, value, jump) \
	INSN(BPF_JMP | BPF_JNE | BPF_K, reg, 0, jump, value)
#define ABOVE(reg, other, jump) \
	INSN(BPF_JMP | BPF_JGT | BPF_X, reg, other, jump, 0)
#define RETURN			INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)

/* What differs between tc and XDP. */
struct place {
	const char *name;
	enum bpf_prog_type type;
	short data;
	short data_end;
	int pass;
	int drop;
};

static const struct place places[] = {
	{ "tc", BPF_PROG_TYPE_SCHED_CLS, offsetof(struct __sk_buff, data),
	  offsetof(struct __sk_buff, data_end), TC_ACT_OK, TC_ACT_SHOT },
	{ "xdp", BPF_PROG_TYPE_XDP, offsetof(struct xdp_md, data),
	  offsetof(struct xdp_md, data_end), XDP_PASS, XDP_DROP },
};

static void usage(FILE *out)
{
	fputs("Usage: benchbpf tc|xdp PATH\n"
	      "Load a program that drops UDP to port 1434 of the worm's length, and pin\n"
	      "it to PATH (in a bpf file system).\n\n"
	      "  --help   this text\n", out);
}

static int load(const struct place *place)
{
	const struct bpf_insn program[] = {
		LOAD(BPF_W, BPF_REG_2, BPF_REG_1, place->data),
		LOAD(BPF_W, BPF_REG_3, BPF_REG_1, place->data_end),
		MOVE(BPF_REG_0, place->pass),
		COPY(BPF_REG_4, BPF_REG_2),
		ADD(BPF_REG_4, FRAME_NEED),
		ABOVE(BPF_REG_4, BPF_REG_3, 11),
		LOAD(BPF_H, BPF_REG_5, BPF_REG_2, AT_TYPE),
		UNLESS(BPF_REG_5, htons(0x0800), 9),
		LOAD(BPF_B, BPF_REG_5, BPF_REG_2, AT_VERSION),
		UNLESS(BPF_REG_5, 0x45, 7),
		LOAD(BPF_B, BPF_REG_5, BPF_REG_2, AT_PROTOCOL),
		UNLESS(BPF_REG_5, IPPROTO_UDP, 5),
		LOAD(BPF_H, BPF_REG_5, BPF_REG_2, AT_DPORT),
		UNLESS(BPF_REG_5, htons(SSRP_PORT), 3),
		LOAD(BPF_H, BPF_REG_5, BPF_REG_2, AT_LENGTH),
		UNLESS(BPF_REG_5, htons(8 + SSRP_WORM_LEN), 1),
		MOVE(BPF_REG_0, place->drop),
		RETURN,
	};
	static char log[16384];
	union bpf_attr attr = {
		.prog_type = place->type,
		.insns = (uintptr_t)program,
		.insn_cnt = sizeof(program) / sizeof(*program),
		.license = (uintptr_t)"GPL",
		.log_buf = (uintptr_t)log,
		.log_size = sizeof(log),
		.log_level = 1,
	};
	int fd = (int)syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));

	if (fd < 0)
		die(EXIT_FAILURE, "%s: the kernel refused the program: %s\n%s",
		    place->name, strerror(errno), log);
	return fd;
}

static void pin(int fd, const char *path)
{
	union bpf_attr attr = {
		.pathname = (uintptr_t)path,
		.bpf_fd = (uint32_t)fd,
	};

	if (syscall(SYS_bpf, BPF_OBJ_PIN, &attr, sizeof(attr)))
		die(EXIT_FAILURE, "%s: %s", path, strerror(errno));
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	size_t i;
	int c;

	c = getopt_long(argc, argv, "", options, NULL);
	if (c != -1 || argc != 3) {
		usage(c == 'h' ? stdout : stderr);
		return c == 'h' ? EXIT_SUCCESS : EXIT_USAGE;
	}
	for (i = 0; i < sizeof(places) / sizeof(*places); i++) {
		if (strcmp(argv[1], places[i].name))
			continue;
		pin(load(&places[i]), argv[2]);
		return EXIT_SUCCESS;
	}
	die(EXIT_USAGE, "\"%s\" is neither tc nor xdp", argv[1]);
}
