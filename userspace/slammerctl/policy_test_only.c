// SPDX-License-Identifier: GPL-2.0-or-later
/* policy_test_only.c - which results does --only select? */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "common/error.h"
#include "common/names.h"
#include "common/text.h"
#include "policy_test.h"

/* Signature is a class and a reason: the same packets. False: no such word. */
static bool take_word(struct only *only, const char *word)
{
	bool found = true;

	if (verdict_number(word) >= 0) {
		only->by_verdict = only->verdict[verdict_number(word)] = true;
	} else if (class_number(word) >= 0) {
		only->by_word = only->class[class_number(word)] = true;
	} else if (trial_word_number(word) >= 0) {
		only->by_word = only->words[trial_word_number(word)] = true;
	} else if (direction_number(word) >= 0) {
		only->by_direction = only->direction[direction_number(word)] = true;
	} else {
		found = false;
	}
	return found;
}

int only_take(struct only *only, const char *list)
{
	char quoted[TEXT_QUOTE_MAX], *copy = strdup(list), *rest = copy, *word;
	int status = -1;

	if (!copy)
		return cli_error("out of memory");
	while (status < 0 && (word = strsep(&rest, ",")))
		if (!take_word(only, word))
			status = cli_usage("policy test",
				"--only takes verdicts, classes, reasons and directions, such as drop,long-name, not %s",
				text_quote(word, quoted));
	free(copy);
	return status;
}

bool only_matches(const struct only *only, const struct trial_result *r)
{
	return (!only->by_verdict || only->verdict[r->verdict]) &&
	       (!only->by_direction || only->direction[r->direction]) &&
	       (!only->by_word || only->class[r->class] ||
		only->words[r->word] || only->words[r->reason]);
}
