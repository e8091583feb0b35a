// SPDX-License-Identifier: GPL-2.0-or-later
/* test_estimate.c - precision of the estimated number of addresses */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/estimate.h"
#include "nfslammer/sketch.h"

static uint8_t registers[NFSL_SKETCH_SIZE];

/* splitmix64: addresses as random as a worm's */
static uint64_t random64(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

static void add_random(uint64_t seed, uint32_t n)
{
	while (n--)
		sketch_add(registers, sketch_hash(address_ip4((uint32_t)random64(&seed))));
}

/* A whole network, one address after the other, each of them @times times. */
static void add_network(uint32_t first, uint32_t n, unsigned int times)
{
	uint32_t i;

	for (; times; times--)
		for (i = 0; i < n; i++)
			sketch_add(registers, sketch_hash(address_ip4(first + i)));
}

static void expect(uint32_t n, unsigned int sigmas)
{
	uint64_t estimate = estimate_distinct(registers);
	double off = (double)estimate / n - 1;

	if (off < -ESTIMATE_ERROR * sigmas ||
	    off > ESTIMATE_ERROR * sigmas)
		fail_msg("%u are estimated as %llu, off by %.1f %%", n,
			 (unsigned long long)estimate, 100 * off);
}

static void test_few_are_counted(void **state)
{
	uint32_t n;

	memset(registers, 0, sizeof(registers));
	assert_int_equal(estimate_distinct(registers), 0);
	for (n = 1; n <= 10; n++) {
		add_network(0xc0000200 + n, 1, 3);
		assert_in_range(estimate_distinct(registers), n - n / 4, n + n / 4);
	}
}

/* From one to millions, around the end of linear counting as well. */
static void test_many_are_estimated(void **state)
{
	static const uint32_t numbers[] = {
		100, 1000, 4000, 5000, 6000, 10000, 100000, 1000000, 3000000,
	};
	size_t i;

	for (i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		memset(registers, 0, sizeof(registers));
		add_random(i + 1, numbers[i]);
		expect(numbers[i], 3);
		memset(registers, 0, sizeof(registers));
		add_network(0x0a000000, numbers[i], 2);
		expect(numbers[i], 3);
	}
}

/* Unbiased: the mean of many estimates is more precise than each of them. */
static void test_without_bias(void **state)
{
	static const uint32_t numbers[] = { 500, 3000, 20000 };
	double sum;
	size_t i;
	uint64_t seed;

	for (i = 0; i < 3; i++) {
		sum = 0;
		for (seed = 1; seed <= 64; seed++) {
			memset(registers, 0, sizeof(registers));
			add_random(seed << 32, numbers[i]);
			sum += (double)estimate_distinct(registers) / numbers[i];
		}
		assert_true(sum / 64 > 0.99 && sum / 64 < 1.01);
	}
}

/* Forged addresses that fill the registers give a number that fits. */
static void test_full_registers(void **state)
{
	memset(registers, 54, sizeof(registers));
	assert_int_equal(estimate_distinct(registers), 1000000000000000000ull);
	memset(registers, 255, sizeof(registers));
	assert_int_equal(estimate_distinct(registers), 1000000000000000000ull);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_few_are_counted),
		cmocka_unit_test(test_many_are_estimated),
		cmocka_unit_test(test_without_bias),
		cmocka_unit_test(test_full_registers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
