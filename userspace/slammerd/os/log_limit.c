// SPDX-License-Identifier: GPL-2.0-or-later
/* log_flood.c - the same line once, a kind of line so many times a minute */
#include <stdio.h>
#include <string.h>

#include "slammerd/os/log.h"
#include "slammerd/os/log_limit.h"

static void tell_repeats(struct flood *flood, flood_fn fn)
{
	char text[64];

	if (!flood->repeated)
		return;
	snprintf(text, sizeof(text), "the last line came %u time%s more",
		 flood->repeated, flood->repeated == 1 ? "" : "s");
	flood->repeated = 0;
	fn(flood->last_priority, text);
}

/* True if it is the line that went out last: then it is counted. */
static bool repeats(struct flood *flood, int64_t now, int priority,
		    const char *text, flood_fn fn)
{
	if (priority != flood->last_priority || strcmp(text, flood->last))
		return false;
	if (!flood->repeated++)
		flood->since = now;
	if (now - flood->since >= LOG_SECONDS)
		tell_repeats(flood, fn);
	return true;
}

static void tell_left_out(struct flood_kind *kind, flood_fn fn)
{
	char text[FLOOD_TEXT_MAX];

	if (!kind->left_out)
		return;
	snprintf(text, sizeof(text), "%u more like this: %.*s", kind->left_out,
		 FLOOD_TEXT_MAX - 64, kind->last);
	kind->left_out = 0;
	fn(kind->priority, text);
}

/* The kind of a format; the one that was begun first makes room for a new one. */
static struct flood_kind *find(struct flood *flood, const char *format,
			       int64_t now, flood_fn fn)
{
	struct flood_kind *kind, *oldest = flood->kinds;

	for (kind = flood->kinds; kind < flood->kinds + FLOOD_KINDS; kind++) {
		if (kind->format == format)
			return kind;
		if (oldest->format && (!kind->format || kind->begin < oldest->begin))
			oldest = kind;
	}
	if (oldest->format)
		tell_left_out(oldest, fn);
	*oldest = (struct flood_kind){ .format = format, .begin = now };
	return oldest;
}

void flood_line(struct flood *flood, int64_t now, int priority,
		const char *format, const char *text, flood_fn fn)
{
	struct flood_kind *kind;

	if (repeats(flood, now, priority, text, fn))
		return;
	kind = find(flood, format, now, fn);
	if (now - kind->begin >= LOG_SECONDS) {
		tell_left_out(kind, fn);
		kind->begin = now;
		kind->said = 0;
	}
	kind->priority = priority;
	if (kind->said >= LOG_BURST) {
		kind->left_out++;
		snprintf(kind->last, sizeof(kind->last), "%s", text);
		return;
	}
	kind->said++;
	tell_repeats(flood, fn);
	snprintf(flood->last, sizeof(flood->last), "%s", text);
	flood->last_priority = priority;
	fn(priority, text);
}

void flood_settle(struct flood *flood, flood_fn fn)
{
	struct flood_kind *kind;

	tell_repeats(flood, fn);
	for (kind = flood->kinds; kind < flood->kinds + FLOOD_KINDS; kind++)
		tell_left_out(kind, fn);
}
