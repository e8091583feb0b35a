// SPDX-License-Identifier: GPL-2.0-or-later
/* signatures.c - signatures: what the operator knows of the next variant */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "schema.h"

#define PAYLOAD_MAX	65535
#define NAME_MAX_BYTES	31
#define NAME_CHARS	"ABCDEFGHIJKLMNOPQRSTUVWXYZ"		\
			"abcdefghijklmnopqrstuvwxyz"		\
			"0123456789._-"

static bool name_valid(const char *name)
{
	size_t n = strlen(name);

	return n && n <= NAME_MAX_BYTES && strspn(name, NAME_CHARS) == n;
}

static void take_name(struct load *load, const config_setting_t *setting,
		      const struct key *key)
{
	const char *name = config_setting_get_string(setting);
	const struct policy *policy = load->policy;
	char where[WHERE_MAX];
	size_t i;

	if (!name_valid(name)) {
		schema_say(load, POLICY_ERROR, setting,
			   "%s is no name for a signature: 1 to %d of A-Z a-z 0-9 . _ -",
			   load->entry, NAME_MAX_BYTES);
		return;
	}
	for (i = 0; i < policy->n_signatures; i++)
		if (!strcmp(policy->signatures[i].signature.name, name))
			schema_say(load, POLICY_ERROR, setting,
				   "%s is there already, in %s: give it another name", load->entry,
				   schema_where(setting,
						policy->signatures[i].place,
						where));
	strcpy(load->signature.name, name);
}

static void take_port(struct load *load, const config_setting_t *setting,
		      const struct key *key)
{
	long long port = schema_integer(setting);

	if (port < 1 || port > 65535)
		schema_say(load, POLICY_ERROR, setting,
			   "%s: %lld is no port (1 to 65535)", load->entry,
			   port);
	else
		load->signature.port = (uint16_t)port;
}

static void take_length(struct load *load, const config_setting_t *setting,
			const struct key *key)
{
	long long from, to;

	schema_range(setting, &from, &to);
	if (from < 0 || to > PAYLOAD_MAX || from > to)
		schema_say(load, POLICY_ERROR, setting,
			   "%s: no payload has %lld to %lld bytes (0 to %d, the smaller one first)",
			   load->entry, from, to, PAYLOAD_MAX);
	load->signature.length_min = (uint16_t)from;
	load->signature.length_max = (uint16_t)to;
}

