// SPDX-License-Identifier: GPL-2.0-or-later
/* print.c - the model as the text of a policy file */
#include <string.h>

#include "common/address.h"
#include "common/names.h"
#include "policy/text.h"

/* A string as libconfig reads it, in quotes. */
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

void policy_print_string(const char *text, FILE *out)
{
	print_string(text, out);
}

static void print_comment(const char *comment, FILE *out)
{
	if (!comment)
		return;
	fputs(" comment = ", out);
	print_string(comment, out);
	putc(';', out);
}

/* What the rules written so far mean to whoever reads the file. */
struct meaning {
	uint8_t verdict[DIRECTION_COUNT][REASON_COUNT];
	uint8_t limit[DIRECTION_COUNT][REASON_COUNT];
	size_t limits;
};

/*
 * Add the rule of key @i. A limit belongs to one key: false if an earlier key has
 * the limit of this reason, so that this key must not be written.
 */
static bool add_key(const struct policy *policy, unsigned int direction,
		    unsigned int i, struct meaning *meaning)
{
	unsigned int from = policy_key_reason(i), reason;
	uint8_t verdict = policy->written[direction][from], limit = 0;

	if (verdict == VERDICT_LIMIT) {
		limit = policy->written_limit[direction][from];
		if (meaning->limit[direction][from] == limit)
			return false;
		meaning->limits++;
	}
	for (reason = 0; reason < REASON_COUNT; reason++)
		if (policy_rule_keys[i].reasons >> reason & 1) {
			meaning->verdict[direction][reason] = verdict;
			meaning->limit[direction][reason] =
				limit ? (uint8_t)meaning->limits : 0;
		}
	return true;
}

/* Does a file have rules for it? Those of unnamed are always the built-in ones. */
static bool has_rules(unsigned int direction)
{
	return direction != DIRECTION_UNNAMED;
}

/* Would a file with these keys mean the same as the model? */
static bool representable(const struct policy *policy)
{
	struct meaning meaning = { .limits = 0 };
	unsigned int direction, i;

	for (direction = 0; direction < DIRECTION_COUNT; direction++)
		for (i = 0; policy_key(i) && has_rules(direction); i++)
			add_key(policy, direction, i, &meaning);
	for (i = REASON_FIRST_RULED; i < REASON_COUNT; i++)
		if (reason_known(i))
			meaning.verdict[DIRECTION_UNNAMED][i] = ruleset_default(i);
	return meaning.limits == policy->n_written_limits &&
	       !memcmp(meaning.verdict, policy->written,
		       sizeof(meaning.verdict)) &&
	       !memcmp(meaning.limit, policy->written_limit,
		       sizeof(meaning.limit));
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

	fprintf(out, "\t%s = \"%s\";\n", policy_key(i),
		policy_rule(policy, true, direction, i, text));
}

static void print_rules(const struct policy *policy, FILE *out)
{
	struct meaning meaning = { .limits = 0 };
	unsigned int direction, i;

	for (direction = 0; direction < DIRECTION_COUNT; direction++) {
		if (!has_rules(direction))
			continue;
		fprintf(out, "\n%s: {\n", direction_name(direction));
		for (i = 0; policy_key(i); i++)
			if (!policy_rule_implied(policy, direction, i) &&
			    add_key(policy, direction, i, &meaning))
				print_rule(policy, direction, i, out);
		fputs("};\n", out);
	}
}

static void print_sources(const char *name, uint32_t sources, FILE *out)
{
	if (sources)
		fprintf(out, " %s = %u;", name, sources);
}

