// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz_constituents.c - any bytes as a file of constituents, in memory
 *
 * After a line "---" comes the file of asn-prefixes.
 */
#include <string.h>

#include "constituents/constituents.h"
#include "target.h"

/* libconfig 1.5 leaks the strings of a file with a syntax error. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig.so";
}

static void check_messages(const struct config_messages *messages)
{
	const struct config_message *m;
	const char *c;

	for (m = messages->list; m < messages->list + messages->count; m++) {
		FUZZ_ASSERT(*m->text && *m->file);
		for (c = m->text; *c; c++)
			FUZZ_ASSERT((unsigned char)*c >= 0x20 && *c != 0x7f);
	}
}

/* Text in a mail header must neither end it nor begin another. */
static void check_line(const char *text)
{
	FUZZ_ASSERT(*text);
	for (; *text; text++)
		FUZZ_ASSERT((unsigned char)*text > ' ' && *text != 0x7f);
}

static void check_constituent(const struct constituents *all, uint32_t i)
{
	const struct constituent *c = constituents_get(all, i);
	const char *const *text;

	check_line(c->name);
	FUZZ_ASSERT(strlen(c->name) <= CONSTITUENT_NAME_MAX);
	for (text = c->contacts; text && *text; text++)
		check_line(*text);
	for (text = c->languages; text && *text; text++)
		check_line(*text);
	FUZZ_ASSERT(!(c->formats >> CONSTITUENT_FORMAT_COUNT));
	FUZZ_ASSERT(!(c->opt_out >> CONSTITUENT_KIND_COUNT));
	FUZZ_ASSERT(c->interval >= 0 && (c->key || !c->encrypt));
	FUZZ_ASSERT(constituents_named(all, c->name) == i);
}

static void check(const struct constituents *all)
{
	static const struct address asked[] = {
		{ 0, ADDRESS_IP4_LO | 0xc0000201 },
		{ 0, ADDRESS_IP4_LO | 0xc00002ff },
		{ 0, ADDRESS_IP4_LO | 0xcb007105 },
		{ 0x20010db800000000, 1 },
		{ 0, 0 },
		{ ~0ull, ~0ull },
	};
	size_t prefixes, count = constituents_count(all, &prefixes), i;
	const char *name;
	uint32_t owner;

	for (i = 0; i < count; i++)
		check_constituent(all, (uint32_t)i);
	for (i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		owner = constituents_owner(all, asked[i]);
		name = constituents_find(all, asked[i]);
		FUZZ_ASSERT((owner == CONSTITUENTS_NOBODY) == !name);
		FUZZ_ASSERT(!name || (owner < count && prefixes &&
			    !strcmp(constituents_get(all, owner)->name, name)));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct config_messages messages = { 0 };
	char *text = malloc(size + 1), *asns;
	struct constituents *all;

	FUZZ_ASSERT(text);
	memcpy(text, bytes, size);
	text[size] = '\0';
	asns = strstr(text, "\n---\n");
	if (asns) {
		*asns = '\0';
		asns += 5;
	}
	all = constituents_parse("constituents.conf", text, asns, &messages);
	FUZZ_ASSERT(!all == (messages.errors > 0));
	check_messages(&messages);
	if (all)
		check(all);
	constituents_free(all);
	config_messages_free(&messages);
	free(text);
	return 0;
}
