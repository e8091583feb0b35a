// SPDX-License-Identifier: GPL-2.0-or-later
/* answer_confirm.c - what waits for its confirmation: shown, confirmed, rolled back */
#include <inttypes.h>
#include <time.h>

#include "common/error.h"
#include "status/status.h"
#include "slammerd/control/rpc.h"
#include "slammerd/daemon.h"

json_t *answer_pending(const struct daemon *daemon)
{
	const struct confirm *confirm = &daemon->confirm;
	char at[REPORT_TIME_MAX], digest[REPORT_HEX_MAX];
	int64_t left = confirm_left(daemon);

	if (left < 0)
		return json_null();
	return json_pack("{s:I, s:I, s:s, s:s}",
		"seconds", (json_int_t)confirm->seconds,
		"left", (json_int_t)left,
		"until", report_time(time(NULL) + left, at),
		"previous", report_hex(policy_digest(confirm->back), digest));
}

static json_t *last_good(const struct daemon *daemon)
{
	const struct good *good = &daemon->good;
	char at[REPORT_TIME_MAX];

	return json_pack("{s:b, s:s?, s:o}", "used", good->used,
		"confirmed", good->saved ? report_time(good->confirmed, at) : NULL,
		"why", good->used ? answer_text(good->why.text) : json_null());
}

json_t *answer_standing(const struct daemon *daemon)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:b}",
		"mode", daemon->policy->monitor ? "monitor" : "enforce",
		"confirm", answer_pending(daemon),
		"last_good", last_good(daemon),
		"repaired", drift_mends(daemon),
		"state_ok", daemon->state.directory && !daemon->good.trouble.on);
}

static json_t *done(const struct daemon *daemon)
{
	char digest[REPORT_HEX_MAX];

	return json_pack("{s:b, s:{s:I, s:s}}", "ok", 1, "new",
		"generation", (json_int_t)daemon->confirmed.generation,
		"digest", report_hex(daemon->confirmed.digest, digest));
}

json_t *answer_confirm(struct daemon *daemon, const json_t *request)
{
	struct error error;

	if (confirm_accept(daemon, &error) < 0)
		return answer_refuse(error.text);
	return done(daemon);
}

json_t *answer_rollback(struct daemon *daemon, const json_t *request)
{
	struct error error;

	if (confirm_rollback(daemon, "its operator says so", &error) < 0)
		return answer_refuse(error.text);
	return done(daemon);
}
