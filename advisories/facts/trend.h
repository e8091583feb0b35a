/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trend.h - does a series rise or fall? A statistical test
 *
 * Mann-Kendall, two-sided, at the 5 % level. Neighbours in a series are not
 * independent, so the variance is corrected for autocorrelation (Hamed and Rao
 * 1998, with lag-1 correlation as Yue and Wang 2004), and never made smaller.
 */
#ifndef FACTS_TREND_H
#define FACTS_TREND_H

#include <stddef.h>
#include <stdint.h>

#define TREND_MIN	8	/* values that a test needs */

enum trend_result {
	TREND_UNTESTED,		/* see @why */
	TREND_UNCLEAR,		/* tested, not significant */
	TREND_RISING,
	TREND_FALLING
};

/**
 * struct trend - the test and its result
 * @why:	if untested, the reason: static text; else NULL
 * @n:		values
 * @interval:	length of a value's interval in seconds
 * @score:	S: rising pairs minus falling pairs
 * @variance:	of S without a trend, corrected for ties and autocorrelation
 * @statistic:	(|S| - 1)^2 / variance, chi-squared with one degree of freedom
 * @slope:	of the Theil-Sen line, per value
 * @begin:	value of that line at the first value
 * @start:	start of the first value's interval; set by the caller
 */
struct trend {
	enum trend_result result;
	const char *why;
	size_t n;
	int64_t interval;
	int64_t score;
	double variance;
	double statistic;
	double slope;
	double begin;
	int64_t start;
};

/* What @statistic must exceed: the 95 % point of that distribution. */
#define TREND_LEVEL	"0.05"
#define TREND_CRITICAL	3.841458820694124

/* Fills result, why, n and the figures; 0, or -1 if out of memory. */
int trend_test(const double *values, size_t n, struct trend *trend);

#endif /* FACTS_TREND_H */
