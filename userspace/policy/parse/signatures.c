// SPDX-License-Identifier: GPL-2.0-or-later
/* signatures.c - the list signatures: attacks that the operator defines */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define PAYLOAD_MAX	65535
#define NAME_MAX_BYTES	31

static struct signature_parser *signature_of(struct config_reader *reader)
{
	return &parser_of(reader)->signature;
}

static void parse_name(struct config_reader *reader,
		       const config_setting_t *setting,
		       const struct config_key *key)
{
	struct signature_parser *parser = signature_of(reader);
	const char *name = config_setting_get_string(setting);
	const struct policy *policy = policy_of(reader);
	char where[SCHEMA_WHERE_MAX];
	size_t i;

	if (!name_valid(name, NAME_MAX_BYTES)) {
		schema_error(reader, setting,
			     "%s is not a valid name: 1 to %d of A-Z a-z 0-9 . _ -",
			     parser->label, NAME_MAX_BYTES);
		return;
	}
	for (i = 0; i < policy->n_signatures; i++)
		if (!strcmp(policy->signatures[i].signature.name, name))
			schema_error(reader, setting,
				     "duplicate name %s (also in %s): rename one",
				     parser->label,
				     schema_where(setting,
						  policy->signatures[i].position,
						  where));
	strcpy(parser->signature.name, name);
}

static void parse_port(struct config_reader *reader,
		       const config_setting_t *setting,
		       const struct config_key *key)
{
	struct signature_parser *parser = signature_of(reader);
	long long port = schema_integer(setting);

	if (port < 1 || port > 65535)
		schema_error(reader, setting,
			     "%s: port %lld is out of range (1 to 65535)",
			     parser->label, port);
	else
		parser->signature.port = (uint16_t)port;
}

static void parse_length(struct config_reader *reader,
			 const config_setting_t *setting,
			 const struct config_key *key)
{
	struct signature_parser *parser = signature_of(reader);
	long long from, to;

	schema_range(setting, &from, &to);
	if (from < 0 || to > PAYLOAD_MAX || from > to)
		schema_error(reader, setting,
			     "%s: invalid length %lld to %lld (0 to %d, the smaller one first)",
			     parser->label, from, to, PAYLOAD_MAX);
	parser->signature.length_min = (uint16_t)from;
	parser->signature.length_max = (uint16_t)to;
}

