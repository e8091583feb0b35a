/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * metrics.h - what `status` tells, as metrics for a monitoring system
 *
 * A status report (report.h, slammerd(8)) -> families of metrics -> the text of
 * OpenMetrics 1.0. Pure: it asks nobody, so daemon and tool say the same.
 */
#ifndef METRICS_METRICS_H
#define METRICS_METRICS_H

#include <jansson.h>
#include <stdint.h>

/* What an HTTP server says that it is. */
#define METRICS_TYPE \
	"application/openmetrics-text; version=1.0.0; charset=utf-8"

/**
 * metrics_families - what can be measured of a status report
 * @status: {daemon, kernel, devices, counters, estimates}; what is missing in it,
 *	    because the daemon or the module does not answer, is left out
 * @now:    seconds since 1970, to tell how old things are
 *
 * Returns [{name, type, unit, help, samples: [{labels: {...}, value}]}], where type
 * is counter, gauge or info, unit "" if it has none, and each label a text.
 * NULL: out of memory.
 */
json_t *metrics_families(const json_t *status, int64_t now);

/* The same as text, malloced; NULL: out of memory. */
char *metrics_text(const json_t *families);

#endif /* METRICS_METRICS_H */
