// SPDX-License-Identifier: GPL-2.0-or-later
/* test_bench_trace.c - which memory an instruction in QEMU's log accesses */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/tools/trace.h"

#define RIP	0xffffffffc0201000ull
#define GS	0xffff888010000000ull
#define RSI	0xffff888000001000ull
#define RAX	0x10ull

static struct access found[2];

static struct registers registers(void)
{
	static const char *const dump[] = {
		"RAX=0000000000000010 RBX=0 RCX=ffffffffffffffff RDX=0\n",
		"RSI=ffff888000001000 RDI=2 RBP=3 RSP=ffffc90000001f00\n",
		"R8 =ffff888000002000 R9 =5 R10=6 R11=7\n",
		"R12=8 R13=9 R14=a R15=b\n",
		"RIP=ffffffffc0201000 RFL=00000086 [--S--P-] CPL=0 II=0\n",
		"FS =0000 0000000000000000 00000000 00000000\n",
	};
	struct registers r = { .rip = 0 };
	size_t i;

	for (i = 0; i < sizeof(dump) / sizeof(*dump); i++)
		assert_false(registers_read(dump[i], &r));
	assert_true(registers_read(
		"GS =0000 ffff888010000000 00000000 00000000\n", &r));
	return r;
}

/* The number of accesses of an instruction, from its disassembly. */
static int accesses(const char *bytes_and_text)
{
	struct registers r = registers();
	char line[160];

	snprintf(line, sizeof(line), "0xffffffffc0201000:  %s\n", bytes_and_text);
	instruction_read(line);
	return instruction_accesses(&r, found, 2);
}

static void accesses_once(const char *text, uint64_t address, unsigned int size,
			  bool write)
{
	assert_int_equal(accesses(text), 1);
	assert_int_equal(found[0].address, address);
	assert_int_equal(found[0].size, size);
	assert_int_equal(found[0].write, write);
}

static void test_registers(void **state)
{
	struct registers r = registers();

	assert_int_equal(r.reg[0], RAX);
	assert_int_equal(r.reg[4], RSI);
	assert_int_equal(r.reg[GPR_RSP], 0xffffc90000001f00);
	assert_int_equal(r.reg[8], 0xffff888000002000);
	assert_int_equal(r.reg[15], 0xb);
	assert_int_equal(r.rip, RIP);
	assert_int_equal(r.gs, GS);
}

static void test_reads(void **state)
{
	accesses_once("48 8b 06                 movq     (%rsi), %rax", RSI, 8, false);
	accesses_once("8b 46 7c                 movl     0x7c(%rsi), %eax",
		      RSI + 0x7c, 4, false);
	accesses_once("8b 46 f8                 movl     -8(%rsi), %eax",
		      RSI - 8, 4, false);
	accesses_once("0f b7 04 46              movzwl   4(%rsi, %rax, 2), %eax",
		      RSI + 4 + 2 * RAX, 2, false);
	accesses_once("48 63 04 85 00 00 00 80  movslq   -0x80000000(, %rax, 4), %rax",
		      0xffffffff80000000ull + 4 * RAX, 4, false);
	accesses_once("48 39 06                 cmpq     %rax, (%rsi)", RSI, 8, false);
	accesses_once("80 3e 45                 cmpb     $0x45, (%rsi)", RSI, 1, false);
	accesses_once("ff 56 08                 callq    *8(%rsi)", RSI + 8, 8, false);
	accesses_once("41 8b 00                 movl     (%r8), %eax",
		      0xffff888000002000ull, 4, false);
}

static void test_writes(void **state)
{
	accesses_once("48 89 06                 movq     %rax, (%rsi)", RSI, 8, true);
	accesses_once("c6 06 00                 movb     $0, (%rsi)", RSI, 1, true);
	accesses_once("48 01 46 10              addq     %rax, 0x10(%rsi)",
		      RSI + 0x10, 8, true);
	accesses_once("ff 06                    incl     (%rsi)", RSI, 4, true);
	accesses_once("f0 0f c1 06              lock xaddl %eax, (%rsi)", RSI, 4, true);
	accesses_once("48 0f b1 06              cmpxchgq %rax, (%rsi)", RSI, 8, true);
}

static void test_segment(void **state)
{
	accesses_once("65 48 ff 04 25 10 00 00  incq     %gs:0x10", GS + 0x10, 8, true);
	accesses_once("65 48 03 06              addq     %gs:(%rax), %rsi",
		      GS + RAX, 8, false);
}

/* Relative to the next instruction, whose bytes may be on a second line. */
static void test_relative(void **state)
{
	struct registers r;

	accesses_once("48 8b 05 10 00 00 00     movq     0x10(%rip), %rax",
		      RIP + 7 + 0x10, 8, false);
	instruction_read("0xffffffffc0201000:  48 c7 05 10 00 00 00 01  movq     $1, 0x10(%rip)\n");
	instruction_read("0xffffffffc0201008:  00 00 00\n");
	r = registers();
	assert_int_equal(instruction_accesses(&r, found, 2), 1);
	assert_int_equal(found[0].address, RIP + 11 + 0x10);
	assert_true(found[0].write);
}

static void test_strings(void **state)
{
	assert_int_equal(accesses("f3 48 a5                 rep movsq (%rsi), %es:(%rdi)"),
			 2);
	assert_int_equal(found[0].address, RSI);
	assert_false(found[0].write);
	assert_int_equal(found[1].address, 2);
	assert_true(found[1].write);
}

static void test_nothing(void **state)
{
	assert_int_equal(accesses("48 8d 04 46              leaq     (%rsi, %rax, 2), %rax"),
			 0);
	assert_int_equal(accesses("0f 1f 44 00 00           nopl     (%rax, %rax)"), 0);
	assert_int_equal(accesses("48 89 f0                 movq     %rsi, %rax"), 0);
	assert_int_equal(accesses("48 c7 c0 01 00 00 00     movq     $1, %rax"), 0);
	assert_int_equal(accesses("e8 00 00 00 00           callq    0xffffffff81000000"),
			 0);
	assert_int_equal(accesses("c3                       retq"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_registers),
		cmocka_unit_test(test_reads),
		cmocka_unit_test(test_writes),
		cmocka_unit_test(test_segment),
		cmocka_unit_test(test_relative),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
