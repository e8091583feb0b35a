// SPDX-License-Identifier: GPL-2.0-or-later
/* test_rss.c - feeds: well-formed, newest first, at most RSS_ITEMS */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include <libxml/parser.h>

#include "common/error.h"
#include "support/page_fixture.h"
#include "render/html/rss.h"

#define MANY	50

static char *feed_of(const struct rss_item *items, size_t n,
		     const json_t *publisher, const char *language)
{
	struct rss_feed feed = {
		.language = language, .url = "https://csirt.example.org/at/at.rdf",
		.site = "https://csirt.example.org/", .publisher = publisher,
		.labels = page_labels(language), .items = items, .n_items = n,
	};
	struct error error = { "" };
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	xmlDocPtr doc;

	assert_non_null(feed.labels);
	assert_int_equal(render_rss(out, &feed, &error), 0);
	fclose(out);
	json_decref((json_t *)feed.labels);
	doc = xmlReadMemory(text, (int)length, NULL, NULL, XML_PARSE_NOERROR);
	assert_non_null(doc);
	xmlFreeDoc(doc);
	return text;
}

static void drop(struct edition *e)
{
	json_decref(e->content);
	json_decref(e->history);
}

static void keep(const char *text, const char *path)
{
	FILE *file;

	mkdir("build/test-pages", 0755);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void one_item(void **state)
{
	static const char *const wanted[] = {
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF xmlns=\"http://purl.org/rss/1.0/\"",
		"xmlns:sec=\"http://jvn.jp/rss/mod_sec/3.0/\"",
		"<channel rdf:about=\"https://csirt.example.org/at/at.rdf\">",
		"<rdf:li rdf:resource=\"https://csirt.example.org/at/2026/at260001.html\"/>",
		"<item rdf:about=\"https://csirt.example.org/at/2026/at260001.html\">",
		"<title>UDP 1434番ポートへの感染の試みの増加に関する注意喚起</title>",
		"<dc:language>ja</dc:language>",
		"<sec:identifier>EXAMPLE-AT-2026-0001</sec:identifier>",
		"<sec:references source=\"CVE\" id=\"CVE-2002-0649\">",
		"<sec:references source=\"CERT Coordination Center\" id=\"CA-2003-04\" title=\"MS-SQL Server Worm\">http://www.cert.org/advisories/CA-2003-04.html</sec:references>",
		"<sec:cpe version=\"2.2\"",
		"<dc:date>2026-01-27T09:00:00+09:00</dc:date>\n<dcterms:issued>",
	};
	struct edition e;
	struct rss_item item = { &e, "https://csirt.example.org/at/2026/at260001.html" };
	const char *at;
	char *text;
	size_t i;

	page_edition(&e);
	text = feed_of(&item, 1, json_object_get(e.content, "publisher"), "ja");
	keep(text, "build/test-pages/at.rdf");
	for (at = text, i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		at = strstr(at, wanted[i]);
		if (!at)
			fail_msg("%s", wanted[i]);
	}
	free(text);
	text = feed_of(NULL, 0, json_object_get(e.content, "publisher"), "en");
	assert_null(strstr(text, "<item "));
	assert_null(strstr(text, "dc:date"));
	free(text);
	drop(&e);
}

/* Passed in disorder; those of the same second are sorted by number. */
static void newest_first(void **state)
{
	struct edition e[MANY];
	struct rss_item items[MANY];
	char urls[MANY][80], date[40], wanted[120], *text;
	const char *at;
	size_t i, k;

	for (i = 0; i < MANY; i++) {
		k = i * 37 % MANY;
		page_edition(&e[i]);
		e[i].number = (unsigned int)k + 1;
		snprintf(date, sizeof(date), "2026-01-27T09:%02zu:00+0%d:00", k / 2,
			 9);
		json_object_set_new(json_array_get(e[i].history, 0), "date",
				    json_string(date));
		snprintf(urls[i], sizeof(urls[i]), "https://csirt.example.org/%zu", k);
		items[i] = (struct rss_item){ &e[i], urls[i] };
	}
	text = feed_of(items, MANY, json_object_get(e[0].content, "publisher"), "en");
	at = text;
	for (i = 0; i < RSS_ITEMS; i++) {
		snprintf(wanted, sizeof(wanted), "<item rdf:about=\"https://csirt.example.org/%zu\">",
			 MANY - 1 - i);
		at = strstr(at, wanted);
		if (!at)
			fail_msg("%s", wanted);
	}
	assert_null(strstr(at + 1, "<item "));
	free(text);
	for (i = 0; i < MANY; i++)
		drop(&e[i]);
}

static void states_are_told(void **state)
{
	struct edition e;
	struct rss_item item = { &e, "https://csirt.example.org/x" };
	char *text;

	page_edition(&e);
	e.revision = 2;
	e.type = EDITION_WITHDRAWAL;
	text = feed_of(&item, 1, json_object_get(e.content, "publisher"), "en");
	assert_non_null(strstr(text, " (Withdrawn)</title>"));
	free(text);
	e.type = EDITION_UPDATE;
	json_object_set_new(json_object_get(e.content, "title"), "en",
			    json_string("Port 1434 (updated)"));
	text = feed_of(&item, 1, json_object_get(e.content, "publisher"), "en");
	assert_non_null(strstr(text, "<title>Port 1434 (updated)</title>"));
	free(text);
	drop(&e);
}

static void hostile_texts(void **state)
{
	static const char hostile[] = "]]>\x01<item>\xe2\x80\xae&\"'</title>\xff";
	struct edition e;
	struct rss_item item = { &e, "https://csirt.example.org/?a=\"&b=<" };
	char *text;

	page_edition(&e);
	json_object_set_new(json_object_get(e.content, "title"), "en",
			    json_string_nocheck(hostile));
	json_object_set_new(json_object_get(e.content, "summary"), "en",
			    json_string_nocheck(hostile));
	text = feed_of(&item, 1, json_object_get(e.content, "publisher"), "en");
	assert_null(strstr(text, "<item>"));
	assert_null(strchr(text, '\x01'));
	assert_null(strchr(text, '\xff'));
	assert_null(strstr(text, "\xe2\x80\xae"));
	free(text);
	drop(&e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_item),
		cmocka_unit_test(newest_first),
		cmocka_unit_test(states_are_told),
		cmocka_unit_test(hostile_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
