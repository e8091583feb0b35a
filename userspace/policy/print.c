// SPDX-License-Identifier: GPL-2.0-or-later
/* print.c - the model as the text of a policy file */
#include <string.h>

#include "names/names.h"
#include "schema.h"

/* The verdict under a key: that of its reasons which no later key names. */
static int key_verdict(const uint8_t *verdict, unsigned int i)
{
	unsigned int reasons = rule_keys[i].number, reason, later;

	for (later = i + 1; rule_keys[later].name; later++)
		reasons &= ~rule_keys[later].number;
	for (reason = 0; reason < REASON_COUNT; reason++)
		if (reasons & 1u << reason)
			return verdict[reason];
	return VERDICT_ACCEPT;
}

/* Do the keys say of every reason what the model says? */
static bool sayable(const uint8_t *verdict)
{
	unsigned int reason, i;
	int said;

	for (reason = 0; reason < REASON_COUNT; reason++) {
		said = VERDICT_ACCEPT;
		if (reason >= REASON_FIRST_RULED && reason_known(reason))
			said = (int)ruleset_default(reason);
		for (i = 0; rule_keys[i].name; i++)
			if (rule_keys[i].number & 1u << reason)
				said = key_verdict(verdict, i);
		if (said != verdict[reason])
			return false;
	}
	return true;
}

/* A string as libconfig reads it. */
static void print_string(const char *text, FILE *out)
{
	const unsigned char *s;

	putc('"', out);
	for (s = (const unsigned char *)text; *s; s++) {
		if (*s == '"' || *s == '\\')
			fprintf(out, "\\%c", *s);
		else if (*s < 0x20 || *s == 0x7f)
			fprintf(out, "\\x%02x", *s);
		else
			putc(*s, out);
	}
	putc('"', out);
}

static void print_setting(const char *name, const char *text, FILE *out)
{
	if (!text)
		return;
	fprintf(out, "%s = ", name);
	print_string(text, out);
	fputs(";\n", out);
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

static void print_rules(const struct policy *policy, FILE *out)
{
	unsigned int direction, i;

	for (direction = 0; direction < DIRECTION_COUNT; direction++) {
		fprintf(out, "\n%s: {\n", direction_name(direction));
		for (i = 0; rule_keys[i].name; i++)
			fprintf(out, "\t%s = \"%s\";\n", rule_keys[i].name,
				verdict_name((unsigned int)key_verdict(policy->verdict[direction], i)));
		fputs("};\n", out);
	}
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
		if (a->comment) {
			fputs(" comment = ", out);
			print_string(a->comment, out);
			putc(';', out);
		}
		fputs(" }", out);
	}
	if (policy->n_allow)
		fputs("\n);\n", out);
}

int policy_print(const struct policy *policy, FILE *out)
{
	unsigned int direction;

	for (direction = 0; direction < DIRECTION_COUNT; direction++)
		if (!sayable(policy->verdict[direction]))
			return -1;

	fprintf(out, "window = %u;\n", policy->window);
	print_setting("store", policy->store, out);
	print_setting("sensor", policy->sensor, out);
	print_zones(policy, out);
	print_rules(policy, out);
	print_allow(policy, out);
	return 0;
}
