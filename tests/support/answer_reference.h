/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * answer_reference.h - 05 from port 1434, looking at each byte and without shortcuts
 *
 * The rule of docs/decisions/answers.md, to compare kmod's with.
 */
#ifndef TESTS_ANSWER_REFERENCE_H
#define TESTS_ANSWER_REFERENCE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "nfslammer/reason.h"

#define ANSWER_DATA	3
#define ANSWER_RUN	512

/* What the separators say, byte by byte. */
struct answer_items {
	uint32_t run;
	uint32_t from;
	uint32_t to;
};

static inline struct answer_items answer_items(const uint8_t *p, uint32_t n)
{
	struct answer_items items = { 0, ANSWER_DATA, ANSWER_DATA };
	uint32_t seen = ANSWER_DATA, read = 0, i;

	for (;;) {
		items.to = n - items.from > ANSWER_RUN ?
			   items.from + ANSWER_RUN : n;
		for (i = items.to; i > seen && p[i - 1] != ';'; i--)
			if (++read > ANSWER_RUN) {
				items.run = ANSWER_RUN;
				return items;
			}
		if (i == seen) {
			items.run = items.to - items.from;
			return items;
		}
		items.from = i;
		seen = items.to;
	}
}

static inline uint32_t answer_text(const uint8_t *p, uint32_t from, uint32_t to)
{
	while (from < to && p[from] >= 0x20 && p[from] != 0x7f)
		from++;
	return from;
}

static inline bool answer_has(const uint8_t *p, uint32_t from, uint32_t to, uint8_t byte)
{
	return from < to && memchr(p + from, byte, to - from);
}

/* Of @wire bytes, @avail can be seen. */
static inline enum slammer_reason answer_reference(const uint8_t *p,
						   uint32_t avail, uint32_t wire)
{
	bool begins = avail >= ANSWER_DATA + 11 && !memcmp(p + ANSWER_DATA, "ServerName;", 11);
	uint32_t head = avail < ANSWER_DATA + 64 ? avail : ANSWER_DATA + 64;
	uint32_t tail = avail < head + 8 ? head : avail - 8;
	struct answer_items items;
	bool text;

	if (wire <= ANSWER_DATA)
		return REASON_FOREIGN;
	if (avail <= ANSWER_DATA)
		return REASON_TRUNCATED;
	if (wire == 6 && p[ANSWER_DATA] == 1)
		return REASON_ANSWER;
	if (begins && wire < ANSWER_DATA + ANSWER_RUN)
		return REASON_ANSWER;
	if (!begins && answer_has(p, ANSWER_DATA, head, 0))
		return REASON_FOREIGN;
	text = answer_text(p, ANSWER_DATA, head) == head &&
	       (avail < wire || answer_text(p, tail, avail) == avail);
	items = answer_items(p, avail);
	if (!answer_has(p, items.from, items.to, 0)) {
		if (items.run == ANSWER_RUN)
			return avail == wire || items.to - items.from == ANSWER_RUN ?
				REASON_LONG_ANSWER : REASON_TRUNCATED;
		if (items.run + (wire - avail) >= ANSWER_RUN &&
		    (items.run > 255 || avail < ANSWER_DATA + ANSWER_RUN))
			return REASON_TRUNCATED;
	}
	if (begins)
		return REASON_ANSWER;
	if (!text)
		return REASON_FOREIGN;
	if (avail < wire)
		return REASON_TRUNCATED;
	return items.from > ANSWER_DATA ? REASON_ANSWER : REASON_FOREIGN;
}

#endif /* TESTS_ANSWER_REFERENCE_H */
