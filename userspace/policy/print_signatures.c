// SPDX-License-Identifier: GPL-2.0-or-later
/* print_signatures.c - the list of signatures, and the strings of a file */
#include "print.h"

/* A string as libconfig reads it. */
void print_string(const char *text, FILE *out)
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

void print_comment(const char *comment, FILE *out)
{
	if (!comment)
		return;
	fputs(" comment = ", out);
	print_string(comment, out);
	putc(';', out);
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

/* What is not masked need not be said. */
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

void print_signatures(const struct policy *policy, FILE *out)
{
	size_t i;

	for (i = 0; i < policy->n_signatures; i++) {
		fputs(i ? ",\n" : "\nsignatures = (\n", out);
		print_signature(&policy->signatures[i], out);
	}
	if (policy->n_signatures)
		fputs("\n);\n", out);
}
