// SPDX-License-Identifier: GPL-2.0-or-later
/* test_edition.c - contents, their hash, editions of the register and what they say */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "bulletin/content.h"
#include "bulletin/register.h"
#include "common/error.h"
#include "support/archive_fixture.h"
#include "common/clock.h"
#include "render/text/text.h"

#define WORDS	"build/test-edition"

static void put(const char *path, const char *text)
{
	char full[256];
	FILE *file;

	snprintf(full, sizeof(full), WORDS "/%s", path);
	file = fopen(full, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* Words of our own, so that a change of the tree's changes nothing here. */
static int write_words(void **state)
{
	mkdir("build", 0755);
	mkdir(WORDS, 0755);
	mkdir(WORDS "/xx", 0755);
	mkdir(WORDS "/yy", 0755);
	put("references.conf", "references = ( { topics = [ \"t\" ]; publisher = \"P\";"
	    " title = { xx = \"TX\"; yy = \"TY\"; }; number = \"R-1\";"
	    " url = \"http://r.example/\"; language = \"xx\"; } );\n");
	put("xx/alert-title.txt", "Title {{n}}\n");
	put("yy/alert-title.txt", "Titel {{n}} {{publisher.name}}\n");
	put("xx/alert-summary.txt", "{{#n}}\nSum {{n}}\n{{/n}}\n");
	unlink(WORDS "/yy/alert-summary.txt");
	put("xx/alert.txt",
	    "{{%date day %d.%m.%Y}}\n> {{title.xx}}/{{title.yy}}\n"
	    "{{#number}}\n> {{number}} {{url}}\n{{/number}}\n{{^number}}\n> draft\n{{/number}}\n"
	    "> {{date|day}} r{{revision}}\n\nText {{n}} of {{publisher.name}}: {{evil}}\n\n"
	    "{{#references.t}}\n> {{number}} {{title}}{{#in_xx}} (x){{/in_xx}}\n{{/references.t}}\n"
	    "{{#revisions}}\n* {{revision}} {{date|day}} {{summary}}{{#current}}!{{/current}}\n{{/revisions}}\n");
	put("yy/alert.txt", "{{n}} {{#original}}{{original.title}}{{/original}}\n{{#url}}\n> {{url}}\n{{/url}}\n");
	put("publisher.conf",
	    "publisher: { name: { xx = \"Ex\"; yy = \"Yps\"; }; short = \"E\";\n"
	    "prefix = \"E-CS-ZZ\"; site = \"https://e.example/\";\n"
	    "alerts = \"https://e.example/zz/\"; email = \"a@e.example\"; timezone = \"JST-9\"; };\n");
	return 0;
}

static json_t *make(const json_t *summary, const json_t *original, struct error *error)
{
	json_t *facts = json_pack("{s:i, s:s}", "n", 7, "evil",
				  "{{number}} | # {{#revisions}} <b>");
	struct publisher *p = publisher_load(WORDS "/publisher.conf", error);
	struct content_order order = {
		.facts = facts, .publisher = p, .templates = WORDS,
		.summary = summary, .original = original,
	};
	json_t *content;

	assert_non_null(p);
	clock_zone("JST-9", error);
	error->text[0] = 0;
	content = content_make(&order, error);
	publisher_free(p);
	json_decref(facts);
	return content;
}

static json_t *good(void)
{
	struct error error;
	json_t *content = make(NULL, NULL, &error);

	assert_string_equal(error.text, "");
	assert_non_null(content);
	return content;
}

static void renders(const struct edition *edition, const char *language,
		    const char *wanted)
{
	struct bulletin bulletin;
	struct error error = { "" };
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	int ret = edition_bulletin(&bulletin, edition, language, &error);

	assert_string_equal(error.text, "");
	assert_int_equal(ret, 0);
	render_text(out, &bulletin);
	fclose(out);
	assert_string_equal(text, wanted);
	bulletin_free(&bulletin);
	free(text);
}

static void what_it_says(void **state)
{
	json_t *content = good();
	struct edition e;

	/* 2026-01-26 15:00 UTC is the 27th there. */
	assert_int_equal(edition_alone(&e, EDITION_ALERT, 0, 1769439600, content), 0);
	renders(&e, "xx",
		"Title 7/Titel 7 Yps\ndraft\n27.01.2026 r1\n\n"
		"Text 7 of Ex: {{number}} | # {{#revisions}} <b>\n\nR-1 TX (x)\n"
		"  - 1 27.01.2026 Sum 7!\n");
	edition_free(&e);
	assert_int_equal(edition_alone(&e, EDITION_ALERT, 12, 1769439600, content), 0);
	renders(&e, "xx",
		"Title 7/Titel 7 Yps\nE-CS-ZZ-2026-0012 https://e.example/zz/2026/zz260012.txt\n"
		"27.01.2026 r1\n\n"
		"Text 7 of Ex: {{number}} | # {{#revisions}} <b>\n\nR-1 TX (x)\n"
		"  - 1 27.01.2026 Sum 7!\n");
	/* No summary of its own: the title. */
	assert_string_equal(json_string_value(json_object_get(json_object_get(
			    content, "summary"), "yy")), "Titel 7 Yps");
	renders(&e, "yy", "7\nhttps://e.example/yy/zz/2026/zz260012.txt\n");
	edition_free(&e);
	json_decref(content);
}

static void names(void **state)
{
	json_t *content = good();
	char buf[64];
	struct edition e = { .id = 3, .content = content };

	assert_string_equal(edition_name(&e, buf), "draft-3");
	assert_string_equal(edition_number(&e, buf), "");
	e.year = 2030;
	e.number = 9999;
	assert_string_equal(edition_name(&e, buf), "zz309999");
	assert_string_equal(edition_number(&e, buf), "E-CS-ZZ-2030-9999");
	json_decref(content);
}

/* Whatever changes, changes the hash; how it lies in memory does not. */
static void hash(void **state)
{
	char one[CONTENT_HASH_MAX], two[CONTENT_HASH_MAX], *text;
	json_t *a = json_pack("{s:i, s:[s, s]}", "b", 1, "a", "x", "y");
	json_t *b = json_pack("{s:[s, s], s:i}", "a", "x", "y", "b", 1);

	assert_string_equal(content_hash(a, one), content_hash(b, two));
	text = content_text(a);
	assert_string_equal(text, "{\"a\":[\"x\",\"y\"],\"b\":1}");
	free(text);
	json_object_set_new(b, "b", json_integer(2));
	assert_string_not_equal(one, content_hash(b, two));
	json_decref(a);
	json_decref(b);
}

static void wrong_words(void **state)
{
	static const struct {
		const char *file, *text, *error;
	} wrong[] = {
		{ "xx/alert.txt", "a\n{{nope}}\n", WORDS "/xx/alert.txt:2: there is no value \"nope\"" },
		{ "xx/alert.txt", "a\n{{#number}}{{n}}{{/number}}\n", "text.xx:2: there is no value \"n\"" },
		{ "xx/alert.txt", "a\n| 1|2|3|4|5|6|7|8|9\n", "text.xx:2: a table has more than 8 columns" },
		{ "xx/alert-title.txt", "one\n\ntwo\n", WORDS "/xx/alert-title.txt: must expand to one line, without late names (number, url, date, revision, title, summary)" },
		{ "xx/alert-summary.txt", "x {{number}}\n", WORDS "/xx/alert-summary.txt: must expand to one line, without late names (number, url, date, revision, title, summary)" },
	};
	struct error error;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		put(wrong[i].file, wrong[i].text);
		assert_null(make(NULL, NULL, &error));
		assert_string_equal(error.text, wrong[i].error);
		write_words(NULL);
	}
}

static void saves(struct archive *archive, struct edition *e, const char *seen,
		  int64_t now)
{
	struct error error = { "" };
	int ret = register_save(archive, e, seen, "o", now, &error);

	assert_string_equal(error.text, "");
	assert_int_equal(ret, 0);
}

static void in_the_register(void **state)
{
	struct archive *archive = archive_fresh("edition");
	struct edition e = { .content = good() }, read;
	char hash_text[CONTENT_HASH_MAX];
	struct error error;
	json_t *summary = json_pack("{s:s}", "xx", "More.");

	saves(archive, &e, NULL, 1769439600);
	assert_int_equal(e.id, 1);
	content_hash(e.content, hash_text);
	assert_int_equal(archive_bulletin_approve(archive, 1, hash_text, 2026, "o", 1), 0);
	assert_int_equal(register_read(archive, 1, REGISTER_PUBLISHED, &read, &error), -1);
	assert_int_equal(archive_bulletin_publish(archive, 1, "o", 1769439600), 0);
	e.state = EDITION_PUBLISHED;
	e.type = EDITION_UPDATE;
	/* A day later */
	json_decref(e.content);
	mkdir(WORDS, 0755);
	e.content = make(summary, NULL, &error);
	saves(archive, &e, NULL, 1769526000);
	assert_int_equal(e.revision, 2);
	edition_free(&e);

	assert_int_equal(register_read(archive, 1, REGISTER_PUBLISHED, &read, &error), 0);
	assert_int_equal(read.revision, 1);
	assert_int_equal(json_array_size(read.history), 1);
	edition_free(&read);
	assert_int_equal(register_read(archive, 1, REGISTER_LAST, &read, &error), 0);
	assert_int_equal(read.state, EDITION_DRAFT);
	assert_int_equal(read.number, 1);
	assert_int_equal(read.first, 1769439600);
	renders(&read, "xx",
		"Title 7/Titel 7 Yps\nE-CS-ZZ-2026-0001 https://e.example/zz/2026/zz260001.txt\n"
		"28.01.2026 r2\n\nText 7 of Ex: {{number}} | # {{#revisions}} <b>\n\n"
		"R-1 TX (x)\n  - 1 27.01.2026 Sum 7\n  - 2 28.01.2026 More.!\n");
	edition_free(&read);
	json_decref(summary);
	archive_close(archive);
}

static void found(void **state)
{
	static const char *const good_names[] = {
		"1", "draft 1", "draft-1", "2026-0001", "2026-1",
		"E-CS-ZZ-2026-0001", "zz260001",
	};
	static const char *const bad_names[] = {
		"", "x", "0", "-1", "99999999999999999999", "draft", "draft x",
		"2026-", "-0001", "12026-0001", "2026-00001", "zz26001", "1x",
		"2026-0002", "zz260002", "260001x",
	};
	struct archive *archive = archive_open("build/test-archive/edition.db", DB_READ,
				      NULL);
	struct error error;
	int64_t id;
	size_t i;

	assert_non_null(archive);
	for (i = 0; i < sizeof(good_names) / sizeof(good_names[0]); i++) {
		if (register_find(archive, good_names[i], &id, &error))
			fail_msg("%s: %s", good_names[i], error.text);
		assert_int_equal(id, 1);
	}
	for (i = 0; i < sizeof(bad_names) / sizeof(bad_names[0]); i++)
		if (!register_find(archive, bad_names[i], &id, &error))
			fail_msg("%s is %d", bad_names[i], (int)id);
	archive_close(archive);
}

/* Nothing of a database that was edited by hand is published. */
static void tampered(void **state)
{
	struct archive *archive;
	struct edition e;
	struct error error;

	assert_int_equal(system("sqlite3 build/test-archive/edition.db \"UPDATE revision"
				" SET content = replace(content, 'Title', 'Tittle')\""), 0);
	archive = archive_open("build/test-archive/edition.db", DB_READ, NULL);
	assert_int_equal(register_read(archive, 1, REGISTER_LAST, &e, &error), -1);
	assert_string_equal(error.text, "bulletin draft 1, revision 1: the register is damaged: the content does not match its hash");
	archive_close(archive);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_it_says),
		cmocka_unit_test(names),
		cmocka_unit_test(hash),
		cmocka_unit_test(wrong_words),
		cmocka_unit_test(in_the_register),
		cmocka_unit_test(found),
		cmocka_unit_test(tampered),
	};

	return cmocka_run_group_tests(tests, write_words, NULL);
}
