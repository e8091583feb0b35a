// SPDX-License-Identifier: GPL-2.0-or-later
/* trend.c - the Mann-Kendall test, corrected for autocorrelation */
#include <stdlib.h>

#include "trend.h"

#define R_MAX	0.95	/* limit of the estimated autocorrelation */

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static int64_t score(const double *v, size_t n)
{
	int64_t s = 0;
	size_t i, j;

	for (i = 0; i < n; i++)
		for (j = i + 1; j < n; j++)
			s += (v[j] > v[i]) - (v[j] < v[i]);
	return s;
}

/* Variance of S for independent values; @v in order of size. */
static double independent_variance(const double *sorted, size_t n)
{
	double sum = (double)n * ((double)n - 1) * (2 * (double)n + 5), t;
	size_t i, same;

	for (i = 0; i < n; i += same) {
		for (same = 1; i + same < n && sorted[i + same] == sorted[i];)
			same++;
		t = (double)same;
		sum -= t * (t - 1) * (2 * t + 5);
	}
	return sum / 18;
}

/* Theil and Sen: the median of the slopes of all pairs. */
static double slope(const double *v, size_t n, double *pairs)
{
	size_t i, j, count = 0;

	for (i = 0; i < n; i++)
		for (j = i + 1; j < n; j++)
			pairs[count++] = (v[j] - v[i]) / (double)(j - i);
	qsort(pairs, count, sizeof(*pairs), compare_doubles);
	return count % 2 ? pairs[count / 2] :
	       (pairs[count / 2 - 1] + pairs[count / 2]) / 2;
}

/* Ranks of the values without their slope, less the mean rank. */
static void ranks(const double *v, size_t n, double per_step, double *rank)
{
	double a, b;
	size_t i, j;

	for (i = 0; i < n; i++) {
		rank[i] = 0;
		a = v[i] - per_step * (double)i;
		for (j = 0; j < n; j++) {
			b = v[j] - per_step * (double)j;
			/* Half above, half below: ties share a rank. */
			rank[i] += ((a > b) - (a < b)) / 2.0;
		}
	}
}

/*
 * By how much dependence widens the spread of S: n / n* of Hamed and Rao, with
 * the correlations of a first-order process (r, r^2, r^3 ...). Single lags of a
 * short series are too uncertain to be taken as they are; r itself comes out too
 * small when a slope was taken out before, by (1 + 4 r) / n (Kendall 1954).
 */
static double correction(const double *rank, size_t n)
{
	double total = 0, sum = 0, r = 0, power, k;
	size_t lag, i;

	for (i = 0; i < n; i++)
		total += rank[i] * rank[i];
	for (i = 0; i + 1 < n; i++)
		r += rank[i] * rank[i + 1];
	if (total <= 0)
		return 1;
	r /= total;
	r += (1 + 4 * r) / (double)n;
	if (r <= 0)
		return 1;
	if (r > R_MAX)
		r = R_MAX;
	for (lag = 1, power = r; lag + 2 < n; lag++, power *= r) {
		k = (double)(n - lag);
		sum += k * (k - 1) * (k - 2) * power;
	}
	k = (double)n;
	return 1 + 2 * sum / (k * (k - 1) * (k - 2));
}

/* Where the line is at the first value: half of the values are above it. */
static double begin_of(const double *v, size_t n, double per_step,
		       double *space)
{
	size_t i;

	for (i = 0; i < n; i++)
		space[i] = v[i] - per_step * (double)i;
	qsort(space, n, sizeof(*space), compare_doubles);
	return n % 2 ? space[n / 2] : (space[n / 2 - 1] + space[n / 2]) / 2;
}

static int test(const double *values, size_t n, struct trend *trend)
{
	double *space = malloc((n * (n - 1) / 2 + 2 * n) * sizeof(*space));
	double *sorted = space, *rank, *pairs, distance;
	size_t i;

	if (!space)
		return -1;
	rank = sorted + n;
	pairs = rank + n;
	for (i = 0; i < n; i++)
		sorted[i] = values[i];
	qsort(sorted, n, sizeof(*sorted), compare_doubles);
	trend->score = score(values, n);
	trend->variance = independent_variance(sorted, n);
	trend->slope = slope(values, n, pairs);
	trend->begin = begin_of(values, n, trend->slope, pairs);
	ranks(values, n, trend->slope, rank);
	trend->variance *= correction(rank, n);
	free(space);

	distance = (double)llabs(trend->score) - 1;
	if (trend->score && trend->variance > 0)
		trend->statistic = distance * distance / trend->variance;
	if (trend->statistic > TREND_CRITICAL)
		trend->result = trend->score > 0 ? TREND_RISING : TREND_FALLING;
	return 0;
}

int trend_test(const double *values, size_t n, struct trend *trend)
{
	trend->result = TREND_UNTESTED;
	trend->why = NULL;
	trend->n = n;
	trend->score = 0;
	trend->variance = 0;
	trend->statistic = 0;
	trend->slope = 0;
	trend->begin = 0;
	if (n < TREND_MIN) {
		trend->why = "too few intervals";
		return 0;
	}
	trend->result = TREND_UNCLEAR;
	return test(values, n, trend);
}
