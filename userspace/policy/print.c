// SPDX-License-Identifier: GPL-2.0-or-later
/* print.c - the model as the text of a policy file */
#include <string.h>

#include "common/names.h"
#include "print.h"
#include "policy/parse/schema.h"

/* What a file would say, and what it would mean, while it is being written. */
struct said {
	uint8_t verdict[DIRECTION_COUNT][REASON_COUNT];
	uint8_t limit[DIRECTION_COUNT][REASON_COUNT];
	size_t limits;
};

/*
 * Say what holds under key @i. A limit belongs to one key: where an earlier one
 * has said it of this reason, there is nothing more to say, and false returns.
 */
static bool say_key(const struct policy *policy, unsigned int direction,
		    unsigned int i, struct said *said)
{
	unsigned int from = key_reason(i), reason;
	uint8_t verdict = policy->written[direction][from], limit = 0;

	if (verdict == VERDICT_LIMIT) {
		limit = policy->written_limit[direction][from];
		if (said->limit[direction][from] == limit)
			return false;
		said->limits++;
	}
	for (reason = 0; reason < REASON_COUNT; reason++)
		if (rule_keys[i].number >> reason & 1) {
			said->verdict[direction][reason] = verdict;
			said->limit[direction][reason] =
				limit ? (uint8_t)said->limits : 0;
		}
	return true;
}

/* Do the keys say of every reason what the model says? */
static bool sayable(const struct policy *policy)
{
	struct said said = { .limits = 0 };
	unsigned int direction, i;

	for (direction = 0; direction < DIRECTION_COUNT; direction++)
		for (i = 0; rule_keys[i].name; i++)
			say_key(policy, direction, i, &said);
	return said.limits == policy->n_written_limits &&
	       !memcmp(said.verdict, policy->written, sizeof(said.verdict)) &&
	       !memcmp(said.limit, policy->written_limit, sizeof(said.limit));
}

static void print_interfaces(const struct policy *policy,
			     enum slammer_zone zone, FILE *out)
{
	size_t i, n = 0;

	for (i = 0; i < policy->n_zones; i++) {
		if (policy->zones[i].zone != zone)
			continue;
		fputs(n++ ? ",\n\t\t\t" : "\t\tinterfaces = [\n\t\t\t", out);
		print_string(policy->zones[i].pattern, out);
	}
	if (n)
		fputs("\n\t\t];\n", out);
}

static void print_prefixes(const struct policy *policy, FILE *out)
{
	char text[PREFIX_TEXT_MAX];
	size_t i;

	for (i = 0; i < policy->n_internal; i++)
		fprintf(out, "%s\"%s\"",
			i ? ",\n\t\t\t" : "\t\tprefixes = [\n\t\t\t",
			prefix_text(&policy->internal[i].prefix, text));
	if (policy->n_internal)
		fputs("\n\t\t];\n", out);
}

static bool has_zone(const struct policy *policy, enum slammer_zone zone)
{
	size_t i;

	for (i = 0; i < policy->n_zones; i++)
		if (policy->zones[i].zone == zone)
			return true;
	return false;
}

static void print_zones(const struct policy *policy, FILE *out)
{
	fputs("\nzones: {\n", out);
	if (has_zone(policy, ZONE_EXTERNAL)) {
		fputs("\texternal: {\n", out);
		print_interfaces(policy, ZONE_EXTERNAL, out);
		fputs("\t};\n", out);
	}
	if (has_zone(policy, ZONE_INTERNAL) || policy->n_internal) {
		fputs("\tinternal: {\n", out);
		print_interfaces(policy, ZONE_INTERNAL, out);
		print_prefixes(policy, out);
		fputs("\t};\n", out);
	}
	fputs("};\n", out);
}

static void print_rule(const struct policy *policy, unsigned int direction,
		       unsigned int i, FILE *out)
{
	char text[POLICY_VALUE_MAX];

	fprintf(out, "\t%s = \"%s\";\n", rule_keys[i].name,
		policy_rule(policy, true, direction, i, text));
}

static void print_rules(const struct policy *policy, FILE *out)
{
	struct said said = { .limits = 0 };
	unsigned int direction, i;

	for (direction = 0; direction < DIRECTION_COUNT; direction++) {
		fprintf(out, "\n%s: {\n", direction_name(direction));
		for (i = 0; rule_keys[i].name; i++)
			if (say_key(policy, direction, i, &said))
				print_rule(policy, direction, i, out);
		fputs("};\n", out);
	}
}

static void print_places(const char *name, uint32_t places, FILE *out)
{
	if (places)
		fprintf(out, " %s = %u;", name, places);
}

static void print_module(const struct policy *policy, FILE *out)
{
	const struct nfsl_tracking *tracking = &policy->tracking;

	fprintf(out, "\nqueue: { number = %u; fail = \"%s\"; };\n",
		policy->queue.number, policy->queue.open ? "open" : "closed");
	if (tracking->outside || tracking->inside) {
		fputs("tracking: {", out);
		print_places("outside", tracking->outside, out);
		print_places("inside", tracking->inside, out);
		fputs(" };\n", out);
	}
	fprintf(out, "defrag = %s;\n", policy->defrag ? "true" : "false");
}

static void print_allow(const struct policy *policy, FILE *out)
{
	char from[PREFIX_TEXT_MAX], to[PREFIX_TEXT_MAX];
	const struct policy_allow *a;
	size_t i;

	for (i = 0; i < policy->n_allow; i++) {
		a = &policy->allow[i];
		fprintf(out, "%s\t{ from = \"%s\"; to = \"%s\";",
			i ? ",\n" : "\nallow = (\n",
			prefix_text(&a->pair.from, from),
			prefix_text(&a->pair.to, to));
		print_comment(a->comment, out);
		fputs(" }", out);
	}
	if (policy->n_allow)
		fputs("\n);\n", out);
}

int policy_print(const struct policy *policy, FILE *out)
{
	if (!sayable(policy))
		return -1;

	fprintf(out, "mode = \"%s\";\n",
		policy->monitor ? "monitor" : "enforce");
	if (policy->store)
		print_daemon(policy, out);
	print_zones(policy, out);
	print_rules(policy, out);
	print_module(policy, out);
	print_signatures(policy, out);
	print_allow(policy, out);
	return 0;
}
