// SPDX-License-Identifier: GPL-2.0-or-later
/* test_site.c - all files of a site from a desk, the same whenever they are made */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "bulletin/content.h"
#include "support/desk_fixture.h"
#include "support/edition_fixture.h"
#include "site/site.h"
#include "archive/bulletins.h"
#include "archive/signatures.h"

static char error[1024];

/* What a site consists of, in a JSON object: { path: text } */
static int keep(const char *path, const void *data, size_t data_size, void *arg,
		char *text, size_t size)
{
	json_t *files = arg;

	assert_null(json_object_get(files, path));
	json_object_set_new(files, path, json_stringn(data, data_size));
	return 0;
}

static json_t *build(struct desk *desk, int expected)
{
	json_t *files = json_object();
	struct site_order order = {
		.desk = desk, .templates = "advisories/templates", .put = keep,
		.arg = files,
	};
	int ret = site_build(&order, error, sizeof(error));

	if (ret != expected)
		fail_msg("%d instead of %d: %s", ret, expected, error);
	return files;
}

static int64_t draft(struct desk *desk, enum edition_type type, const char *tlp,
		     const char *key)
{
	json_t *content = fixture_content(type, "ja", 1000);
	json_t *publisher = json_object_get(content, "publisher");
	char hash[CONTENT_HASH_MAX], *text;
	struct desk_draft d = {
		.type = edition_type_name(type), .who = "tester",
		.now = FIXTURE_FIRST,
	};
	int64_t id = 0;

	json_object_set_new(publisher, "tlp", json_string(tlp));
	if (key)
		json_object_set_new(publisher, "key", json_string(key));
	d.content = text = json_dumps(content, JSON_COMPACT | JSON_SORT_KEYS);
	d.hash = content_hash(content, hash);
	assert_int_equal(desk_bulletin_add(desk, &d, &id), 0);
	assert_int_equal(desk_bulletin_approve(desk, id, hash, 2026, "tester",
					       FIXTURE_FIRST), 0);
	free(text);
	json_decref(content);
	return id;
}

static void publish(struct desk *desk, int64_t id)
{
	assert_int_equal(desk_bulletin_publish(desk, id, "tester",
					       FIXTURE_FIRST + 3600 * id), 0);
}

static const char *text_of(const json_t *files, const char *path)
{
	const char *text = json_string_value(json_object_get(files, path));

	if (!text)
		fail_msg("%s is not there", path);
	return text;
}

static void nothing_published(void **state)
{
	struct desk *desk = desk_fresh("site-nothing");
	json_t *files;

	draft(desk, EDITION_ALERT, "WHITE", NULL);
	files = build(desk, 0);
	assert_int_equal(json_object_size(files), 0);
	json_decref(files);
	desk_close(desk);
}

static void all_files(void **state)
{
	static const char *const paths[] = {
		"index.html", "en/index.html", "at/at.rdf", "en/at/at.rdf",
		"at/2026/index.html", "en/at/2026/index.html",
		"at/2026/at260001.html", "at/2026/at260001.txt",
		"en/at/2026/at260001.html", "en/at/2026/at260001.txt",
		"at/2026/at260002.html", "en/at/2026/at260002.txt",
		"csaf/white/2026/example-at-2026-0001.json",
		"csaf/white/2026/example-at-2026-0001.json.sha256",
		"csaf/white/2026/example-at-2026-0002.json.sha512",
		"csaf/white/index.txt", "csaf/white/changes.csv",
		"csaf/white/csaf-feed-tlp-white.json",
		".well-known/csaf/provider-metadata.json", "SHA256SUMS",
	};
	struct desk *desk = desk_fresh("site-files");
	json_t *files;
	size_t i;

	publish(desk, draft(desk, EDITION_ALERT, "WHITE", NULL));
	publish(desk, draft(desk, EDITION_WEEKLY, "WHITE", NULL));
	draft(desk, EDITION_WEEKLY, "WHITE", NULL);
	files = build(desk, 1);
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		text_of(files, paths[i]);
	assert_null(json_object_get(files, "at/2026/at260003.html"));
	assert_null(json_object_get(files, "at/2026/at260001.txt.asc"));
	/* 2 bulletins: 4 files in pages and texts, 3 of CSAF; 3 lists in each language */
	assert_int_equal(json_object_size(files), 2 * (4 + 3) + 2 * 3 + 5);
	json_decref(files);
	desk_close(desk);
}

/* In another zone, with other habits, later: not a byte differs. */
static void always_the_same(void **state)
{
	struct desk *desk = desk_fresh("site-same");
	json_t *files, *again;

	publish(desk, draft(desk, EDITION_ALERT, "WHITE", NULL));
	files = build(desk, 1);
	setenv("TZ", "America/New_York", 1);
	tzset();
	again = build(desk, 1);
	setenv("TZ", "UTC", 1);
	tzset();
	assert_true(json_equal(files, again));
	json_decref(files);
	json_decref(again);
	desk_close(desk);
}

static void note(const char *sentence, void *arg)
{
	strcpy(error, sentence);
}

static int drop(const char *path, const void *data, size_t data_size, void *arg,
		char *text, size_t size)
{
	return 0;
}

static void not_for_everybody(void **state)
{
	struct desk *desk = desk_fresh("site-tlp");
	struct site_order order = {
		.desk = desk, .templates = "advisories/templates", .put = drop,
		.say = note,
	};
	json_t *files;

	publish(desk, draft(desk, EDITION_ALERT, "AMBER", NULL));
	*error = 0;
	assert_int_equal(site_build(&order, error, sizeof(error)), 0);
	assert_non_null(strstr(error, "EXAMPLE-AT-2026-0001 is TLP:AMBER"));
	publish(desk, draft(desk, EDITION_ALERT, "WHITE", NULL));
	files = build(desk, 1);
	assert_null(json_object_get(files, "at/2026/at260001.html"));
	text_of(files, "at/2026/at260002.html");
	json_decref(files);
	desk_close(desk);
}

#define KEY	"0123456789ABCDEF0123456789ABCDEF01234567"

/* A signature that is kept is used; no secret key is asked for. */
static void signatures(void **state)
{
	struct desk_signed what = { .kind = "clear", .key = KEY, .hash = "h" };
	struct desk *desk = desk_fresh("site-signed");
	char *text;
	json_t *files;

	assert_int_equal(desk_signature_find(desk, &what, &text), 0);
	assert_int_equal(desk_signature_keep(desk, &what, "first", 1), 0);
	assert_int_equal(desk_signature_keep(desk, &what, "second", 2), 0);
	assert_int_equal(desk_signature_find(desk, &what, &text), 1);
	assert_string_equal(text, "first");
	free(text);
	what.kind = "detached";
	assert_int_equal(desk_signature_find(desk, &what, &text), 0);
	/* With a key that nobody has nothing is published, rather than half of it. */
	publish(desk, draft(desk, EDITION_ALERT, "WHITE", KEY));
	setenv("GNUPGHOME", "build/test-desk", 1);
	files = build(desk, -1);
	assert_null(json_object_get(files, "SHA256SUMS"));
	json_decref(files);
	desk_close(desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_published),
		cmocka_unit_test(all_files),
		cmocka_unit_test(always_the_same),
		cmocka_unit_test(not_for_everybody),
		cmocka_unit_test(signatures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
