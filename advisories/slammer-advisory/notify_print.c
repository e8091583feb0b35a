// SPDX-License-Identifier: GPL-2.0-or-later
/* notify_print.c - what a run of notify says: lines, or JSON a piece at a time */
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "common/clock.h"
#include "notify.h"

void notify_print_step(const char *what, uint64_t done, uint64_t total,
		       void *arg)
{
	struct notify_print *print = arg;

	if (print->doing != what) {
		progress_end(&print->progress);
		progress_begin(&print->progress, what, total);
		print->doing = what;
	}
	progress_set(&print->progress, done);
}

void notify_print_mail(const struct notice *notice, void *arg)
{
	struct notify_print *print = arg;

	progress_end(&print->progress);
	fwrite(notice->mail, 1, notice->size, print->out);
}

static json_t *time_or_null(int64_t t)
{
	char text[CLOCK_ISO_MAX];

	return t ? json_string(clock_iso(t, text)) : json_null();
}

static json_t *told_value(const struct notice_result *told)
{
	const struct notice *n = told->notice;
	json_t *value = json_object(), *contacts = json_array();
	const char *const *contact;
	unsigned int kind;

	for (contact = told->constituent->contacts; *contact; contact++)
		json_array_append_new(contacts, json_string(*contact));
	json_object_set_new(value, "name", json_string(told->constituent->name));
	json_object_set_new(value, "contacts", contacts);
	json_object_set_new(value, "sources",
			    json_integer(n ? (json_int_t)n->sources : 0));
	for (kind = 0; kind < CONSTITUENT_KIND_COUNT; kind++)
		json_object_set_new(value, constituent_kind_name(kind),
			json_integer(n ? (json_int_t)n->kinds[kind] : 0));
	json_object_set_new(value, "again",
			    json_integer(n ? (json_int_t)n->again : 0));
	json_object_set_new(value, "bytes",
			    json_integer(n ? (json_int_t)n->size : 0));
	json_object_set_new(value, "waiting",
			    json_integer((json_int_t)told->waiting));
	json_object_set_new(value, "later", time_or_null(told->not_before));
	json_object_set_new(value, "state", n ?
			    json_string(ledger_state_name(told->state)) :
			    json_null());
	json_object_set_new(value, "why", told->why ? json_string(told->why) :
						      json_null());
	return value;
}

static void print_line(const struct notify_print *print,
		       const struct notice_result *told)
{
	const struct notice *n = told->notice;
	char later[CLOCK_ISO_MAX];
	unsigned int kind;

	fprintf(print->out, "%s: ", told->constituent->name);
	if (!n && told->why)
		fputs("no mail", print->out);
	else if (!n)
		fprintf(print->out, "%zu wait until %s", told->waiting,
			clock_iso(told->not_before, later));
	else
		fprintf(print->out, "%zu source%s", n->sources,
			n->sources == 1 ? "" : "s");
	for (kind = 0; n && kind < CONSTITUENT_KIND_COUNT; kind++)
		if (n->kinds[kind])
			fprintf(print->out, ", %zu %s", n->kinds[kind],
				constituent_kind_name(kind));
	if (n && n->again)
		fprintf(print->out, ", %zu again", n->again);
	if (n && print->options->mode == NOTIFY_SEND)
		fprintf(print->out, ": %s", ledger_state_name(told->state));
	if (told->why)
		fprintf(print->out, ": %s", told->why);
	putc('\n', print->out);
}

void notify_print_told(const struct notice_result *told, void *arg)
{
	struct notify_print *print = arg;
	json_t *value;

	if (print->options->mode == NOTIFY_PREVIEW && !told->why &&
	    !told->waiting)
		return;
	progress_end(&print->progress);
	if (!print->options->json) {
		print_line(print, told);
		return;
	}
	value = told_value(told);
	fputs(print->begun ? ",\n  " : "\n  ", print->out);
	json_dumpf(value, print->out, JSON_PRESERVE_ORDER);
	json_decref(value);
	print->begun = true;
}

void notify_print_begin(struct notify_print *print,
			const struct notices_run *run)
{
	char from[CLOCK_ISO_MAX], until[CLOCK_ISO_MAX];

	if (!print->options->json)
		return;
	fprintf(print->out, "{\n \"shape\": 1,\n \"sends\": %s,\n"
		" \"period\": { \"from\": \"%s\", \"until\": \"%s\" },\n"
		" \"constituents\": [", run->deliver ? "true" : "false",
		clock_iso(run->common.range.from, from),
		clock_iso(run->common.range.until, until));
}

static void print_json_end(struct notify_print *print,
			   const struct notices_run *run)
{
	const struct { const char *name; uint64_t n; } sums[] = {
		{ "sources", run->sources }, { "unassigned", run->unassigned },
		{ "concerned", run->concerned },
		{ "unreachable", run->unreachable },
		{ "notices", run->notices }, { "items", run->items },
		{ "bytes", run->bytes }, { "waiting", run->waiting },
		{ "sent", run->sent }, { "failed", run->failed },
		{ "uncertain", run->uncertain }, { "errors", run->errors },
	};
	size_t i;

	fputs(print->begun ? "\n ]" : "]", print->out);
	for (i = 0; i < sizeof(sums) / sizeof(*sums); i++)
		fprintf(print->out, ",\n \"%s\": %" PRIu64, sums[i].name,
			sums[i].n);
	fputs("\n}\n", print->out);
}

void notify_print_end(struct notify_print *print, const struct notices_run *run)
{
	progress_end(&print->progress);
	if (print->options->json) {
		print_json_end(print, run);
		return;
	}
	if (print->options->mode == NOTIFY_PREVIEW)
		return;
	fprintf(print->out, "%" PRIu64 " notices about %" PRIu64
		" of %" PRIu64 " sources; %" PRIu64 " constituents wait",
		run->notices, run->items, run->sources, run->waiting);
	if (run->unreachable)
		fprintf(print->out, "; %" PRIu64 " have no contact",
			run->unreachable);
	if (run->deliver)
		fprintf(print->out, "; sent %" PRIu64 ", failed %" PRIu64
			", uncertain %" PRIu64, run->sent, run->failed,
			run->uncertain);
	if (run->errors)
		fprintf(print->out, "; %" PRIu64 " could not be written",
			run->errors);
	putc('\n', print->out);
}
