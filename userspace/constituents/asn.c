// SPDX-License-Identifier: GPL-2.0-or-later
/* asn.c - autonomous systems, and the file with their prefixes */
#include <stdlib.h>
#include <string.h>

#include "common/address.h"
#include "common/error.h"
#include "common/text.h"
#include "internal.h"

#define ASN_MAX	4294967295ll

/* The number of "AS64496" or "64496", or 0. */
static uint32_t parse_asn(const char *text)
{
	unsigned long long n = 0;
	size_t digits;

	if (!strncasecmp(text, "AS", 2))
		text += 2;
	digits = strspn(text, "0123456789");
	if (digits < 1 || digits > 10 || text[digits])
		return 0;
	n = strtoull(text, NULL, 10);
	return n <= ASN_MAX ? (uint32_t)n : 0;
}

static uint32_t element_asn(const config_setting_t *element)
{
	long long n;

	if (config_setting_type(element) == CONFIG_TYPE_STRING)
		return parse_asn(config_setting_get_string(element));
	if (config_setting_type(element) != CONFIG_TYPE_INT &&
	    config_setting_type(element) != CONFIG_TYPE_INT64)
		return 0;
	n = schema_integer(element);
	return n > 0 && n <= ASN_MAX ? (uint32_t)n : 0;
}

void constituents_parse_asns(struct config_reader *reader,
			     const config_setting_t *setting,
			     const struct config_key *key)
{
	struct constituents *all = parser_of(reader)->all;
	const config_setting_t *element;
	unsigned int i;
	uint32_t number;
	struct asn *asn;

	if (!config_setting_is_array(setting)) {
		schema_error(reader, setting,
			     "expected an array of numbers [ 64496, 64497 ]");
		return;
	}
	for (i = 0; i < (unsigned int)config_setting_length(setting); i++) {
		element = config_setting_get_elem(setting, i);
		number = element_asn(element);
		if (!number) {
			schema_error(reader, element,
				     "expected autonomous system numbers: 1 to %lld, or \"AS64496\"",
				     ASN_MAX);
			continue;
		}
		asn = schema_grow(reader, element, &all->asns, &all->n_asns,
				  sizeof(*asn));
		if (!asn)
			return;
		*asn = (struct asn){ .number = number,
				     .owner = (uint32_t)all->n_entries - 1,
				     .position = schema_position(element) };
	}
}

static int compare(const void *a, const void *b)
{
	const struct asn *x = a, *y = b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	if (x->owner != y->owner)
		return x->owner < y->owner ? -1 : 1;
	return 0;
}

static int compare_numbers(const void *a, const void *b)
{
	const struct asn *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

static void sort_asns(struct config_reader *reader)
{
	struct constituents *all = parser_of(reader)->all;
	const struct asn *a, *b;
	size_t i;

	if (all->n_asns)
		qsort(all->asns, all->n_asns, sizeof(*all->asns), compare);
	for (i = 1; i < all->n_asns; i++) {
		a = &all->asns[i - 1];
		b = &all->asns[i];
		if (a->number == b->number && a->owner != b->owner)
			message_add(reader->messages, CONFIG_ERROR,
				    b->position.file, b->position.line,
				    "AS%u of \"%s\" also belongs to \"%s\" (%s:%u): an address has one owner",
				    b->number,
				    all->entries[b->owner].settings.name,
				    all->entries[a->owner].settings.name,
				    a->position.file, a->position.line);
	}
}

/*
 * Split at blanks, commas, quotes and bars; returns the number of fields. fields[0]
 * is the line if there are none.
 */
static unsigned int split(char *line, char *fields[3])
{
	static const char separators[] = " \t,\"|";
	char *rest = NULL, *field;
	unsigned int n = 0;

	fields[0] = line;

	for (field = strtok_r(line, separators, &rest); field && n < 3;
	     field = strtok_r(NULL, separators, &rest))
		fields[n++] = field;
	return n;
}

/* Of three fields the first two are address and length. */
static int parse_prefix(char *fields[3], unsigned int n, struct prefix *prefix,
			struct error *error)
{
	char text[PREFIX_TEXT_MAX + 8];

	snprintf(text, sizeof(text), "%s%s%s", fields[0], n == 3 ? "/" : "",
		 n == 3 ? fields[1] : "");
	return prefix_parse(text, prefix, error);
}

static void parse_line(struct config_reader *reader, struct config_list *list,
		       char *line)
{
	struct constituents *all = parser_of(reader)->all;
	struct error error;
	char *fields[3], quoted[TEXT_QUOTE_MAX];
	unsigned int n = split(line, fields);
	const struct asn *asn;
	struct owned *owned;
	struct prefix prefix;
	struct asn key = { .owner = 0 };

	if (n >= 2)
		key.number = parse_asn(fields[n - 1]);
	if (!key.number) {
		/* The first line may be the header of a table. */
		if (list->position.line > 1 || strpbrk(fields[0], ".:/"))
			list_report(reader, list, CONFIG_ERROR,
				    "%s: expected a prefix and an autonomous system number, such as 192.0.2.0/24 64496",
				    text_quote(fields[0], quoted));
		return;
	}
	if (parse_prefix(fields, n, &prefix, &error)) {
		list_report(reader, list, CONFIG_ERROR, "%s", error.text);
		return;
	}
	list->prefixes++;
	asn = all->n_asns ? bsearch(&key, all->asns, all->n_asns, sizeof(key),
				    compare_numbers) :
			    NULL;
	if (!asn)
		return;
	owned = schema_grow(reader, parser_of(reader)->file, &all->list,
			    &all->count, sizeof(*owned));
	if (owned)
		*owned = (struct owned){ .prefix = prefix,
					 .by_asn = true,
					 .owner = asn->owner,
					 .position = list->position };
}

void constituents_read_asns(struct config_reader *reader)
{
	const struct constituents *all = parser_of(reader)->all;
	const config_setting_t *file = parser_of(reader)->file;

	sort_asns(reader);
	if (file)
		list_read_lines(reader, file, parse_line);
	else if (all->n_asns)
		message_add(reader->messages, CONFIG_ERROR,
			    all->asns[0].position.file,
			    all->asns[0].position.line,
			    "asns: needs asn-prefixes = \"FILE\"; with the prefixes of the systems");
}
