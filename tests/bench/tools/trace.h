/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trace.h - memory accesses of one instruction in QEMU's log
 *
 * Header-only, because every .c in this folder is a program of its own. Reads
 * the disassembly (AT&T, by capstone) and the registers that QEMU logs; what an
 * instruction accesses follows from both.
 */
#ifndef BENCH_TRACE_H
#define BENCH_TRACE_H

#include <ctype.h>
#include <inttypes.h>

#include "lab/tools/tool.h"

enum { GPR_RSP = 7, GPR_COUNT = 16 };

/* In the order of QEMU's log. */
static const char *const reg_names[GPR_COUNT] = {
	"rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp",
	"r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"
};

struct registers {
	uint64_t reg[GPR_COUNT];
	uint64_t rip;
	uint64_t gs;
};

struct access {
	uint64_t address;
	unsigned int size;
	bool write;
};

/* A disassembled instruction, in a hash table by address (open addressing). */
struct instruction {
	uint64_t address;
	unsigned int length;
	char text[96];
};

#define INSTRUCTIONS	(1u << 20)

static struct {
	struct instruction *table;
	struct instruction *last;	/* more bytes of it may follow */
	unsigned int count;
} disassembly;

static inline struct instruction *instruction_slot(uint64_t address)
{
	uint32_t i = (uint32_t)(address * 0x9e3779b97f4a7c15ull >> 44);

	if (!disassembly.table)
		disassembly.table = calloc(INSTRUCTIONS,
					   sizeof(*disassembly.table));
	if (!disassembly.table || disassembly.count > INSTRUCTIONS / 2)
		die(EXIT_FAILURE, "too many different instructions");
	while (disassembly.table[i].address &&
	       disassembly.table[i].address != address)
		i = (i + 1) % INSTRUCTIONS;
	return &disassembly.table[i];
}

/* A line "0xADDRESS:  BYTES  TEXT"; one without text has more bytes of the last. */
static inline void instruction_read(const char *line)
{
	struct instruction *in;
	unsigned int bytes = 0;
	uint64_t address;
	char *p;

	address = strtoull(line, &p, 16);
	if (*p != ':')
		return;
	for (p++; ; p += 2, bytes++) {
		p += strspn(p, " ");
		if (!isxdigit(p[0]) || !isxdigit(p[1]) || !isspace(p[2]))
			break;
	}
	if (!*p || *p == '\n') {
		if (disassembly.last)
			disassembly.last->length += bytes;
		return;
	}
	in = instruction_slot(address);
	disassembly.count += !in->address;
	in->address = address;
	in->length = bytes;
	snprintf(in->text, sizeof(in->text), "%.*s", (int)strcspn(p, "\n"), p);
	disassembly.last = in;
}

/* A line of the register dump. True: it was the last relevant one. */
static inline bool registers_read(const char *line, struct registers *r)
{
	uint64_t *g = r->reg;

	if (sscanf(line, "GS =%*x %" SCNx64, &r->gs) == 1)
		return true;
	if (sscanf(line, "RIP=%" SCNx64, &r->rip) == 1 ||
	    sscanf(line, "RAX=%" SCNx64 " RBX=%" SCNx64 " RCX=%" SCNx64
		   " RDX=%" SCNx64, &g[0], &g[1], &g[2], &g[3]) == 4 ||
	    sscanf(line, "RSI=%" SCNx64 " RDI=%" SCNx64 " RBP=%" SCNx64
		   " RSP=%" SCNx64, &g[4], &g[5], &g[6], &g[7]) == 4 ||
	    sscanf(line, "R8 =%" SCNx64 " R9 =%" SCNx64 " R10=%" SCNx64
		   " R11=%" SCNx64, &g[8], &g[9], &g[10], &g[11]) == 4)
		return false;
	sscanf(line, "R12=%" SCNx64 " R13=%" SCNx64 " R14=%" SCNx64
	       " R15=%" SCNx64, &g[12], &g[13], &g[14], &g[15]);
	return false;
}

