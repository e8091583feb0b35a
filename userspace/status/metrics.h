/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * metrics.h - a status report as metrics for a monitoring system
 *
 * Status report (nf-slammer-json(5)) -> families of metrics -> text of OpenMetrics 1.0
 * (nf-slammer-metrics(5)). Pure functions, so daemon and tool give the same text.
 */
#ifndef STATUS_METRICS_H
#define STATUS_METRICS_H

#include <jansson.h>
#include <stdint.h>

/* The Content-Type of HTTP. */
#define METRICS_TYPE \
	"application/openmetrics-text; version=1.0.0; charset=utf-8"

/**
 * metrics_families - the metrics of a status report
 * @status: {daemon, kernel, devices, counters, estimates, ...}; families of missing
 *	    parts, because daemon or module does not answer, are left out
 * @now:    seconds since 1970, for ages
 *
 * Returns [{name, type, unit, help, samples: [{labels: {...}, value}]}], where type
 * is counter, gauge or info, unit "" if it has none, and labels are texts.
 * NULL: out of memory.
 */
json_t *metrics_families(const json_t *status, int64_t now);

/* The same as text, malloced; NULL: out of memory. */
char *metrics_text(const json_t *families);
/*
 * In the text format 0.0.4 of Prometheus, which knows no info, UNIT or EOF, and where a
 * counter's family has the name of its samples.
 */
char *metrics_prometheus(const json_t *families);

#endif /* STATUS_METRICS_H */
