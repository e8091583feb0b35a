// SPDX-License-Identifier: GPL-2.0-or-later
/* rpc_admin.c - commands that change something: reload, confirm, rollback, flush */
#include <stdlib.h>

#include "slammerd/control/rpc.h"
#include "slammerd/daemon.h"
#include "status/status.h"

static json_t *generation(const struct confirmed *confirmed)
{
	char digest[REPORT_HEX_MAX];

	return json_pack("{s:I, s:s}",
		"generation", (json_int_t)confirmed->generation,
		"digest", report_hex(confirmed->digest, digest));
}

/* "confirm": seconds; 0: absent; -1: invalid. */
static int64_t confirm_seconds(const json_t *request)
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
		"policy", report_text(daemon->options->config),
		"changed", reload->old.digest != reload->new.digest,
		"old", generation(&reload->old),
		"new", generation(&reload->new),
		"confirm", confirm_report(&daemon->confirm),
		"messages", report_messages(&reload->messages));
}

json_t *rpc_reload(struct daemon *daemon, const json_t *request)
{
	int64_t seconds = confirm_seconds(request);
	struct reload reload;
	json_t *reply;

	if (seconds < 0)
		return rpc_error("\"confirm\" must be a number of seconds from 1 to 86400");
	if (daemon_reload(daemon, (unsigned int)seconds, &reload) < 0)
		reply = json_pack("{s:b, s:o, s:o}", "ok", 0,
			"error", report_text(reload.error.text),
			"messages", report_messages(&reload.messages));
	else
		reply = reloaded(daemon, &reload);
	reload_free(&reload);
	return reply;
}

static json_t *new_generation(const struct daemon *daemon)
{
	return json_pack("{s:b, s:o}", "ok", 1,
			 "new", generation(&daemon->module.confirmed));
}

json_t *rpc_confirm(struct daemon *daemon, const json_t *request)
{
	struct error error;

	if (confirm_accept(&daemon->confirm, &error) < 0)
		return rpc_error(error.text);
	return new_generation(daemon);
}

json_t *rpc_rollback(struct daemon *daemon, const json_t *request)
{
	struct error error;

	if (confirm_rollback(&daemon->confirm, "requested by the operator",
			     &error) < 0)
		return rpc_error(error.text);
	return new_generation(daemon);
}

static json_t *flushed(const struct flush *flush)
{
	char start[REPORT_TIME_MAX], end[REPORT_TIME_MAX];

	if (!flush->ok)
		return rpc_error(flush->error.text);
	return json_pack("{s:b, s:{s:s, s:s, s:I, s:s, s:o}}", "ok", 1, "window",
		"start", report_time(flush->start, start),
		"end", report_time(flush->start + flush->seconds, end),
		"seconds", (json_int_t)flush->seconds,
		"sensor", flush->sensor,
		"store", report_text(flush->store));
}

/* @reply_sent: there is nothing more to say */
struct flushing {
	struct flush *flush;
	bool reply_sent;
};

static enum control_next next_flushing(void *arg, char **text)
{
	struct flushing *f = arg;

	if (f->reply_sent)
		return CONTROL_END;
	if (!flush_done(f->flush))
		return CONTROL_LATER;
	*text = control_line(flushed(f->flush));
	f->reply_sent = true;
	return *text ? CONTROL_PIECE : CONTROL_FAILED;
}

static void free_flushing(void *arg)
{
	struct flushing *f = arg;

	flush_put(f->flush);
	free(f);
}

/* The reply is made when the recorder has done it. */
json_t *rpc_flush(struct daemon *daemon, const json_t *request,
		  struct control_stream *stream)
{
	struct flushing *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->flush = recorder_flush(&daemon->recorder);
	if (!f->flush) {
		free(f);
		return rpc_error("slammerd has no memory left, or is exiting");
	}
	*stream = (struct control_stream){ next_flushing, free_flushing, f };
	return NULL;
}
