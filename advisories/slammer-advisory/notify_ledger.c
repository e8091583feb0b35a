// SPDX-License-Identifier: GPL-2.0-or-later
/* notify_ledger.c - notices that are not out yet: listed, and settled by a person */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common/clock.h"
#include "notify.h"
#include "render/csaf/json.h"

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
	return ret ? complain("%s", archive_error(archive)) : 0;
}

int notify_settle(struct archive *archive, struct ledger *ledger, const char *id,
		  const char *how, int64_t now)
{
	struct ledger_notice n;
	char *end;
	int64_t number;
	int ret;

	errno = 0;
	number = strtoll(id, &end, 10);
	if (errno || *end || end == id || number < 1)
		return complain_usage("--settle takes the number of a notice (--list shows it), not \"%s\"",
				      id);
	ret = ledger_notice(ledger, number, &n);
	if (ret < 0)
		return complain("%s", archive_error(archive));
	if (!ret)
		return complain("there is no notice %" PRId64, number);
	if (n.state != LEDGER_UNCERTAIN && n.state != LEDGER_FAILED)
		return complain("notice %" PRId64 " is %s: only what is uncertain or failed is settled",
				number, ledger_state_name(n.state));
	n.state = !strcmp(how, "sent") ? LEDGER_SENT : LEDGER_PREPARED;
	n.changed = now;
	n.next = 0;
	snprintf(n.why, sizeof(n.why), "settled by hand: %s", how);
	if (ledger_set(ledger, &n))
		return complain("%s", archive_error(archive));
	return 0;
}
