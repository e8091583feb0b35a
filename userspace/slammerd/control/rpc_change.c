// SPDX-License-Identifier: GPL-2.0-or-later
/* answer_change.c - reload and flush: what changes kernel or store */
#include "common/error.h"
#include "status/status.h"
#include "slammerd/control/rpc.h"
#include "slammerd/daemon.h"

static json_t *generation(const struct confirmed *confirmed)
{
	char digest[REPORT_HEX_MAX];

	return json_pack("{s:I, s:s}",
		"generation", (json_int_t)confirmed->generation,
		"digest", report_hex(confirmed->digest, digest));
}

/* "confirm": seconds, or not there. -1: it is something else. */
static int64_t probation(const json_t *request)
{
	const json_t *seconds = json_object_get(request, "confirm");
	json_int_t n = json_integer_value(seconds);

	if (!seconds)
		return 0;
	return json_is_integer(seconds) && n > 0 && n <= CONFIRM_SECONDS_MAX ?
		n : -1;
}

static json_t *reloaded(const struct daemon *daemon,
			const struct reload *reload)
{
	return json_pack("{s:b, s:o, s:b, s:o, s:o, s:o, s:o}", "ok", 1,
		"policy", answer_text(daemon->options->config),
		"changed", reload->old.digest != reload->new.digest,
		"old", generation(&reload->old),
		"new", generation(&reload->new),
		"confirm", answer_pending(daemon),
		"messages", answer_messages(&reload->messages));
}

json_t *answer_reload(struct daemon *daemon, const json_t *request)
{
	int64_t seconds = probation(request);
	struct reload reload;
	json_t *answer;

	if (seconds < 0)
		return answer_refuse("confirm takes seconds, from 1 to 86400");
	if (daemon_reload(daemon, (unsigned int)seconds, &reload) < 0)
		answer = json_pack("{s:b, s:o, s:o}", "ok", 0,
			"error", answer_text(reload.error.text),
			"messages", answer_messages(&reload.messages));
	else
		answer = reloaded(daemon, &reload);
	reload_free(&reload);
	return answer;
}

json_t *answer_flush(struct daemon *daemon, const json_t *request)
{
	char start[REPORT_TIME_MAX], end[REPORT_TIME_MAX];
	int64_t begin = daemon->window.start;
	struct error error;

	if (daemon_account(daemon, begin, &error) < 0)
		return answer_refuse(error.text);
	return json_pack("{s:b, s:{s:s, s:s, s:I, s:s, s:o}}", "ok", 1, "window",
		"start", report_time(begin, start),
		"end", report_time(begin + daemon->policy->window, end),
		"seconds", (json_int_t)daemon->policy->window,
		"sensor", daemon->policy->sensor,
		"store", answer_text(daemon_store_path(daemon)));
}
