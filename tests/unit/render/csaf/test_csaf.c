// SPDX-License-Identifier: GPL-2.0-or-later
/* test_csaf.c - CSAF documents, their lists and their URLs */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "publisher/labels.h"
#include "common/error.h"
#include "support/edition_fixture.h"
#include "render/csaf/csaf.h"
#include "render/csaf/distribution.h"
#include "render/csaf/distribution.h"
#include "render/html/urls.h"

static struct error error;

static json_t *document(enum edition_type type, enum edition_state state,
			const char *first, int64_t attacks)
{
	json_t *labels = labels_load("advisories/templates", first, &error);
	struct edition e;
	char *text = NULL, path[128];
	json_t *parsed;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	assert_non_null(labels);
	fixture_edition(&e, type, state, first, attacks);
	assert_int_equal(render_csaf(out, &e, labels, &error), 0);
	fclose(out);
	parsed = json_loads(text, 0, NULL);
	assert_non_null(parsed);
	/* Left for a validator. */
	mkdir("build/test-csaf", 0755);
	snprintf(path, sizeof(path), "build/test-csaf/%s-%s-%s-%d.json",
		 edition_type_name(type), edition_state_name(state), first,
		 (int)attacks);
	json_dump_file(parsed, path, JSON_SORT_KEYS);
	free(text);
	json_decref(labels);
	fixture_free(&e);
	return parsed;
}

/* A path of keys, "document.tracking.id"; numbers index arrays. */
static const json_t *at(const json_t *value, const char *path)
{
	char key[64];
	size_t n;

	while (value && *path) {
		n = strcspn(path, ".");
		snprintf(key, sizeof(key), "%.*s", (int)n, path);
		value = json_is_array(value) ?
			json_array_get(value, (size_t)atoi(key)) :
			json_object_get(value, key);
		path += n + (path[n] == '.');
	}
	return value;
}

static void says(const json_t *value, const char *path, const char *expected)
{
	const char *got = json_string_value(at(value, path));

	if (!got || strcmp(got, expected))
		fail_msg("%s is \"%s\", not \"%s\"", path, got ? got : "nothing",
			 expected);
}

static void every_type_and_state(void **state)
{
	static const char *const languages[] = { "ja", "en" };
	int type, s, l;
	json_t *d;

	for (type = 0; type < EDITION_TYPE_COUNT; type++)
		for (s = 0; s < EDITION_STATE_COUNT; s++)
			for (l = 0; l < 2; l++) {
				d = document((enum edition_type)type,
					     (enum edition_state)s, languages[l],
					     1000);
				says(d, "document.lang", languages[l]);
				says(d, "document.distribution.tlp.label", "WHITE");
				json_decref(d);
				d = document((enum edition_type)type,
					     (enum edition_state)s, languages[l], 0);
				assert_null(at(d, "vulnerabilities"));
				assert_null(at(d, "product_tree"));
				json_decref(d);
			}
}

static void versions(void **state)
{
	json_t *d = document(EDITION_ALERT, EDITION_DRAFT, "ja", 1);

	says(d, "document.tracking.id", "draft-3");
	says(d, "document.tracking.status", "draft");
	says(d, "document.tracking.version", "0");
	json_decref(d);
	d = document(EDITION_ALERT, EDITION_APPROVED, "ja", 1);
	says(d, "document.tracking.id", "EXAMPLE-AT-2026-0001");
	says(d, "document.tracking.status", "draft");
	says(d, "document.tracking.version", "0");
	json_decref(d);
	d = document(EDITION_UPDATE, EDITION_PUBLISHED, "ja", 1);
	says(d, "document.tracking.status", "interim");
	says(d, "document.tracking.version", "2");
	says(d, "document.tracking.initial_release_date", "2026-01-27T00:00:00Z");
	says(d, "document.tracking.current_release_date", "2026-01-28T00:00:00Z");
	says(d, "document.tracking.revision_history.1.number", "2");
	json_decref(d);
	d = document(EDITION_WEEKLY, EDITION_PUBLISHED, "ja", 1);
	says(d, "document.tracking.status", "final");
	json_decref(d);
}

static void vulnerability(void **state)
{
	json_t *d = document(EDITION_ALERT, EDITION_PUBLISHED, "en", 1);

	says(d, "vulnerabilities.0.cve", "CVE-2002-0649");
	says(d, "vulnerabilities.0.remediations.0.category", "vendor_fix");
	says(d, "vulnerabilities.0.remediations.0.url",
	     "https://vendor.example/ms02-039");
	assert_int_equal(json_array_size(at(d, "vulnerabilities.0.remediations")),
			 5);
	assert_true(json_real_value(at(d, "vulnerabilities.0.scores.0.cvss_v2.baseScore")) == 7.5);
	json_decref(d);
	/* A withdrawal does not repeat what is withdrawn. */
	d = document(EDITION_WITHDRAWAL, EDITION_PUBLISHED, "en", 1);
	assert_null(at(d, "vulnerabilities"));
	says(d, "document.tracking.status", "final");
	json_decref(d);
}

