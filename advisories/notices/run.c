// SPDX-License-Identifier: GPL-2.0-or-later
/* run.c - notifies all constituents, one after the other */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bulletin/hash.h"
#include "common/error.h"
#include "run.h"

#define PROGRESS	64	/* constituents between two calls */

/* @waits: by index: the ledger has waiting items of the constituent */
struct state {
	struct notices_run *run;
	struct observations *observations;
	struct pending pending;
	bool *waits;
	struct error *error;
};

static int ledger_failed(struct state *s)
{
	return error_set(s->error, "%s", archive_error(s->run->archive));
}

static void report(const struct state *s, const struct notice_result *result)
{
	if (s->run->result)
		s->run->result(result, s->run->arg);
}

static void count_state(struct notices_run *run, enum ledger_state state)
{
	run->sent += state == LEDGER_SENT;
	run->failed += state == LEDGER_FAILED;
	run->uncertain += state == LEDGER_UNCERTAIN;
}

/* Writes the mail and its items to the ledger, or neither. */
static int prepare(struct state *s, const struct constituent *c,
		   const struct notice *notice, struct ledger_notice *n)
{
	struct notices_run *run = s->run;
	int ret;

	memset(n, 0, sizeof(*n));
	snprintf(n->constituent, sizeof(n->constituent), "%s", c->name);
	snprintf(n->via, sizeof(n->via), "%s", run->deliver->via.text);
	hash_sha256(notice->mail, notice->size, n->hash);
	n->made = run->common.now;
	n->items = notice->items;
	n->mail = notice->mail;
	n->size = notice->size;
	if (archive_begin(run->archive))
		return ledger_failed(s);
	ret = ledger_prepare(run->ledger, n);
	if (!ret)
		ret = pending_write(&s->pending, run->ledger, c->name, n->id);
	if (archive_end(run->archive, ret))
		return ledger_failed(s);
	return 0;
}

static int send(struct state *s, const struct constituent *c,
		const struct notice *notice, struct notice_result *result)
{
	struct ledger_notice n;

	if (prepare(s, c, notice, &n))
		return -1;
	if (deliver_notice(s->run->deliver, &n, s->run->common.now))
		return ledger_failed(s);
	count_state(s->run, n.state);
	result->state = n.state;
	result->why = *n.why ? n.why : NULL;
	report(s, result);
	return 0;
}

/* Nothing is reported now: new items wait, reported ones were observed again. */
static int write_items(struct state *s, const struct constituent *c)
{
	int ret;

	if (!s->run->deliver || !s->pending.count)
		return 0;
	if (archive_begin(s->run->archive))
		return ledger_failed(s);
	ret = pending_write(&s->pending, s->run->ledger, c->name, 0);
	if (archive_end(s->run->archive, ret))
		return ledger_failed(s);
	return 0;
}

static int defer(struct state *s, const struct constituent *c,
			  struct notice_result *result)
{
	s->run->waiting++;
	result->waiting = s->pending.reportable;
	result->not_before = s->pending.not_before;
	report(s, result);
	return write_items(s, c);
}

/* A mail that cannot be made does not stop the others. */
static int notify(struct state *s, const struct constituent *c)
{
	struct notice_result result = { .constituent = c, .state = LEDGER_PREPARED };
	struct notices_run *run = s->run;
	struct notice notice;
	struct error why;
	int ret = 0;

	if (s->pending.not_before)
		return defer(s, c, &result);
	if (notice_make(&notice, &run->common, c, &s->pending, &why)) {
		run->errors++;
		result.why = why.text;
		report(s, &result);
		return 0;
	}
	result.notice = &notice;
	run->notices++;
	run->items += notice.items;
	run->bytes += notice.size;
	if (run->mail)
		run->mail(&notice, run->arg);
	if (run->deliver)
		ret = send(s, c, &notice, &result);
	else
		report(s, &result);
	notice_free(&notice);
	return ret;
}

