/* SPDX-License-Identifier: GPL-2.0-or-later */
/* policy_test.h - of slammerctl policy test: which results are shown, and how */
#ifndef SLAMMERCTL_POLICY_TEST_H
#define SLAMMERCTL_POLICY_TEST_H

#include "trial.h"

/**
 * struct only - the results that --only selects: those that match a word of each
 *		 kind that was given
 * @words:  classes and reasons are one kind
 */
struct only {
	bool by_verdict;
	bool by_direction;
	bool by_word;
	bool verdict[VERDICT_COUNT];
	bool direction[DIRECTION_COUNT];
	bool class[CLASS_COUNT];
	bool words[TRIAL_WORDS];
};

/* @list: words separated by commas. -1 to go on, else the exit status. */
int only_take(struct only *only, const char *list);
bool only_matches(const struct only *only, const struct trial_result *result);

/**
 * struct counts - the results that were shown
 * @shown: how many
 */
struct counts {
	unsigned long long shown;
	unsigned long long n[DIRECTION_COUNT][CLASS_COUNT][TRIAL_WORDS][VERDICT_COUNT];
};

/* The line above the rows */
void print_head(void);
/* @first: of the JSON array. 0, or -1. */
int print_row(const struct trial *trial, const struct trial_result *result);
int print_object(const struct trial *trial, const struct trial_result *result,
		 bool first);

/* Tables of classes by verdict, and of all that is counted. The exit status. */
int print_classes(const struct counts *counts);
int print_summary(const struct counts *counts);
/* Sentences below them */
void print_totals(const struct trial *trial, const struct counts *counts);
/* All of it as an object. The exit status. */
int print_summary_json(const struct trial *trial, const struct counts *counts);

#endif /* SLAMMERCTL_POLICY_TEST_H */