static int hex_digit(char c)
{
	c = (char)tolower((unsigned char)c);
	return c >= '0' && c <= '9' ? c - '0' :
	       c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/*
 * "04 01 01" or "040101". Returns the number of bytes, of which at most
 * NFSL_MATCH_BYTES are stored; -1: not pairs of hexadecimal digits.
 */
static int scan_hex(const char *text, uint8_t bytes[NFSL_MATCH_BYTES])
{
	int n = 0, high, low;

	for (; *text; text++) {
		if (*text == ' ' || *text == '\t')
			continue;
		high = hex_digit(text[0]);
		low = high < 0 ? -1 : hex_digit(text[1]);
		if (low < 0)
			return -1;
		if (n < NFSL_MATCH_BYTES)
			bytes[n] = (uint8_t)(high << 4 | low);
		n++;
		text++;
	}
	return n;
}

/* The bytes or the mask of a match; returns how many, 0 after an error. */
static int parse_hex(struct config_reader *reader,
		     const config_setting_t *setting,
		     uint8_t bytes[NFSL_MATCH_BYTES])
{
	const char *text = config_setting_get_string(setting);
	int n = scan_hex(text, bytes);
	char quoted[TEXT_QUOTE_MAX];

	if (n > 0 && n <= NFSL_MATCH_BYTES)
		return n;
	schema_error(reader, setting,
		     "%s: %s is not 1 to %d bytes in hexadecimal, such as \"04 01 ff\"",
		     signature_of(reader)->label, text_quote(text, quoted),
		     NFSL_MATCH_BYTES);
	return 0;
}

static struct nfsl_match *this_match(struct config_reader *reader)
{
	struct nfsl_signature *signature = &signature_of(reader)->signature;

	return &signature->match[signature->matches];
}

static void parse_offset(struct config_reader *reader,
			 const config_setting_t *setting,
			 const struct config_key *key)
{
	long long offset = schema_integer(setting);

	if (offset < 0 || offset >= NFSL_MATCH_END)
		schema_error(reader, setting,
			     "%s: offset %lld is not within the first %d bytes of the payload",
			     signature_of(reader)->label, offset,
			     NFSL_MATCH_END);
	else
		this_match(reader)->offset = (uint16_t)offset;
}

static void parse_bytes(struct config_reader *reader,
			const config_setting_t *setting,
			const struct config_key *key)
{
	struct nfsl_match *match = this_match(reader);

	match->length = (uint8_t)parse_hex(reader, setting, match->value);
}

/* After the bytes, whatever their order in the file: the lengths have to agree. */
static void parse_mask(struct config_reader *reader,
		       const config_setting_t *group)
{
	const config_setting_t *setting;
	struct nfsl_match *match = this_match(reader);
	int i, n;

	setting = config_setting_get_member(group, "mask");
	if (!setting) {
		memset(match->mask, 0xff, match->length);
		return;
	}
	n = parse_hex(reader, setting, match->mask);
	if (n && n != match->length)
		schema_error(reader, setting,
			     "%s: the mask has %d byte%s, but bytes has %d",
			     signature_of(reader)->label, n, n == 1 ? "" : "s",
			     match->length);
	for (i = 0; i < NFSL_MATCH_BYTES; i++)
		match->value[i] &= match->mask[i];
}

static void parse_match(struct config_reader *reader,
			const config_setting_t *group)
{
	struct signature_parser *parser = signature_of(reader);
	static const struct config_key keys[] = {
		{ .name = "offset", .type = KEY_INTEGER, .parse = parse_offset,
		  .missing = "offset is missing: the position of the bytes in the payload" },
		{ .name = "bytes", .type = KEY_STRING, .parse = parse_bytes,
		  .missing = "bytes is missing, such as bytes = \"04 01 ff\"" },
		{ .name = "mask", .type = KEY_STRING },
		{ .name = NULL }
	};
	size_t errors = reader->messages->errors;
	struct nfsl_match *match = this_match(reader);

	schema_walk(reader, group, keys);
	if (errors == reader->messages->errors)
		parse_mask(reader, group);
	if (errors != reader->messages->errors)
		return;
	if (match->offset + match->length > NFSL_MATCH_END)
		schema_error(reader, group,
			     "%s: %d bytes at offset %d do not end within the first %d bytes of the payload",
			     parser->label, match->length,
			     match->offset, NFSL_MATCH_END);
	else
		parser->signature.matches++;
}

static void parse_matches(struct config_reader *reader,
			  const config_setting_t *setting,
			  const struct config_key *key)
{
	struct signature_parser *parser = signature_of(reader);
	int i, n = config_setting_length(setting);
	const config_setting_t *element;

	if (n > NFSL_MATCHES_MAX) {
		schema_error(reader, setting,
			     "%s: %d matches are more than %d: join adjacent ones",
			     parser->label, n, NFSL_MATCHES_MAX);
		return;
	}
	for (i = 0; i < n; i++) {
		element = config_setting_get_elem(setting, (unsigned int)i);
		if (config_setting_is_group(element))
			parse_match(reader, element);
		else
			schema_error(reader, element,
				     "%s: expected groups { offset = 0; bytes = \"04 01 ff\"; }",
				     parser->label);
	}
}

static void parse_comment(struct config_reader *reader,
			  const config_setting_t *setting,
			  const struct config_key *key)
{
	signature_of(reader)->comment = config_setting_get_string(setting);
}

/* Warn of signatures that are valid but hardly intended. */
static void warn_unlikely(struct config_reader *reader,
			  const config_setting_t *group)
{
	struct signature_parser *parser = signature_of(reader);
	const struct nfsl_signature *s = &parser->signature;
	int i;

	if (!s->matches && !s->length_min && s->length_max == PAYLOAD_MAX)
		schema_warning(reader, group,
			       "%s has neither length nor match: every datagram to port %u is an attack",
			       parser->label, s->port);
	for (i = 0; i < s->matches; i++)
		if (s->match[i].offset + s->match[i].length > s->length_max) {
			schema_warning(reader, group,
				       "%s never matches: a match ends at byte %d, but the length is at most %d",
				       parser->label,
				       s->match[i].offset + s->match[i].length,
				       s->length_max);
			return;
		}
}

/* Do those of its port stay below what a packet may cost, with this one? */
static bool affordable(struct config_reader *reader,
		       const config_setting_t *group)
{
	const struct nfsl_signature *own = &signature_of(reader)->signature;
	const struct policy *policy = policy_of(reader);
	uint32_t cost = signature_cost(own);
	size_t i;

	for (i = 0; i < policy->n_signatures; i++)
		if (policy->signatures[i].signature.port == own->port)
			cost += signature_cost(&policy->signatures[i].signature);
	if (cost <= SIGNATURES_COST_MAX)
		return true;
	schema_error(reader, group,
		     "%s: too many signatures of port %u: each counts 1, and each of its matches 1, or 2 if it has more than 8 bytes; together they can be %d",
		     signature_of(reader)->label, own->port, SIGNATURES_COST_MAX);
	return false;
}

static void add_signature(struct config_reader *reader,
			  const config_setting_t *group)
{
	struct signature_parser *parser = signature_of(reader);
	struct policy *policy = policy_of(reader);
	struct policy_signature *entry;

	entry = schema_grow(reader, group, &policy->signatures,
			    &policy->n_signatures, sizeof(*entry));
	if (!entry)
		return;
	entry->signature = parser->signature;
	entry->position = schema_position(group);
	if (!parser->comment)
		return;
	entry->comment = strdup(parser->comment);
	if (!entry->comment)
		schema_error(reader, group, "out of memory");
}

/* What messages call the entry. */
static void set_label(struct config_reader *reader,
		      const config_setting_t *group, int i)
{
	struct signature_parser *parser = signature_of(reader);
	const char *name;

	if (config_setting_lookup_string(group, "name", &name))
		text_quote(name, parser->label);
	else
		snprintf(parser->label,
			 sizeof(parser->label), "signature %d",
			 i + 1);
}

static void parse_signature(struct config_reader *reader,
			    const config_setting_t *group)
{
	struct signature_parser *parser = signature_of(reader);
	static const struct config_key keys[] = {
		{ .name = "name", .type = KEY_STRING, .parse = parse_name,
		  .missing = "name is missing: what reports call this signature" },
		{ .name = "port", .type = KEY_INTEGER, .parse = parse_port,
		  .missing = "port is missing: the UDP destination port" },
		{ .name = "length", .type = KEY_RANGE, .parse = parse_length },
		{ .name = "match", .type = KEY_LIST, .parse = parse_matches },
		{ .name = "comment", .type = KEY_STRING,
		  .parse = parse_comment },
		{ .name = NULL }
	};
	size_t errors = reader->messages->errors;

	memset(&parser->signature, 0,
	       sizeof(parser->signature));
	parser->signature.length_max = PAYLOAD_MAX;
	parser->comment = NULL;
	schema_walk(reader, group, keys);
	if (errors != reader->messages->errors)
		return;
	warn_unlikely(reader, group);
	if (affordable(reader, group))
		add_signature(reader, group);
}

void parse_signatures(struct config_reader *reader,
		      const config_setting_t *setting,
		      const struct config_key *key)
{
	int i, n = config_setting_length(setting);
	const config_setting_t *element;

	for (i = 0; i < n; i++) {
		element = config_setting_get_elem(setting, (unsigned int)i);
		if (i == NFSL_SIGNATURES_MAX) {
			schema_error(reader, element,
				     "more than %d signatures: remove those that are no longer needed",
				     NFSL_SIGNATURES_MAX);
			return;
		}
		if (!config_setting_is_group(element)) {
			schema_error(reader, element,
				     "expected groups { name = \"...\"; port = 1434; ... }");
			continue;
		}
		set_label(reader, element, i);
		parse_signature(reader, element);
	}
}