static void texts_and_places(void **state)
{
	json_t *d = document(EDITION_ALERT, EDITION_PUBLISHED, "ja", 1);

	assert_int_equal(json_array_size(at(d, "document.notes")), 4);
	says(d, "document.notes.0.text", "Summary in ja");
	says(d, "document.notes.3.title", "Title in en");
	assert_non_null(strstr(json_string_value(at(d, "document.notes.3.text")),
			       "Text in en."));
	says(d, "document.references.0.url",
	     "https://csirt.example/csaf/white/2026/example-at-2026-0001.json");
	says(d, "document.references.1.url",
	     "https://csirt.example/at/2026/at260001.html");
	says(d, "document.references.2.url",
	     "https://csirt.example/en/at/2026/at260001.html");
	says(d, "document.references.3.category", "external");
	says(d, "document.references.3.summary", "Vendor (ja) MS02-039: Fix (ja)");
	json_decref(d);
}

static void relative(const char *from, const char *to, const char *expected)
{
	char buf[URLS_MAX];

	assert_string_equal(urls_relative(from, to, buf), expected);
}

static void relative_urls(void **state)
{
	relative("at/2026/a.html", "at/2026/b.html", "b.html");
	relative("at/2026/a.html", "index.html", "../../index.html");
	relative("en/at/2026/a.html", "at/2026/a.html", "../../../at/2026/a.html");
	relative("index.html", "at/at.rdf", "at/at.rdf");
	relative("at/2026/a.html", "at/2025/a.html", "../2025/a.html");
}

static void bases(void **state)
{
	char buf[URLS_MAX];
	json_t *content = fixture_content(EDITION_ALERT, "ja", 1);
	json_t *publisher = json_object_get(content, "publisher");

	assert_string_equal(urls_base(content, buf), "https://csirt.example/");
	json_object_set_new(publisher, "alerts",
			    json_string("https://csirt.example/alerts/"));
	assert_null(urls_base(content, buf));
	json_object_set_new(publisher, "alerts", json_string("at/"));
	assert_null(urls_base(content, buf));
	json_decref(content);
}

static json_t *feed_of(const struct edition *const *list, size_t n)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	json_t *feed;

	assert_int_equal(render_rolie(out, list, n), 0);
	fclose(out);
	feed = json_loads(text, 0, NULL);
	free(text);
	return feed;
}

static void lists(void **state)
{
	struct edition a, b;
	const struct edition *list[] = { &a, &b };
	json_t *feed;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	fixture_edition(&a, EDITION_UPDATE, EDITION_PUBLISHED, "ja", 1);
	fixture_edition(&b, EDITION_WEEKLY, EDITION_PUBLISHED, "ja", 1);
	b.number = 2;
	feed = feed_of(list, 2);
	/* The update is younger than the report. */
	says(feed, "feed.entry.0.id", "EXAMPLE-AT-2026-0001");
	says(feed, "feed.updated", "2026-01-28T00:00:00Z");
	assert_int_equal(json_array_size(at(feed, "feed.entry.0.link")), 3);
	json_decref(feed);
	render_csaf_index(out, list, 2);
	render_csaf_changes(out, list, 2);
	fclose(out);
	assert_string_equal(text, "2026/example-at-2026-0001.json\n"
			    "2026/example-at-2026-0002.json\n"
			    "\"2026/example-at-2026-0001.json\",\"2026-01-28T00:00:00Z\"\n"
			    "\"2026/example-at-2026-0002.json\",\"2026-01-27T00:00:00Z\"\n");
	free(text);
	fixture_free(&a);
	fixture_free(&b);
}

static void provider(void **state)
{
	json_t *keys = json_pack("[s]", "0123456789ABCDEF0123456789ABCDEF01234567");
	struct edition e;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	json_t *parsed;

	fixture_edition(&e, EDITION_ALERT, EDITION_PUBLISHED, "en", 1);
	assert_int_equal(render_provider(out, &e, keys, true), 0);
	fclose(out);
	parsed = json_loads(text, 0, NULL);
	says(parsed, "role", "csaf_trusted_provider");
	says(parsed, "publisher.namespace", "https://csirt.example/");
	says(parsed, "public_openpgp_keys.0.url",
	     "https://csirt.example/openpgp-key.asc");
	says(parsed, "distributions.0.rolie.feeds.0.url",
	     "https://csirt.example/csaf/white/csaf-feed-tlp-white.json");
	json_decref(parsed);
	free(text);
	json_decref(keys);
	fixture_free(&e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_and_state),
		cmocka_unit_test(versions),
		cmocka_unit_test(vulnerability),
		cmocka_unit_test(texts_and_places),
		cmocka_unit_test(relative_urls),
		cmocka_unit_test(bases),
		cmocka_unit_test(lists),
		cmocka_unit_test(provider),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
