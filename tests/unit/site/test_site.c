// SPDX-License-Identifier: GPL-2.0-or-later
/* test_site.c - all files of a site from an archive, always the same */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "bulletin/content.h"
#include "common/error.h"
#include "support/archive_fixture.h"
#include "support/edition_fixture.h"
#include "site/site.h"
#include "archive/bulletins.h"
#include "archive/signatures.h"

static struct error error;

/* What a site consists of, in a JSON object: { path: text } */
static int keep(const char *path, const void *data, size_t data_size, void *arg,
		struct error *text)
{
	json_t *files = arg;

	assert_null(json_object_get(files, path));
	json_object_set_new(files, path, json_stringn(data, data_size));
	return 0;
}

static json_t *build(struct archive *archive, int expected)
{
	json_t *files = json_object();
	struct site_order order = {
		.archive = archive, .templates = "advisories/templates", .put = keep,
		.arg = files,
	};
	int ret = site_build(&order, &error);

	if (ret != expected)
		fail_msg("%d instead of %d: %s", ret, expected, error.text);
	return files;
}

static int64_t draft(struct archive *archive, enum edition_type type, const char *tlp,
		     const char *key)
{
	json_t *content = fixture_content(type, "ja", 1000);
	json_t *publisher = json_object_get(content, "publisher");
	char hash[CONTENT_HASH_MAX], *text;
	struct archive_draft d = {
		.type = edition_type_name(type), .who = "tester",
		.now = FIXTURE_FIRST,
	};
	int64_t id = 0;

	json_object_set_new(publisher, "tlp", json_string(tlp));
	if (key)
		json_object_set_new(publisher, "key", json_string(key));
	d.content = text = json_dumps(content, JSON_COMPACT | JSON_SORT_KEYS);
	d.hash = content_hash(content, hash);
	assert_int_equal(archive_bulletin_add(archive, &d, &id), 0);
	assert_int_equal(archive_bulletin_approve(archive, id, hash, 2026, "tester",
					       FIXTURE_FIRST), 0);
	free(text);
	json_decref(content);
	return id;
}

static void publish(struct archive *archive, int64_t id)
{
	assert_int_equal(archive_bulletin_publish(archive, id, "tester",
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
	struct archive *archive = archive_fresh("site-nothing");
	json_t *files;

	draft(archive, EDITION_ALERT, "WHITE", NULL);
	files = build(archive, 0);
	assert_int_equal(json_object_size(files), 0);
	json_decref(files);
	archive_close(archive);
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
	struct archive *archive = archive_fresh("site-files");
	json_t *files;
	size_t i;

	publish(archive, draft(archive, EDITION_ALERT, "WHITE", NULL));
	publish(archive, draft(archive, EDITION_WEEKLY, "WHITE", NULL));
	draft(archive, EDITION_WEEKLY, "WHITE", NULL);
	files = build(archive, 1);
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		text_of(files, paths[i]);
	assert_null(json_object_get(files, "at/2026/at260003.html"));
	assert_null(json_object_get(files, "at/2026/at260001.txt.asc"));
	/* 2 bulletins: 4 files in pages and texts, 3 of CSAF; 3 lists in each language */
	assert_int_equal(json_object_size(files), 2 * (4 + 3) + 2 * 3 + 5);
	json_decref(files);
	archive_close(archive);
}

/* In another zone and locale, later: not a byte differs. */
static void always_the_same(void **state)
{
	struct archive *archive = archive_fresh("site-same");
	json_t *files, *again;

	publish(archive, draft(archive, EDITION_ALERT, "WHITE", NULL));
	files = build(archive, 1);
	setenv("TZ", "America/New_York", 1);
	tzset();
	again = build(archive, 1);
	setenv("TZ", "UTC", 1);
	tzset();
	assert_true(json_equal(files, again));
	json_decref(files);
	json_decref(again);
	archive_close(archive);
}

static void note(const char *sentence, void *arg)
{
	strcpy(error.text, sentence);
}

static int drop(const char *path, const void *data, size_t data_size, void *arg,
		struct error *text)
{
	return 0;
}

static void not_for_everybody(void **state)
{
	struct archive *archive = archive_fresh("site-tlp");
	struct site_order order = {
		.archive = archive, .templates = "advisories/templates", .put = drop,
		.say = note,
	};
	json_t *files;

	publish(archive, draft(archive, EDITION_ALERT, "AMBER", NULL));
	*error.text = 0;
	assert_int_equal(site_build(&order, &error), 0);
	assert_non_null(strstr(error.text, "EXAMPLE-AT-2026-0001 is TLP:AMBER"));
	publish(archive, draft(archive, EDITION_ALERT, "WHITE", NULL));
	files = build(archive, 1);
	assert_null(json_object_get(files, "at/2026/at260001.html"));
	text_of(files, "at/2026/at260002.html");
	json_decref(files);
	archive_close(archive);
}

#define KEY	"0123456789ABCDEF0123456789ABCDEF01234567"

/* A stored signature is used; no secret key is needed. */
static void signatures(void **state)
{
	struct archive_signed what = { .kind = "clear", .key = KEY, .hash = "h" };
	struct archive *archive = archive_fresh("site-signed");
	char *text;
	json_t *files;

	assert_int_equal(archive_signature_find(archive, &what, &text), 0);
	assert_int_equal(archive_signature_keep(archive, &what, "first", 1), 0);
	assert_int_equal(archive_signature_keep(archive, &what, "second", 2), 0);
	assert_int_equal(archive_signature_find(archive, &what, &text), 1);
	assert_string_equal(text, "first");
	free(text);
	what.kind = "detached";
	assert_int_equal(archive_signature_find(archive, &what, &text), 0);
	/* With a missing key nothing is published, rather than half of it. */
	publish(archive, draft(archive, EDITION_ALERT, "WHITE", KEY));
	setenv("GNUPGHOME", "build/test-archive", 1);
	files = build(archive, -1);
	assert_null(json_object_get(files, "SHA256SUMS"));
	json_decref(files);
	archive_close(archive);
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