static int hex_digit(char c)
{
	c = (char)tolower((unsigned char)c);
	return c >= '0' && c <= '9' ? c - '0' :
	       c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/*
 * "04 01 01" or "040101": pairs of digits, blanks between them. Returns how many
 * bytes there are, of which NFSL_MATCH_BYTES are stored; -1: it is no such text.
 */
static int parse_hex(const char *text, uint8_t bytes[NFSL_MATCH_BYTES])
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

/* Bytes of a match or of its mask; 0 after an error. */
static int take_hex(struct load *load, const config_setting_t *setting,
		    uint8_t bytes[NFSL_MATCH_BYTES])
{
	const char *text = config_setting_get_string(setting);
	int n = parse_hex(text, bytes);
	char quoted[TEXT_QUOTE_MAX];

	if (n > 0 && n <= NFSL_MATCH_BYTES)
		return n;
	schema_say(load, POLICY_ERROR, setting,
		   "%s: %s is not 1 to %d bytes in hexadecimal, such as \"04 01 ff\"",
		   load->entry, text_quote(text, quoted), NFSL_MATCH_BYTES);
	return 0;
}

static struct nfsl_match *this_match(struct load *load)
{
	return &load->signature.match[load->signature.matches];
}

static void take_offset(struct load *load, const config_setting_t *setting,
			const struct key *key)
{
	long long offset = schema_integer(setting);

	if (offset < 0 || offset >= NFSL_MATCH_END)
		schema_say(load, POLICY_ERROR, setting,
			   "%s: the offset %lld is not within the first %d bytes of the payload",
			   load->entry, offset, NFSL_MATCH_END);
	else
		this_match(load)->offset = (uint16_t)offset;
}

static void take_bytes(struct load *load, const config_setting_t *setting,
		       const struct key *key)
{
	struct nfsl_match *match = this_match(load);

	match->length = (uint8_t)take_hex(load, setting, match->value);
}

/* Has to know how many bytes there are, wherever those stand in the file. */
static void take_mask(struct load *load, const config_setting_t *group)
{
	const config_setting_t *setting;
	struct nfsl_match *match = this_match(load);
	int i, n;

	setting = config_setting_get_member(group, "mask");
	if (!setting) {
		memset(match->mask, 0xff, match->length);
		return;
	}
	n = take_hex(load, setting, match->mask);
	if (n && n != match->length)
		schema_say(load, POLICY_ERROR, setting,
			   "%s: the mask has %d byte%s, but bytes has %d",
			   load->entry, n, n == 1 ? "" : "s", match->length);
	for (i = 0; i < NFSL_MATCH_BYTES; i++)
		match->value[i] &= match->mask[i];
}

static void take_match(struct load *load, const config_setting_t *group)
{
	static const struct key keys[] = {
		{ .name = "offset", .type = KEY_INTEGER, .take = take_offset,
		  .missing = "offset is missing: where in the payload are the bytes?" },
		{ .name = "bytes", .type = KEY_STRING, .take = take_bytes,
		  .missing = "bytes is missing: such as bytes = \"04 01 ff\"" },
		{ .name = "mask", .type = KEY_STRING },
		{ .name = NULL }
	};
	size_t errors = load->messages->errors;
	struct nfsl_match *match = this_match(load);

	schema_walk(load, group, keys);
	if (errors == load->messages->errors)
		take_mask(load, group);
	if (errors != load->messages->errors)
		return;
	if (match->offset + match->length > NFSL_MATCH_END)
		schema_say(load, POLICY_ERROR, group,
			   "%s: %d bytes at offset %d end behind the first %d bytes of the payload",
			   load->entry, match->length, match->offset,
			   NFSL_MATCH_END);
	else
		load->signature.matches++;
}

static void take_matches(struct load *load, const config_setting_t *setting,
			 const struct key *key)
{
	int i, n = config_setting_length(setting);
	const config_setting_t *element;

	if (n > NFSL_MATCHES_MAX) {
		schema_say(load, POLICY_ERROR, setting,
			   "%s: %d matches are more than %d: join neighbours", load->entry, n,
			   NFSL_MATCHES_MAX);
		return;
	}
	for (i = 0; i < n; i++) {
		element = config_setting_get_elem(setting, (unsigned int)i);
		if (config_setting_is_group(element))
			take_match(load, element);
		else
			schema_say(load, POLICY_ERROR, element,
				   "%s: expected groups { offset = 0; bytes = \"04 01 ff\"; }",
				   load->entry);
	}
}

static void take_comment(struct load *load, const config_setting_t *setting,
			 const struct key *key)
{
	load->comment = config_setting_get_string(setting);
}

/* Does it say what was meant? It is as good as any, but ... */
static void doubt(struct load *load, const config_setting_t *group)
{
	const struct nfsl_signature *s = &load->signature;
	int i;

	if (!s->matches && !s->length_min && s->length_max == PAYLOAD_MAX)
		schema_say(load, POLICY_WARNING, group,
			   "%s has neither length nor match: every datagram to port %u is an attack",
			   load->entry, s->port);
	for (i = 0; i < s->matches; i++)
		if (s->match[i].offset + s->match[i].length > s->length_max) {
			schema_say(load, POLICY_WARNING, group,
				   "%s never matches: a match reaches to byte %d, and no payload of it is longer than %d",
				   load->entry,
				   s->match[i].offset + s->match[i].length,
				   s->length_max);
			return;
		}
}

static void add_signature(struct load *load, const config_setting_t *group)
{
	struct policy *policy = load->policy;
	struct policy_signature *entry;

	entry = schema_grow(load, group, &policy->signatures,
			    &policy->n_signatures, sizeof(*entry));
	if (!entry)
		return;
	entry->signature = load->signature;
	entry->place = schema_place(group);
	if (!load->comment)
		return;
	entry->comment = strdup(load->comment);
	if (!entry->comment)
		schema_say(load, POLICY_ERROR, group, "out of memory");
}

/* What messages call the entry: by its name, if it has one that can be told. */
static void name_entry(struct load *load, const config_setting_t *group, int i)
{
	const char *name;

	if (config_setting_lookup_string(group, "name", &name))
		text_quote(name, load->entry);
	else
		snprintf(load->entry, sizeof(load->entry), "signature %d",
			 i + 1);
}

static void take_signature(struct load *load, const config_setting_t *group)
{
	static const struct key keys[] = {
		{ .name = "name", .type = KEY_STRING, .take = take_name,
		  .missing = "name is missing: what is this signature called in reports?" },
		{ .name = "port", .type = KEY_INTEGER, .take = take_port,
		  .missing = "port is missing: to which UDP port are its datagrams sent?" },
		{ .name = "length", .type = KEY_RANGE, .take = take_length },
		{ .name = "match", .type = KEY_LIST, .take = take_matches },
		{ .name = "comment", .type = KEY_STRING, .take = take_comment },
		{ .name = NULL }
	};
	size_t errors = load->messages->errors;

	memset(&load->signature, 0, sizeof(load->signature));
	load->signature.length_max = PAYLOAD_MAX;
	load->comment = NULL;
	schema_walk(load, group, keys);
	if (errors != load->messages->errors)
		return;
	doubt(load, group);
	add_signature(load, group);
}

void take_signatures(struct load *load, const config_setting_t *setting,
		     const struct key *key)
{
	int i, n = config_setting_length(setting);
	const config_setting_t *element;

	for (i = 0; i < n; i++) {
		element = config_setting_get_elem(setting, (unsigned int)i);
		if (i == NFSL_SIGNATURES_MAX) {
			schema_say(load, POLICY_ERROR, element,
				   "more than %d signatures: leave out those that are no longer seen",
				   NFSL_SIGNATURES_MAX);
			return;
		}
		if (!config_setting_is_group(element)) {
			schema_say(load, POLICY_ERROR, element,
				   "expected groups { name = \"...\"; port = 1434; ... }");
			continue;
		}
		name_entry(load, element, i);
		take_signature(load, element);
	}
}
