// SPDX-License-Identifier: GPL-2.0-or-later
/* log_limit.c - repeated messages once, and a maximum per kind and minute */
#include <stdio.h>
#include <string.h>

#include "slammerd/os/log.h"

static void write_repeated(struct log_limit *limit, log_write_fn write)
{
	char text[64];

	if (!limit->repeated)
		return;
	snprintf(text, sizeof(text), "last message repeated %u time%s",
		 limit->repeated, limit->repeated == 1 ? "" : "s");
	limit->repeated = 0;
	write(limit->last_priority, text);
}

/* True if it equals the last message that was logged: then it is counted. */
static bool is_repetition(struct log_limit *limit, int64_t now, int priority,
			  const char *text, log_write_fn write)
{
	if (priority != limit->last_priority || strcmp(text, limit->last))
		return false;
	if (!limit->repeated++)
		limit->since = now;
	if (now - limit->since >= LOG_SECONDS)
		write_repeated(limit, write);
	return true;
}

static void write_suppressed(struct log_limit_kind *kind, log_write_fn write)
{
	char text[LOG_TEXT_MAX];

	if (!kind->suppressed)
		return;
	snprintf(text, sizeof(text), "%u similar message%s suppressed, the last: %.*s",
		 kind->suppressed, kind->suppressed == 1 ? "" : "s",
		 LOG_TEXT_MAX - 64, kind->last);
	kind->suppressed = 0;
	write(kind->priority, text);
}

/* The entry of a format; a new one replaces the one with the oldest interval. */
static struct log_limit_kind *find(struct log_limit *limit, const char *format,
				   int64_t now, log_write_fn write)
{
	struct log_limit_kind *kind, *oldest = limit->kinds;

	for (kind = limit->kinds; kind < limit->kinds + LOG_LIMIT_KINDS; kind++) {
		if (kind->format == format)
			return kind;
		if (oldest->format && (!kind->format || kind->start < oldest->start))
			oldest = kind;
	}
	if (oldest->format)
		write_suppressed(oldest, write);
	*oldest = (struct log_limit_kind){ .format = format, .start = now };
	return oldest;
}

void log_limit_message(struct log_limit *limit, int64_t now, int priority,
		       const char *format, const char *text,
		       log_write_fn write)
{
	struct log_limit_kind *kind;

	if (is_repetition(limit, now, priority, text, write))
		return;
	kind = find(limit, format, now, write);
	if (now - kind->start >= LOG_SECONDS) {
		write_suppressed(kind, write);
		kind->start = now;
		kind->logged = 0;
	}
	kind->priority = priority;
	if (kind->logged >= LOG_BURST) {
		kind->suppressed++;
		snprintf(kind->last, sizeof(kind->last), "%s", text);
		return;
	}
	kind->logged++;
	write_repeated(limit, write);
	snprintf(limit->last, sizeof(limit->last), "%s", text);
	limit->last_priority = priority;
	write(priority, text);
}

void log_limit_flush(struct log_limit *limit, log_write_fn write)
{
	struct log_limit_kind *kind;

	write_repeated(limit, write);
	for (kind = limit->kinds; kind < limit->kinds + LOG_LIMIT_KINDS; kind++)
		write_suppressed(kind, write);
}
