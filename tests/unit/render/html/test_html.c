// SPDX-License-Identifier: GPL-2.0-or-later
/* test_html.c - pages: well-formed, complete, safe with hostile text */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "common/error.h"
#include "support/page_fixture.h"
#include "render/html/html.h"
#include "render/html/internal.h"

static const struct page_language others[] = {
	{ "en", "English", "../../en/at/2026/at260001.html" },
};

static const struct page_links links = {
	.permanent = "https://csirt.example.org/at/2026/at260001.html",
	.others = others, .n_others = 1, .home = "../../index.html",
	.year = "index.html", .feed = "../at.rdf", .text = "at260001.txt",
	.signature = "at260001.txt.asc",
	.csaf = "../../csaf/white/2026/example-at-2026-0001.json",
	.previous = "at250099.html", .next = NULL,
};

/* A page, as XML. */
static xmlDocPtr parse(const char *page)
{
	xmlDocPtr doc = xmlReadMemory(page, (int)strlen(page), NULL, NULL,
				      XML_PARSE_NONET | XML_PARSE_NOERROR);

	assert_non_null(doc);
	return doc;
}

static int count(const char *page, const char *path)
{
	xmlDocPtr doc = parse(page);
	xmlXPathContextPtr context = xmlXPathNewContext(doc);
	xmlXPathObjectPtr found;
	int n;

	xmlXPathRegisterNs(context, (const xmlChar *)"h",
			   (const xmlChar *)"http://www.w3.org/1999/xhtml");
	xmlXPathRegisterNs(context, (const xmlChar *)"s",
			   (const xmlChar *)"http://www.w3.org/2000/svg");
	found = xmlXPathEvalExpression((const xmlChar *)path, context);
	assert_non_null(found);
	n = found->nodesetval ? found->nodesetval->nodeNr : 0;
	xmlXPathFreeObject(found);
	xmlXPathFreeContext(context);
	xmlFreeDoc(doc);
	return n;
}

static char *page_of(const struct edition *edition, const char *language,
		     const char *markup)
{
	json_t *labels = page_labels(language);
	struct bulletin bulletin;
	struct error error = { "" };
	char *text = NULL;
	const char *title = json_string_value(json_object_get(json_object_get(
		edition->content, "title"), language));
	size_t length;
	FILE *out = open_memstream(&text, &length);

	assert_non_null(labels);
	assert_int_equal(page_bulletin(&bulletin, language, title, markup), 0);
	assert_int_equal(render_html(out, edition, &bulletin, labels, &links, &error), 0);
	fclose(out);
	bulletin_free(&bulletin);
	json_decref(labels);
	return text;
}

static void edition_drop(struct edition *edition)
{
	json_decref(edition->content);
	json_decref(edition->history);
}

static int64_t waves(size_t i)
{
	return (int64_t)(20000 + 170 * i + 9000 * (i % 24 > 8 && i % 24 < 20) +
			 (i * 2654435761u >> 7) % 4000);
}

/* The page stays, for people and for test-pages.sh. */
static void keep(const char *page, const char *name)
{
	char path[128];
	FILE *file;

	mkdir("build/test-pages", 0755);
	snprintf(path, sizeof(path), "build/test-pages/%s.html", name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(page, file);
	fclose(file);
}

static void a_page(void **state)
{
	struct edition e;
	char *page, *again;

	page_edition(&e);
	page_points(page_facts(&e), 168, 3600, waves);
	json_object_set_new(json_object_get(page_facts(&e), "chart"), "trend",
			    json_pack("{s:b, s:i, s:f}", "known", 1, "slope_from",
				      24000, "slope_until", 54000.5));
	page = page_of(&e, "ja", page_text_ja);
	keep(page, "ja");
	assert_int_equal(strncmp(page, "<!DOCTYPE html>\n<html ", 22), 0);
	assert_int_equal(count(page, "/h:html[@lang='ja']/h:body/h:main//h:h1"), 1);
	assert_int_equal(count(page, "//h:h2[.='I. 概要']"), 1);
	assert_int_equal(count(page, "//h:main//h:table"), 3);
	assert_int_equal(count(page, "//h:th[@scope='col'][@class='n']"), 7);
	assert_int_equal(count(page, "//h:figure/s:svg[@role='img'][s:title][s:desc]"),
			 3);
	assert_int_equal(count(page, "//h:ul[@class='items']/h:li"), 2);
	assert_int_equal(count(page, "//h:dl[@class='box']/h:dt"), 3);
	assert_int_equal(count(page, "//h:pre/h:code[contains(., '  udp dport')]"), 1);
	assert_int_equal(count(page, "//h:a[@href='https://csirt.example.org/slammer?a=1&b=2']"),
			 1);
	assert_int_equal(count(page, "//h:a[@href='http://www.cert.org/advisories/CA-2003-04.html']"),
			 1);
	assert_int_equal(count(page, "//h:script"), 0);
	assert_int_equal(count(page, "//*[@style]|//@*[starts-with(name(), 'on')]"), 0);
	/* The page's head is not repeated below it. */
	assert_int_equal(count(page, "//h:article//*[.='EXAMPLE-AT-2026-0001']"), 1);
	assert_int_equal(count(page, "//h:article/h:p[.='各位']"), 1);
	again = page_of(&e, "ja", page_text_ja);
	assert_string_equal(page, again);
	free(again);
	free(page);
	page = page_of(&e, "en", page_text_en);
	keep(page, "en");
	assert_int_equal(count(page, "/h:html[@lang='en']"), 1);
	assert_null(strstr(page, "chart_"));
	free(page);
	edition_drop(&e);
}

static int64_t zero(size_t i)
{
	return 0;
}

static int64_t huge(size_t i)
{
	return i % 5 ? INT64_MAX / 3 : INT64_MAX;
}

/* For the eye, and to be measured at the width of a phone. */
static void charts(void **state)
{
	static const struct {
		const char *name;
		size_t n;
		long seconds;
		int64_t (*value)(size_t i);
	} cases[] = {
		{ "chart-none", 0, 300, zero }, { "chart-one", 1, 3600, waves },
		{ "chart-two", 2, 86400, waves }, { "chart-zero", 24, 3600, zero },
		{ "chart-huge", 92, 86400, huge },
		{ "chart-many", 2000, 300, waves },
	};
	struct edition e;
	char *page;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		page_edition(&e);
		page_points(page_facts(&e), cases[i].n, cases[i].seconds,
			    cases[i].value);
		json_object_set_new(json_object_get(json_object_get(page_facts(&e),
			"worm"), "ingress"), "packets", json_integer(
			cases[i].n ? cases[i].value(0) : 0));
		page = page_of(&e, "ja", "# A\n\n~ chart series #\n\n"
			       "~ chart directions #\n");
		keep(page, cases[i].name);
		assert_int_equal(count(page, "//h:figure"), 2);
		free(page);
		edition_drop(&e);
	}
}

