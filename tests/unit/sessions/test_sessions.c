// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_sessions.c - the generated sessions: of many protocols, reproducible, and hard
 *
 * Hard: for many of them the content of a datagram alone cannot show that it is no
 * attack. What the filter does to them with flows is in test_session_flows.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "nfslammer/ssrp.h"
#include "sessions/session.h"

#define SEED		1434
#define PROTOCOLS_MIN	100
#define ANSWERS_MIN	64	/* of each protocol */

/* Each name and each port once; a client of that protocol speaks first. */
static void test_table(void **state)
{
	const struct protocol *p, *q;
	size_t i, k;

	for (i = 0; (p = session_protocol(i)); i++) {
		for (k = 0; k < i; k++) {
			q = session_protocol(k);
			if (!strcmp(p->name, q->name) || p->port == q->port)
				fail_msg("%s and %s", p->name, q->name);
		}
		assert_true(p->port && p->port != SSRP_PORT);
		if (p->exchanges * p->burst < ANSWERS_MIN)
			fail_msg("%s: %d answers", p->name,
				 p->exchanges * p->burst);
	}
	assert_true(i >= PROTOCOLS_MIN);
}

/* All patterns are valid, and the same seed gives the same bytes. */
static void test_bytes(void **state)
{
	uint8_t first[SESSION_BYTES_MAX], again[SESSION_BYTES_MAX];
	const struct protocol *p;
	struct session s;
	size_t i;
	int n;

	for (i = 0; (p = session_protocol(i)); i++) {
		for (s = session_begin(p, SEED); session_more(&s);
		     session_next(&s)) {
			n = session_bytes(&s, first);
			if (n < 0)
				fail_msg("%s: exchange %u, part %u", p->name,
					 s.exchange, s.part);
			assert_int_equal(session_bytes(&s, again), n);
			assert_memory_equal(first, again, (size_t)n);
		}
	}
}

/* What a client says first is nothing that the Resolution Service could send. */
static void test_first_question(void **state)
{
	uint8_t bytes[SESSION_BYTES_MAX];
	const struct protocol *p;
	struct session s;
	size_t i;
	int n;

	for (i = 0; (p = session_protocol(i)); i++) {
		s = session_begin(p, SEED);
		n = session_bytes(&s, bytes);
		if (n && (bytes[0] == SSRP_SVR_RESP || bytes[0] == SSRP_ECHO))
			fail_msg("%s begins with %02x", p->name, bytes[0]);
	}
}

/* How many of its answers does a protocol lose if only their content is known? */
static unsigned int lost_by_content(const struct protocol *p)
{
	uint8_t bytes[SESSION_BYTES_MAX];
	unsigned int lost = 0;
	struct session s;
	int n;

	for (s = session_begin(p, SEED); session_more(&s); session_next(&s)) {
		if (!s.part)
			continue;
		n = session_bytes(&s, bytes);
		lost += reason_class(ssrp_classify(bytes, (uint32_t)n,
						   (uint32_t)n, p->port,
						   SSRP_PORT)) != CLASS_OTHER;
	}
	return lost;
}

static void test_content_alone(void **state)
{
	unsigned int hard = 0, lost;
	const struct protocol *p;
	size_t i;

	for (i = 0; (p = session_protocol(i)); i++) {
		lost = lost_by_content(p);
		hard += lost > 0;
		if (lost)
			print_message("%s: %u of %u answers\n", p->name, lost,
				      p->exchanges * p->burst);
	}
	assert_true(hard >= 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_first_question),
		cmocka_unit_test(test_content_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
