// SPDX-License-Identifier: GPL-2.0-or-later
/* nf_slammer.c - the recipe as a policy of nf-slammer(4): zones, rules, allowed pairs */
#include <string.h>

#include "common/names.h"
#include "policy/diff.h"
#include "internal.h"

/* Names in quotes, as many as a line has room for. */
static void put_list(struct recipe *r, const char *key,
		     const char *(*name)(const struct recipe *, size_t, char *),
		     size_t count)
{
	size_t i, column, n;
	char buf[PREFIX_TEXT_MAX];

	if (!count)
		return;
	column = (size_t)fprintf(r->out, "        %s = [", key);
	for (i = 0; i < count; i++) {
		n = strlen(name(r, i, buf)) + 4;
		if (i)
			fputc(',', r->out);
		/* " ];" may follow. */
		if (column + n + 3 > RECIPE_COLUMNS) {
			fputs("\n           ", r->out);
			column = 11;
		}
		fprintf(r->out, " \"%s\"", name(r, i, buf));
		column += n;
	}
	fputs(" ];\n", r->out);
}

static const char *outside_name(const struct recipe *r, size_t i, char *buf)
{
	return r->outside[i];
}

static const char *inside_name(const struct recipe *r, size_t i, char *buf)
{
	return r->inside[i];
}

static const char *own_name(const struct recipe *r, size_t i, char *buf)
{
	return prefix_text(&r->own[i], buf);
}

/* Two rules in a line where they fit. */
static void put_rules(struct recipe *r, unsigned int direction)
{
	char value[POLICY_VALUE_MAX], rule[128];
	size_t i, column = 0;
	int n;

	fprintf(r->out, "%s: {", direction_name((uint8_t)direction));
	for (i = 0; policy_key(i); i++) {
		if (policy_rule_implied(r->policy, direction, i))
			continue;
		n = snprintf(rule, sizeof(rule), "%s = \"%s\";", policy_key(i),
			     policy_rule(r->policy, true, direction, i, value));
		if (!column || column + (size_t)n + 1 > RECIPE_COLUMNS) {
			fputs("\n    ", r->out);
			column = 4;
		} else {
			fputc(' ', r->out);
			column++;
		}
		fputs(rule, r->out);
		column += (size_t)n;
	}
	fputs("\n};\n", r->out);
}

static void put_pairs(struct recipe *r)
{
	char from[PREFIX_TEXT_MAX], to[PREFIX_TEXT_MAX];
	size_t i;

	if (!r->n_pairs)
		return;
	fputs("allow = (\n", r->out);
	for (i = 0; i < r->n_pairs; i++) {
		prefix_text(&r->pairs[i].from, from);
		prefix_text(&r->pairs[i].to, to);
		fprintf(r->out, "    { from = \"%s\";%sto = \"%s\"; }%s\n", from,
			strlen(from) + strlen(to) + 34 > RECIPE_COLUMNS ?
			"\n      " : " ", to, i + 1 < r->n_pairs ? "," : "");
	}
	fputs(");\n", r->out);
}

void recipe_nf_slammer(struct recipe *r)
{
	fputs("zones: {\n    external: {\n", r->out);
	put_list(r, "interfaces", outside_name, r->n_outside);
	fputs("    };\n    internal: {\n", r->out);
	put_list(r, "interfaces", inside_name, r->n_inside);
	put_list(r, "prefixes", own_name, r->n_own);
	fputs("    };\n};\n", r->out);
	put_rules(r, DIRECTION_INGRESS);
	put_rules(r, DIRECTION_EGRESS);
	put_pairs(r);
}