static void print_module(const struct policy *policy, FILE *out)
{
	const struct nfsl_tracking *tracking = &policy->tracking;
	bool flows = policy->flows != POLICY_FLOWS_DEFAULT;

	fprintf(out, "\nqueue: { number = %u; fail = \"%s\"; };\n",
		policy->queue.number, policy->queue.open ? "open" : "closed");
	if (tracking->outside || tracking->inside || flows) {
		fputs("tracking: {", out);
		print_sources("outside", tracking->outside, out);
		print_sources("inside", tracking->inside, out);
		if (flows)
			fprintf(out, " flows = %u;", policy->flows);
		fputs(" };\n", out);
	}
	fprintf(out, "defrag = %s;\n", policy->defrag ? "true" : "false");
	if (policy->unnamed_off)
		fprintf(out, "unnamed = \"%s\";\n", policy_unnamed(policy));
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

static void print_hex(const char *name, const uint8_t *bytes, uint8_t n,
		      FILE *out)
{
	uint8_t i;

	fprintf(out, " %s = \"", name);
	for (i = 0; i < n; i++)
		fprintf(out, i ? " %02x" : "%02x", bytes[i]);
	fputs("\";", out);
}

/* A mask of all ones is the default. */
static void print_match(const struct nfsl_match *match, FILE *out)
{
	bool masked = false;
	uint8_t i;

	for (i = 0; i < match->length; i++)
		masked |= match->mask[i] != 0xff;
	fprintf(out, "\t\t{ offset = %u;", match->offset);
	print_hex("bytes", match->value, match->length, out);
	if (masked)
		print_hex("mask", match->mask, match->length, out);
	fputs(" }", out);
}

static void print_length(const struct nfsl_signature *s, FILE *out)
{
	if (s->length_min == s->length_max)
		fprintf(out, " length = %u;", s->length_min);
	else if (s->length_min || s->length_max != UINT16_MAX)
		fprintf(out, " length = [ %u, %u ];", s->length_min,
			s->length_max);
}

static void print_signature(const struct policy_signature *signature, FILE *out)
{
	const struct nfsl_signature *s = &signature->signature;
	uint8_t i;

	fputs("\t{ name = ", out);
	print_string(s->name, out);
	fprintf(out, "; port = %u;", s->port);
	print_length(s, out);
	for (i = 0; i < s->matches; i++) {
		fputs(i ? ",\n" : " match = (\n", out);
		print_match(&s->match[i], out);
	}
	if (s->matches)
		fputs("\n\t);", out);
	print_comment(signature->comment, out);
	fputs(" }", out);
}

static void print_signatures(const struct policy *policy, FILE *out)
{
	size_t i;

	for (i = 0; i < policy->n_signatures; i++) {
		fputs(i ? ",\n" : "\nsignatures = (\n", out);
		print_signature(&policy->signatures[i], out);
	}
	if (policy->n_signatures)
		fputs("\n);\n", out);
}

static void print_setting(const char *name, const char *text, FILE *out)
{
	if (!text)
		return;
	fprintf(out, "%s = ", name);
	print_string(text, out);
	fputs(";\n", out);
}

static void print_member(const char *name, const char *text, FILE *out)
{
	if (!text)
		return;
	putc(' ', out);
	fprintf(out, "%s = ", name);
	print_string(text, out);
	putc(';', out);
}

static void print_control(const struct policy *policy, FILE *out)
{
	if (!policy->read_group && !policy->admin_group)
		return;
	fputs("control: {", out);
	print_member("read", policy->read_group, out);
	print_member("admin", policy->admin_group, out);
	fputs(" };\n", out);
}

/* Not the defaults: the file is that of versions that had no evidence. */
static void print_evidence(const struct evidence_limits *limits, FILE *out)
{
	static const struct evidence_limits usual = EVIDENCE_LIMITS_DEFAULT;

	if (limits->packets != usual.packets || limits->targets != usual.targets)
		fprintf(out, "evidence: { packets = %u; targets = %u; };\n",
			limits->packets, limits->targets);
}

static void print_daemon(const struct policy *policy, FILE *out)
{
	fprintf(out, "window = %u;\n", policy->window);
	print_setting("store", policy->store, out);
	print_setting("sensor", policy->sensor, out);
	fprintf(out, "retention: { windows = %u; hours = %u; days = %u; size = %u; };\n",
		policy->retention.windows, policy->retention.hours,
		policy->retention.days, policy->retention.megabytes);
	print_evidence(&policy->evidence, out);
	if (policy->samples.directory) {
		fputs("samples: {", out);
		print_member("directory", policy->samples.directory, out);
		fprintf(out, " size = %u; age = %u; };\n",
			policy->samples.megabytes, policy->samples.days);
	}
	fprintf(out, "drift = \"%s\";\n", policy->repair ? "repair" : "report");
	print_setting("metrics", policy->metrics, out);
	print_control(policy, out);
	print_setting("log", policy_log_name(policy->log_level), out);
	print_setting("constituents", policy->constituents, out);
}

int policy_print(const struct policy *policy, FILE *out)
{
	if (!representable(policy))
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
