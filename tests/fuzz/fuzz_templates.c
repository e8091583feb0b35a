// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz_templates.c - any bytes as a template, with values that mean no good
 *
 * Behind a line "---" comes what {{>part}} reads. What is expanded becomes a
 * document; and expanded in two steps, late values last, it says the same.
 */
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include "markup/document.h"
#include "markup/template.h"
#include "common/error.h"
#include "common/clock.h"
#include "target.h"


static const char *const late[] = { "url", "number", "revisions", NULL };

/* Texts with all that means something to the markup, to the language, to a mail. */
static const char early_values[] =
	"{ \"title\": { \"en\": \"# {{url}} | \\\\ *\", \"ja\": \"\\u65e5\\u672c\" },"
	" \"publisher\": { \"name\": \"Example CSIRT\", \"site\": \"https://csirt.example/\" },"
	" \"hostile\": \"x\\r\\n> y\\u202e{{/list}}\\n\\n====== `\","
	" \"worm\": { \"packets\": 1234567, \"bytes\": 0 },"
	" \"networks\": [ { \"prefix\": \"192.0.2.0/24\", \"rank\": 1 },"
	" { \"prefix\": \"|2001:db8::/48|\", \"rank\": 2 } ],"
	" \"list\": [ \"a\", \"{{b}}\" ], \"empty\": [], \"text\": \"\","
	" \"percent\": \"12.3\", \"none\": null, \"yes\": true, \"no\": false,"
	" \"period\": { \"from\": \"2026-01-27T09:00:00+09:00\" } }";
static const char late_values[] =
	"{ \"url\": \"https://csirt.example/at/\", \"number\": \"EXAMPLE-AT-2026-0001\","
	" \"revisions\": [ { \"revision\": 1, \"date\": \"2026-01-27T09:00:00+09:00\","
	" \"summary\": \"first {{title}} #\" } ] }";

static json_t *early, *all;

static void make_values(void)
{
	struct error error;
	json_t *later = json_loads(late_values, 0, NULL);

	FUZZ_ASSERT(!clock_zone("UTC", &error));
	early = json_loads(early_values, 0, NULL);
	FUZZ_ASSERT(early && later);
	all = json_deep_copy(early);
	FUZZ_ASSERT(all && !json_object_update(all, later));
	json_decref(later);
}

/* An error is a sentence, fit for a terminal. */
static void check_error(const char *error)
{
	const char *c;

	FUZZ_ASSERT(*error);
	for (c = error; *c; c++)
		FUZZ_ASSERT((unsigned char)*c >= 0x20 && *c != 0x7f);
}

static char *read_part(const char *name, char *path, void *arg, struct error *error)
{
	const char *part = arg;

	snprintf(path, PATH_MAX, "part.txt");
	if (part && !strcmp(name, "part"))
		return strdup(part);
	error_set(error, "part.txt: there is no such file");
	return NULL;
}

static struct template *parse(const char *text, const char *part,
			      struct error *error)
{
	const struct template_reader reader = {
		.read = read_part, .arg = (void *)part,
	};
	struct template *template;

	template = template_parse_with("template.txt", text, &reader, error);
	if (!template)
		check_error(error->text);
	return template;
}

static char *expand(const struct template *template, const json_t *values,
		    const char *const *later)
{
	struct error error = { "" };
	char *text;

	text = later ? template_expand_late(template, values, later, &error) :
		       template_expand(template, values, &error);
	if (!text)
		check_error(error.text);
	return text;
}

static void check_document(const char *text)
{
	struct error error = { "" };
	struct document document;
	const struct block *b;
	size_t i;

	if (document_parse(&document, text, &error)) {
		check_error(error.text);
		return;
	}
	for (b = document.blocks; b < document.blocks + document.count; b++) {
		FUZZ_ASSERT(b->gap <= DOCUMENT_GAP);
		FUZZ_ASSERT(b->n_cells <= DOCUMENT_CELLS);
		for (i = 0; i < b->n_cells; i++)
			FUZZ_ASSERT(b->cells[i]);
	}
	document_free(&document);
}

/*
 * The same but for blanks: a line of late tags and of values that are empty is, the
 * second time, one that leaves nothing.
 */
static bool same_words(const char *a, const char *b)
{
	for (;; a++, b++) {
		a += strspn(a, " \t\r\n\v\f");
		b += strspn(b, " \t\r\n\v\f");
		if (*a != *b)
			return false;
		if (!*a)
			return true;
	}
}

/* What waited for the late values is a template, and ends as the other one did. */
static void check_late(const struct template *template, const char *whole)
{
	char *waiting = expand(template, early, late), *text = NULL;
	struct template *second;
	struct error error;

	if (!waiting)
		return;
	second = parse(waiting, NULL, &error);
	FUZZ_ASSERT(second || strstr(error.text, "this template is too long"));
	if (second)
		text = expand(second, all, NULL);
	FUZZ_ASSERT(!text || !whole || same_words(text, whole));
	free(text);
	template_free(second);
	free(waiting);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char *text = malloc(size + 1), *part, *whole;
	struct error error;
	struct template *template;

	if (!all)
		make_values();
	FUZZ_ASSERT(text);
	memcpy(text, bytes, size);
	text[size] = '\0';
	part = strstr(text, "\n---\n");
	if (part) {
		part[1] = '\0';
		part += 5;
	}
	template = parse(text, part, &error);
	if (template) {
		whole = expand(template, all, NULL);
		if (whole)
			check_document(whole);
		check_late(template, whole);
		free(whole);
	}
	template_free(template);
	free(text);
	return 0;
}