static void states(void **state)
{
	struct edition e;
	char *page;

	page_edition(&e);
	e.state = EDITION_DRAFT;
	e.number = 0;
	page = page_of(&e, "en", "# A\n\nText.\n");
	assert_int_equal(count(page, "//h:p[@class='notice draft']"), 1);
	assert_int_equal(count(page, "//h:span[@class='badge draft']"), 1);
	assert_int_equal(count(page, "//h:dt[.='First published' or .='Sharing']"), 0);
	free(page);
	e.state = EDITION_PUBLISHED;
	e.number = 1;
	e.revision = 2;
	e.type = EDITION_UPDATE;
	json_array_append_new(e.history, json_pack("{s:i, s:s, s:{s:s}}", "revision",
		2, "date", "2026-01-28T10:00:00+09:00", "summary", "en",
		"Fewer attempts <b>now</b>."));
	page = page_of(&e, "en", "# A\n\nText.\n");
	assert_int_equal(count(page, "//h:p[@class='notice updated'][contains(., 'January 28, 2026')]"),
			 1);
	assert_int_equal(count(page, "//h:h2[.='Revision history']"), 1);
	assert_int_equal(count(page, "//h:dd[.='Fewer attempts <b>now</b>.']"), 1);
	assert_int_equal(count(page, "//h:b"), 0);
	free(page);
	e.type = EDITION_WITHDRAWAL;
	page = page_of(&e, "en", "# A\n\nText.\n\n# Revision History\n");
	keep(page, "withdrawn");
	assert_int_equal(count(page, "//h:p[@class='notice withdrawn']"), 1);
	/* The text has its own history. */
	assert_int_equal(count(page, "//h:h2[contains(., 'istory')]"), 1);
	free(page);
	edition_drop(&e);
}

static const char hostile[] =
	"</title></style></h1><script>alert(1)</script>\"'&amp;\x01\x07\x1b[31m"
	"\xe2\x80\xae" "evil\xe2\x80\xac\xe2\x81\xa6\xe2\x80\x8b\xef\xbb\xbf"
	"\xf3\xa0\x80\xa1\xe2\x80\xa8\xc2\x85 javascript:alert(1) "
	"https://a.example/\"><script>x</script>";