static int process(struct state *s, uint32_t i)
{
	const struct constituent *c = constituents_get(s->run->constituents, i);
	struct notices_run *run = s->run;
	const struct observation *seen;
	int64_t n = observations_of(s->observations, i, &seen);

	if (n < 0)
		return error_no_memory(s->error);
	if (!n && !(s->waits && s->waits[i]))
		return 0;
	run->concerned += n > 0;
	if (!*c->contacts) {
		run->unreachable++;
		return 0;
	}
	if (pending_find(&s->pending, run->ledger, run->archive, c, seen, (size_t)n,
		     &run->common.range, run->common.now, s->error))
		return -1;
	run->held += s->pending.held;
	return s->pending.reportable ? notify(s, c) : write_items(s, c);
}

static int mark_waiting(const char *name, void *arg)
{
	struct state *s = arg;
	uint32_t i = constituents_named(s->run->constituents, name);

	if (i != CONSTITUENTS_NOBODY)
		s->waits[i] = true;
	return 0;
}

static int find_waiting(struct state *s, size_t count)
{
	if (!s->run->ledger)
		return 0;
	s->waits = calloc(count + 1, sizeof(*s->waits));
	if (!s->waits)
		return error_no_memory(s->error);
	if (ledger_waiting(s->run->ledger, mark_waiting, s))
		return ledger_failed(s);
	return 0;
}

static void step_sources(uint64_t sources, void *arg)
{
	struct notices_run *run = arg;

	run->step("sources", sources, 0, run->arg);
}

static int process_all(struct state *s)
{
	struct notices_run *run = s->run;
	uint32_t i, only = CONSTITUENTS_NOBODY;
	size_t prefixes, count;
	int ret = 0;

	count = constituents_count(run->constituents, &prefixes);
	if (run->only)
		only = constituents_named(run->constituents, run->only);
	if (find_waiting(s, count))
		return -1;
	for (i = 0; i < count && !ret; i++) {
		if (run->only && i != only)
			continue;
		if (run->step && !(i % PROGRESS))
			run->step("constituents", i, count, run->arg);
		ret = process(s, i);
	}
	return ret;
}

/*
 * Only now is the period done: after a crash it is processed again. A period that
 * leaves a gap after the last one does not count.
 */
static int record_done(struct state *s)
{
	const struct store_range *range = &s->run->common.range;
	int64_t done;

	if (ledger_done(s->run->ledger, &done))
		return ledger_failed(s);
	if (done && range->from > done)
		return 0;
	return ledger_set_done(s->run->ledger, range->until) ?
	       ledger_failed(s) : 0;
}

int notices_run(struct notices_run *run, struct error *error)
{
	struct state s = { .run = run, .error = error };
	int ret;

	s.observations = observations_collect(run->store, &run->common.range,
				    run->constituents,
				    run->step ? step_sources : NULL, run, error);
	if (!s.observations)
		return -1;
	run->sources = observations_count(s.observations, &run->unassigned);
	ret = process_all(&s);
	if (!ret && run->deliver && !run->errors && !run->only)
		ret = record_done(&s);
	observations_free(s.observations);
	pending_free(&s.pending);
	free(s.waits);
	return ret;
}

struct resume {
	struct notices_run *run;
	bool all;
};

static int recover(const struct ledger_notice *notice, void *arg)
{
	struct resume *r = arg;
	struct ledger_notice n = *notice;

	if (deliver_recover(r->run->deliver, &n, r->run->common.now))
		return -1;
	count_state(r->run, n.state);
	return 0;
}

static int retry(const struct ledger_notice *notice, void *arg)
{
	struct resume *r = arg;
	struct ledger_notice n = *notice;

	if (n.state == LEDGER_FAILED && !r->all && n.next > r->run->common.now)
		return 0;
	/* What recover() has just found failed is retried later. */
	if (n.state == LEDGER_FAILED && n.changed == r->run->common.now)
		return 0;
	if (deliver_notice(r->run->deliver, &n, r->run->common.now))
		return -1;
	count_state(r->run, n.state);
	return 0;
}

int notices_resume(struct notices_run *run, bool all, struct error *error)
{
	struct resume r = { run, all };

	deliver_clean_spool(run->deliver);
	if (!ledger_notices(run->ledger, 1u << LEDGER_SENDING, true, recover,
			    &r) &&
	    !ledger_notices(run->ledger, 1u << LEDGER_PREPARED |
			    1u << LEDGER_FAILED, true, retry, &r))
		return 0;
	return error_set(error, "%s", archive_error(run->archive));
}
