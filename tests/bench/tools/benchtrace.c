// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * benchtrace - packets in a log of QEMU, and the cache lines that a hook touches
 *
 * QEMU runs one instruction at a time and logs each of them disassembled, with the
 * registers before it ("singlestep on", "log in_asm,exec,cpu,nochain"). A packet
 * is everything between the entry of a function and its return; the hook, everything
 * in it between the first instruction of a module and its return.
 */
#include "trace.h"

#define LINE		64	/* bytes of a cache line */
#define STACK		16384	/* of a task, aligned so */
#define CPUS		2
#define ACCESSES	2	/* of one instruction */

/* State of a CPU. A stack pointer above that at the entry: it has returned. */
struct cpu {
	bool inside;
	bool hooked;
	uint64_t entry;
	uint64_t hook;
	char *text;
	size_t length;
	FILE *out;
};

static struct {
	uint64_t entry;
	uint64_t from;
	uint64_t to;
	struct cpu cpu[CPUS];
} trace;

static void usage(FILE *out)
{
	fputs("Usage: benchtrace ENTRY FROM TO <LOG\n"
	      "Print the packets of a log: a line \"packet CPU\" for each, then the address of\n"
	      "each instruction. ENTRY is where a packet begins. In the hook, whose module has\n"
	      "its code from FROM to TO, cache lines follow that are read (r:LINE) or written\n"
	      "(w:LINE), but for the stack. All numbers are hexadecimal.\n\n"
	      "  --help   this text\n", out);
}

static void print_access(FILE *out, const struct access *a, uint64_t rsp)
{
	uint64_t line = a->address & ~(LINE - 1ull);

	if (!((a->address ^ rsp) & ~(STACK - 1ull)))
		return;
	for (; line < a->address + a->size; line += LINE)
		fprintf(out, " %c:%016" PRIx64, a->write ? 'w' : 'r', line);
}

static void packet_begins(struct cpu *cpu, uint64_t rsp)
{
	cpu->inside = true;
	cpu->hooked = false;
	cpu->entry = rsp;
	cpu->out = open_memstream(&cpu->text, &cpu->length);
	if (!cpu->out)
		die(EXIT_FAILURE, "out of memory");
	fprintf(cpu->out, "packet %td\n", cpu - trace.cpu);
}

static void packet_ends(struct cpu *cpu)
{
	cpu->inside = false;
	fclose(cpu->out);
	fputs(cpu->text, stdout);
	free(cpu->text);
}

/* The instruction that is executed next. */
static void step(struct cpu *cpu, const struct registers *r)
{
	struct access list[ACCESSES];
	int i, n;

	if (cpu->inside && r->reg[GPR_RSP] > cpu->entry)
		packet_ends(cpu);
	if (!cpu->inside && r->rip == trace.entry)
		packet_begins(cpu, r->reg[GPR_RSP]);
	if (!cpu->inside)
		return;

	fprintf(cpu->out, "%016" PRIx64, r->rip);
	if (cpu->hooked && r->reg[GPR_RSP] > cpu->hook)
		cpu->hooked = false;
	if (!cpu->hooked && r->rip >= trace.from && r->rip < trace.to) {
		cpu->hooked = true;
		cpu->hook = r->reg[GPR_RSP];
	}
	if (cpu->hooked) {
		n = instruction_accesses(r, list, ACCESSES);
		for (i = 0; i < n; i++)
			print_access(cpu->out, &list[i], r->reg[GPR_RSP]);
	}
	putc('\n', cpu->out);
}

/* The GS line is the last relevant one, and always there. */
static void read_log(FILE *in)
{
	static struct registers r;
	unsigned int cpu = CPUS;
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, in) > 0) {
		if (!strncmp(line, "0x", 2)) {
			instruction_read(line);
		} else if (sscanf(line, "Trace %u:", &cpu) == 1) {
			if (cpu >= CPUS)
				die(EXIT_FAILURE, "too many CPUs: %u", cpu);
		} else if (registers_read(line, &r) && cpu < CPUS) {
			step(&trace.cpu[cpu], &r);
			cpu = CPUS;
		}
	}
	free(line);
	if (ferror(in))
		die(EXIT_FAILURE, "cannot read the log: %s", strerror(errno));
}

static uint64_t address(const char *text)
{
	char *end;
	uint64_t n;

	errno = 0;
	n = strtoull(text, &end, 16);
	if (end == text || *end || errno)
		die(EXIT_USAGE, "\"%s\" is no address", text);
	return n;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	c = getopt_long(argc, argv, "", options, NULL);
	if (c != -1 || argc != 4) {
		usage(c == 'h' ? stdout : stderr);
		return c == 'h' ? EXIT_SUCCESS : EXIT_USAGE;
	}
	trace.entry = address(argv[1]);
	trace.from = address(argv[2]);
	trace.to = address(argv[3]);
	read_log(stdin);
	if (fflush(stdout) || ferror(stdout))
		die(EXIT_FAILURE, "cannot write the result");
	return EXIT_SUCCESS;
}