/* The register after a '%', 0 for an unknown one (no base). */
static inline uint64_t register_value(const struct registers *r, const char *p,
				      uint64_t next)
{
	size_t i, n = strcspn(p, ",)");

	if (n == 3 && !strncmp(p, "rip", 3))
		return next;
	for (i = 0; i < GPR_COUNT; i++)
		if (n == strlen(reg_names[i]) && !strncmp(p, reg_names[i], n))
			return r->reg[i];
	return 0;
}

/* SEGMENT:DISPLACEMENT(%BASE, %INDEX, SCALE); false if it is not memory. */
static inline bool operand_address(const struct registers *r, const char *p,
				   uint64_t next, uint64_t *address)
{
	const char *segment, *scale, *parenthesis = strchr(p, '(');

	p += *p == '*';
	segment = strchr(p, ':');
	if (*p == '$' || (!parenthesis && !segment))
		return false;
	*address = segment && !strncmp(p, "%gs", 3) ? r->gs : 0;
	if (segment)
		p = segment + 1;
	*address += (uint64_t)strtoll(p, NULL, 0);
	if (!parenthesis)
		return true;
	p = parenthesis + 1;
	if (*p == '%')
		*address += register_value(r, p + 1, next);
	p += strcspn(p, ",)");
	if (*p++ != ',')
		return true;
	p += strspn(p, " %");
	scale = strchr(p, ',');
	*address += register_value(r, p, next) *
		    (scale ? strtoull(scale + 1, NULL, 0) : 1);
	return true;
}

static inline bool begins_with_any(const char *name, const char *const *list)
{
	for (; *list; list++)
		if (!strncmp(name, *list, strlen(*list)))
			return true;
	return false;
}

/* Does it write its last operand? */
static inline bool writes(const char *name)
{
	static const char *const reading[] = {
		"cmpb", "cmpw", "cmpl", "cmpq", "test", "btl", "btq", "btw",
		"push", "call", "jmp", "mul", "div", "idiv", "prefetch", NULL
	};

	return !begins_with_any(name, reading);
}

static inline bool accesses_nothing(const char *name)
{
	static const char *const none[] = { "nop", "lea", NULL };

	return begins_with_any(name, none);
}

/* By the AT&T suffix; for a widening move, that of the source, which is first. */
static inline unsigned int operand_size(const char *name, size_t length)
{
	bool widens = length == 6 && (!strncmp(name, "movz", 4) ||
				      !strncmp(name, "movs", 4));

	switch (name[length - 1 - widens]) {
	case 'b':
		return 1;
	case 'w':
		return 2;
	case 'l':
		return 4;
	}
	return 8;
}

/* The end of the operand at @p: a comma outside of parentheses, or the end. */
static inline char *operand_end(char *p)
{
	int depth = 0;

	for (; *p && (depth || *p != ','); p++)
		depth += (*p == '(') - (*p == ')');
	return p;
}

/* Accesses of the instruction at r->rip, without push, pop, call, ret: up to @max. */
static inline int instruction_accesses(const struct registers *r,
				       struct access *list, int max)
{
	const struct instruction *in = instruction_slot(r->rip);
	char copy[sizeof(in->text)], *name = copy, *p, *end;
	uint64_t address;
	size_t length;
	int n = 0;

	if (!in->address)
		die(EXIT_FAILURE, "%" PRIx64 " was not disassembled", r->rip);
	strcpy(copy, in->text);
	while (!strncmp(name, "lock", 4) || !strncmp(name, "rep", 3))
		name += strcspn(name, " ") + strspn(name + strcspn(name, " "), " ");
	length = strcspn(name, " ");
	p = name + length;
	if (accesses_nothing(name))
		return 0;
	for (; *p && n < max; p = end) {
		p += strspn(p, " ,");
		end = operand_end(p);
		if (*end)
			*end++ = '\0';
		if (!operand_address(r, p, r->rip + in->length, &address))
			continue;
		list[n].address = address;
		list[n].size = operand_size(name, length);
		list[n++].write = !*end && writes(name);
	}
	return n;
}

#endif /* BENCH_TRACE_H */
