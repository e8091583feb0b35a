// SPDX-License-Identifier: GPL-2.0-or-later
/* statistics_report.c - how the statistics are doing, for the status */
#include "status/status.h"
#include "slammerd/control/rpc.h"
#include "slammerd/stats/statistics.h"

static const char *fault_name(enum db_fault fault)
{
	static const char *const names[] = {
		[DB_OK] = NULL,
		[DB_FULL] = "full",
		[DB_BUSY] = "busy",
		[DB_DENIED] = "denied",
		[DB_DAMAGED] = "damaged",
		[DB_OTHER] = "other",
	};

	return names[fault];
}

static json_t *time_or_null(bool there, int64_t seconds)
{
	char text[REPORT_TIME_MAX];

	return there ? json_string(report_time(seconds, text)) : json_null();
}

static json_t *waiting(const struct pending *pending)
{
	bool any = pending->count != 0;

	return json_pack("{s:I, s:I, s:o, s:I}",
		"windows", (json_int_t)pending->count,
		"bytes", (json_int_t)pending->bytes,
		"oldest", time_or_null(any, any ? pending->list[0].start : 0),
		"merged", (json_int_t)pending->dropped);
}

json_t *statistics_report(const struct statistics *s)
{
	bool good = s->fault == DB_OK;
	size_t constituents = 0, prefixes = 0;

	if (s->whose.table)
		constituents = constituents_count(s->whose.table, &prefixes);
	return json_pack("{s:b, s:s?, s:o, s:o, s:o, s:{s:I, s:I, s:I}, s:o, s:{s:I, s:I}, s:{s:I, s:I}}",
		"ok", good,
		"fault", fault_name(s->fault),
		"error", good ? json_null() : answer_text(s->error.text),
		"since", time_or_null(!good, s->since),
		"queued", waiting(&s->pending),
		"gaps",
		"periods", (json_int_t)s->lost.periods,
		"packets", (json_int_t)s->lost.packets,
		"unknown", (json_int_t)s->lost.unknown,
		"quarantined", *s->aside ? answer_text(s->aside) : json_null(),
		"clock",
		"steps", (json_int_t)s->steps,
		"last", (json_int_t)s->step,
		"constituents",
		"names", (json_int_t)constituents,
		"prefixes", (json_int_t)prefixes);
}
