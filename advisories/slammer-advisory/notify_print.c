// SPDX-License-Identifier: GPL-2.0-or-later
/* notify_print.c - output of notify: results of a run, the list of open notices */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "common/clock.h"
#include "notify.h"
#include "render/csaf/json.h"

void notify_print_step(const char *what, uint64_t done, uint64_t total,
		       void *arg)
{
	struct notify_print *print = arg;

	if (print->step != what) {
		progress_end(&print->progress);
		progress_begin(&print->progress, what, total);
		print->step = what;
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

static json_t *result_value(const struct notice_result *result)
{
	const struct notice *n = result->notice;
	json_t *value = json_object(), *contacts = json_array();
	const char *const *contact;
	unsigned int kind;

	for (contact = result->constituent->contacts; *contact; contact++)
		json_array_append_new(contacts, json_string(*contact));
	json_object_set_new(value, "name", json_string(result->constituent->name));
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
			    json_integer((json_int_t)result->waiting));
	json_object_set_new(value, "later", time_or_null(result->not_before));
	json_object_set_new(value, "state", n ?
			    json_string(ledger_state_name(result->state)) :
			    json_null());
	json_object_set_new(value, "why", result->why ? json_string(result->why) :
						      json_null());
	return value;
}

static void print_line(const struct notify_print *print,
		       const struct notice_result *result)
{
	const struct notice *n = result->notice;
	char later[CLOCK_ISO_MAX];
	unsigned int kind;

	fprintf(print->out, "%s: ", result->constituent->name);
	if (!n && result->why)
		fputs("no mail", print->out);
	else if (!n)
		fprintf(print->out, "%zu waiting until %s", result->waiting,
			clock_iso(result->not_before, later));
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
		fprintf(print->out, ": %s", ledger_state_name(result->state));
	if (result->why)
		fprintf(print->out, ": %s", result->why);
	putc('\n', print->out);
}

void notify_print_result(const struct notice_result *result, void *arg)
{
	struct notify_print *print = arg;
	json_t *value;

	if (print->options->mode == NOTIFY_PREVIEW && !result->why &&
	    !result->waiting)
		return;
	progress_end(&print->progress);
	if (!print->options->json) {
		print_line(print, result);
		return;
	}
	value = result_value(result);
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
		{ "held", run->held },
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

static void print_sums(const struct notify_print *print,
		       const struct notices_run *run)
{
	fprintf(print->out, "%" PRIu64 " notices about %" PRIu64
		" of %" PRIu64 " sources; %" PRIu64 " constituents waiting",
		run->notices, run->items, run->sources, run->waiting);
	if (run->held)
		fprintf(print->out, "; %" PRIu64 " held back: their evidence is weak",
			run->held);
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

void notify_print_end(struct notify_print *print, const struct notices_run *run)
{
	progress_end(&print->progress);
	if (print->options->json) {
		print_json_end(print, run);
		return;
	}
	if (print->options->mode == NOTIFY_PREVIEW)
		return;
	print_sums(print, run);
}

#define OPEN	(1u << LEDGER_PREPARED | 1u << LEDGER_SENDING | \
		 1u << LEDGER_FAILED | 1u << LEDGER_UNCERTAIN)

static int add_notice(const struct ledger_notice *n, void *arg)
{
	char made[CLOCK_ISO_MAX], changed[CLOCK_ISO_MAX], next[CLOCK_ISO_MAX];
	bool again = n->state == LEDGER_FAILED;

	json_array_append_new(arg,
		json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:s?, s:s}",
			  "id", (json_int_t)n->id,
			  "constituent", n->constituent,
			  "state", ledger_state_name(n->state),
			  "made", clock_iso(n->made, made),
			  "changed", clock_iso(n->changed, changed),
			  "via", n->via, "items", (json_int_t)n->items,
			  "tries", (json_int_t)n->tries,
			  "next", again ? clock_iso(n->next, next) : NULL,
			  "why", n->why));
	return 0;
}

static int print_notice(const struct ledger_notice *n, void *arg)
{
	char made[CLOCK_ISO_MAX], next[CLOCK_ISO_MAX];

	(*(size_t *)arg)++;
	printf("%" PRId64 "  %-9s  %s  %s  %zu item%s", n->id,
	       ledger_state_name(n->state), clock_iso(n->made, made),
	       n->constituent, n->items, n->items == 1 ? "" : "s");
	if (n->state == LEDGER_FAILED)
		printf(", %u %s, again at %s", n->tries,
		       n->tries == 1 ? "try" : "tries",
		       clock_iso(n->next, next));
	printf("%s%s\n", *n->why ? ": " : "", n->why);
	return 0;
}

int notify_list(struct archive *archive, struct ledger *ledger, bool json)
{
	size_t count = 0;
	json_t *list;
	int ret;

	if (json) {
		list = json_array();
		ret = ledger_notices(ledger, OPEN, false, add_notice, list);
		if (!ret)
			ret = render_json(stdout, list);
		json_decref(list);
	} else {
		ret = ledger_notices(ledger, OPEN, false, print_notice, &count);
		if (!ret && !count)
			puts("All notices are sent.");
	}
	return ret ? command_error("%s", archive_error(archive)) : 0;
}

int notify_resolve(struct archive *archive, struct ledger *ledger,
		   const char *id, const char *how, int64_t now)
{
	struct ledger_notice n;
	char *end;
	int64_t number;
	int ret;

	errno = 0;
	number = strtoll(id, &end, 10);
	if (errno || *end || end == id || number < 1)
		return usage_error("--resolve expects the number of a notice (see --list), not \"%s\"",
				   id);
	ret = ledger_notice(ledger, number, &n);
	if (ret < 0)
		return command_error("%s", archive_error(archive));
	if (!ret)
		return command_error("there is no notice %" PRId64, number);
	if (n.state != LEDGER_UNCERTAIN && n.state != LEDGER_FAILED)
		return command_error("notice %" PRId64 " is %s: only uncertain or failed ones can be resolved",
				 number, ledger_state_name(n.state));
	n.state = !strcmp(how, "sent") ? LEDGER_SENT : LEDGER_PREPARED;
	n.changed = now;
	n.next = 0;
	snprintf(n.why, sizeof(n.why), "resolved manually: %s", how);
	if (ledger_set(ledger, &n))
		return command_error("%s", archive_error(archive));
	return 0;
}