/* None of them may get through, in any field. */
static void check_harmless(const char *page)
{
	static const char *const never[] = {
		"<script", "\x01", "\x07", "\x1b", "\xe2\x80\xae", "\xe2\x80\xac",
		"\xe2\x81\xa6", "\xe2\x80\x8b", "\xef\xbb\xbf", "\xf3\xa0\x80\xa1",
		"\xe2\x80\xa8", "\xc2\x85", "href=\"javascript",
	};
	size_t i;

	for (i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		if (strstr(page, never[i]))
			fail_msg("%zu: %s", i, never[i]);
	assert_int_equal(count(page, "//h:script"), 0);
	assert_int_equal(count(page, "//h:style"), 1);
}

static void hostile_texts(void **state)
{
	static const char *const forms[] = {
		"# %s\n", "> %s\n", "* %s\n", "| %s | %s\n| %s | %s\n", "` %s\n",
		"%s\n", "# A\n\n> %s\n> %s\n",
	};
	char markup[4096], *page;
	struct edition e;
	json_t *facts, *list;
	size_t i;

	page_edition(&e);
	json_object_set_new(json_object_get(e.content, "title"), "en",
			    json_string(hostile));
	json_object_set_new(json_object_get(e.content, "summary"), "en",
			    json_string(hostile));
	json_object_set_new(json_object_get(e.content, "publisher"), "short",
			    json_string(hostile));
	facts = page_facts(&e);
	list = json_object_get(json_object_get(facts, "networks"), "list");
	json_object_set_new(json_array_get(list, 0), "prefix", json_string(hostile));
	json_object_set_new(json_object_get(facts, "period"), "zone",
			    json_string(hostile));
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(markup, sizeof(markup), forms[i], hostile, hostile, hostile,
			 hostile);
#pragma GCC diagnostic pop
		strcat(markup, "\n~ chart networks #\n");
		page = page_of(&e, "en", markup);
		check_harmless(page);
		free(page);
	}
	edition_drop(&e);
}

static void only_the_web_is_linked(void **state)
{
	struct edition e;
	char *page;

	page_edition(&e);
	page = page_of(&e, "en", "See (https://a.example/x), http://b.example.\n\n"
		       "ftp://c.example/ javascript:x https:// http://\n\n"
		       "日本語https://d.example/あ。\n");
	assert_int_equal(count(page, "//h:article//h:a[@href='https://a.example/x']"), 1);
	assert_int_equal(count(page, "//h:article//h:a[@href='http://b.example']"), 1);
	assert_int_equal(count(page, "//h:article//h:a[@href='https://d.example/']"), 1);
	assert_int_equal(count(page, "//h:article//h:p//h:a"), 3);
	free(page);
	edition_drop(&e);
}

static void style_is_allowed(void **state)
{
	char hash[HTML_HASH_MAX], wanted[200], *page;
	struct edition e;

	/* < and & would read differently in HTML and in XML. */
	assert_null(strpbrk(html_style, "<&"));
	page_edition(&e);
	page = page_of(&e, "en", "# A\n");
	snprintf(wanted, sizeof(wanted), "//h:meta[contains(@content, \"style-src '%s'\")]",
		 html_style_hash(hash));
	assert_int_equal(count(page, wanted), 1);
	assert_int_equal(strlen(hash), 7 + 44);
	free(page);
	edition_drop(&e);
}

static char *list_of(int (*render)(FILE *, const struct page_list *, struct error *),
		     const char *language, const struct page_entry *entries,
		     size_t n, const json_t *publisher)
{
	static const struct page_year years[] = {
		{ 2026, "2026/index.html" }, { 2025, "2025/index.html" },
	};
	struct page_list list = {
		.language = language, .publisher = publisher,
		.labels = page_labels(language), .entries = entries,
		.n_entries = n, .years = years, .n_years = 2, .year = 2026,
		.links = { .home = "../index.html", .feed = "at.rdf" },
	};
	struct error error = { "" };
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	assert_int_equal(render(out, &list, &error), 0);
	fclose(out);
	json_decref((json_t *)list.labels);
	return text;
}

static void lists(void **state)
{
	struct edition e, f;
	struct page_entry entries[] = { { &e, "at260002.html" },
					{ &f, "at260001.html" } };
	json_t *publisher;
	char *page;

	page_edition(&e);
	page_edition(&f);
	e.number = 2;
	e.revision = 3;
	f.type = EDITION_WITHDRAWAL;
	publisher = json_object_get(e.content, "publisher");
	page = list_of(render_year, "ja", entries, 2, publisher);
	keep(page, "year");
	assert_int_equal(count(page, "//h:ul[@class='list']/h:li"), 2);
	assert_int_equal(count(page, "//h:li[1]//h:a[@href='at260002.html']"), 1);
	assert_int_equal(count(page, "//h:span[@class='badge withdrawn']"), 1);
	assert_int_equal(count(page, "//h:h1[.='2026年の注意喚起・観測報告']"), 1);
	free(page);
	entries[0].url = " javascript:alert(1)";
	page = list_of(render_year, "ja", entries, 2, publisher);
	assert_int_equal(count(page, "//h:ul[@class='list']/h:li[1]//h:a"), 0);
	assert_null(strstr(page, "javascript:"));
	free(page);
	entries[0].url = "at260002.html";
	page = list_of(render_start, "en", entries, 2, publisher);
	keep(page, "start");
	assert_int_equal(count(page, "//h:ul[@class='years']/h:li"), 2);
	free(page);
	page = list_of(render_start, "en", NULL, 0, publisher);
	assert_int_equal(count(page, "//h:p[.='Nothing has been published yet.']"), 1);
	free(page);
	edition_drop(&e);
	edition_drop(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page),
		cmocka_unit_test(charts),
		cmocka_unit_test(states),
		cmocka_unit_test(hostile_texts),
		cmocka_unit_test(only_the_web_is_linked),
		cmocka_unit_test(style_is_allowed),
		cmocka_unit_test(lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
