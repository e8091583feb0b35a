// SPDX-License-Identifier: GPL-2.0-or-later
/* test_publisher.c - publisher.conf and references.conf: every error with its line */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include <libconfig.h>

#include "publisher/publisher.h"
#include "publisher/references.h"
#include "common/error.h"

#define FOLDER	"build/test-publisher"
#define FILE_P	FOLDER "/publisher.conf"
#define FILE_R	FOLDER "/references.conf"

/*
 * Before 1.7 an empty path is the root, from 1.7 on there is nothing at it. All
 * tests of this file run as with 1.7.
 */
config_setting_t *config_lookup(const config_t *config, const char *path)
{
	return *path ? config_setting_lookup(config_root_setting(config), path) :
		       NULL;
}

static void write_file(const char *path, const char *text, size_t n)
{
	FILE *file;

	mkdir("build", 0755);
	mkdir(FOLDER, 0755);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
}

/* A good file, line by line: tests replace one of the lines. */
static const char *const good[] = {
	"publisher: {",
	"  name: { ja = \"組織\"; en = \"Team\"; };",
	"  short = \"EX\";",
	"  prefix = \"EX-AT\";",
	"  site = \"https://ex.example/\";",
	"  alerts = \"https://ex.example/at/\";",
	"  email = \"info@ex.example\";",
	"  timezone = \"UTC\";",
	"};",
};

#define LINES	(sizeof(good) / sizeof(good[0]))

static struct publisher *load_with(size_t line, const char *instead,
				   struct error *error)
{
	char text[4096] = "";
	size_t i;

	for (i = 0; i < LINES; i++) {
		strcat(text, i + 1 == line ? instead : good[i]);
		strcat(text, "\n");
	}
	write_file(FILE_P, text, strlen(text));
	error->text[0] = 0;
	return publisher_load(FILE_P, error);
}

static void fails(size_t line, const char *instead, const char *sentence)
{
	struct error error;

	assert_null(load_with(line, instead, &error));
	assert_string_equal(error.text, sentence);
}

/* A text of what bulletins say of the publisher. */
static void has_text(const struct publisher *p, const char *key,
		     const char *expected)
{
	json_t *value = publisher_json(p);

	assert_string_equal(json_string_value(json_object_get(value, key)),
			    expected);
	json_decref(value);
}

static void works(void **state)
{
	struct error error;
	struct publisher *p = load_with(0, "", &error);
	json_t *value;

	assert_string_equal(error.text, "");
	assert_string_equal(publisher_name(p, "ja"), "組織");
	assert_null(publisher_name(p, "de"));
	has_text(p, "prefix", "EX-AT");
	has_text(p, "alerts", "https://ex.example/at/");
	assert_null(publisher_phone(p));
	assert_string_equal(publisher_sendmail(p), "/usr/sbin/sendmail");
	assert_null(publisher_key(p));
	assert_int_equal(json_array_size(publisher_languages(p)), 2);
	publisher_free(p);
	p = load_with(8, "timezone = \"UTC\"; languages = [ \"en\" ]; tlp = \"GREEN\";"
		      " key: { fingerprint = \"0123456789ABCDEF0123456789ABCDEF01234567\"; home = \"/k\"; };"
		      " mail: { from = \"X <a@b.example>\"; to = \"l@b.example\"; sendmail = \"/s\"; };"
		      " tree = \"/t\"; templates = \"/w\";", &error);
	assert_string_equal(error.text, "");
	assert_string_equal(publisher_key_home(p), "/k");
	assert_string_equal(publisher_mail_from(p), "X <a@b.example>");
	value = publisher_json(p);
	assert_string_equal(json_string_value(json_object_get(json_object_get(
			    value, "mail"), "to")), "l@b.example");
	assert_string_equal(json_string_value(json_object_get(value, "tlp")),
			    "GREEN");
	assert_true(json_is_null(json_object_get(value, "phone")));
	json_decref(value);
	assert_string_equal(publisher_sendmail(p), "/s");
	assert_string_equal(publisher_tree(p), "/t");
	assert_string_equal(publisher_templates(p), "/w");
	assert_int_equal(json_array_size(publisher_languages(p)), 1);
	publisher_free(p);
	p = publisher_load("etc/publisher.conf", &error);
	assert_non_null(p);
	assert_string_equal(publisher_short(p), "Example CSIRT");
	publisher_free(p);
}

static void wrong_values(void **state)
{
	fails(3, "", FILE_P ":1: publisher.short is missing");
	fails(3, "short = 5;", FILE_P ":3: publisher.short must be a text in quotes");
	fails(3, "short = \"\";", FILE_P ":3: publisher.short must be a text in quotes");
	fails(3, "short = \"a\\x1b[31m\";", FILE_P ":3: publisher.short has control characters or is not UTF-8");
	fails(3, "short = \"\xff\";", FILE_P ":3: publisher.short has control characters or is not UTF-8");
	fails(3, "short = \"a\\nb\";", FILE_P ":3: publisher.short has control characters or is not UTF-8");
	fails(3, "short = \"EX\"; pefix = \"X\";", FILE_P ":3: unknown key \"pefix\": did you mean \"prefix\"?");
	fails(3, "short = \"EX\"; colour = \"X\";", FILE_P ":3: unknown key \"colour\"");
	fails(2, "name = \"X\";", FILE_P ":2: publisher.name must be a group or a list");
	fails(2, "name: { };", FILE_P ":2: publisher.name must be a group with a name for each language (ja, en)");
	fails(2, "name: { ja = 1; };", FILE_P ":2: publisher.name.ja must be a text in quotes");
	fails(4, "prefix = \"ex-at\";", FILE_P ":4: publisher.prefix may have A-Z, 0-9 and - (EXAMPLE-AT), at most 32 characters");
	fails(5, "site = \"ftp://x/\";", FILE_P ":5: publisher.site must begin with http:// or https://");
	fails(5, "site = \"https://x/ y\";", FILE_P ":5: publisher.site must be a URL in ASCII without spaces");
	fails(6, "alerts = \"https://x/at\";", FILE_P ":6: publisher.alerts is a folder: it must end with /");
	fails(6, "alerts = \"https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example/\";",
	      FILE_P ":6: publisher.alerts has more than 56 characters: the URLs of alerts would not fit into a line");
	fails(2, "name: { ja = \"J\"; }; languages = [ \"ja\", \"en\" ];",
	      FILE_P ":2: the publisher has no name in the language \"en\" (publisher.name.en)");
	fails(2, "name: { ja = \"J\"; }; languages = \"ja\";", FILE_P ":2: publisher.languages must be a group or a list");
	fails(2, "name: { ja = \"J\"; };\nlanguages = [ ];", FILE_P ":3: publisher.languages must have at least one language");
	fails(8, "timezone = \"UTC\"; tlp = \"CLEAR\";", FILE_P ":8: publisher.tlp is one of WHITE, GREEN, AMBER, RED");
	fails(8, "timezone = \"UTC\"; category = \"x\";", FILE_P ":8: publisher.category is one of coordinator, discoverer, other, translator, user, vendor");
	fails(8, "timezone = \"UTC\"; key: { fingerprint = \"12\"; };", FILE_P ":8: publisher.key.fingerprint must have 40 hex digits and no blanks");
	fails(8, "timezone = \"UTC\"; mail: { to = \"a@b.example\"; };", FILE_P ":8: publisher.mail.from is missing");
	fails(8, "timezone = \"UTC\"; mail: { from = \"X <a@b.example>, c@d\"; };", FILE_P ":8: publisher.mail.from is not an e-mail address (alerts@csirt.example, or Example CSIRT <alerts@csirt.example>)");
	fails(7, "email = \"nobody\";", FILE_P ":7: publisher.email is not an e-mail address");
	fails(7, "email = \"a@b, c@d\";", FILE_P ":7: publisher.email is not an e-mail address");
}

static void wrong_files(void **state)
{
	struct error error;

	fails(3, "short = ;", FILE_P ":3: syntax error");
	fails(9, "", FILE_P ":10: syntax error");
	write_file(FILE_P, "", 0);
	assert_null(publisher_load(FILE_P, &error));
	assert_string_equal(error.text, FILE_P ":1: publisher is missing");
	write_file(FILE_P, "publisher\0: {}", 14);
	assert_null(publisher_load(FILE_P, &error));
	assert_string_equal(error.text, FILE_P ": not a text file");
	assert_null(publisher_load(FOLDER, &error));
	assert_string_equal(error.text, FOLDER ": cannot be read: Is a directory");
	assert_null(publisher_load(FOLDER "/none", &error));
	assert_string_equal(error.text, FOLDER "/none: cannot be read: No such file or directory");
}

static json_t *references(const char *text, const char *language, struct error *error)
{
	json_t *languages = json_pack("[s, s]", "en", "ja"), *list, *all = NULL;

	write_file(FILE_R, text, strlen(text));
	error->text[0] = 0;
	list = references_load(FILE_R, languages, error);
	if (list)
		all = references_values(list, language, languages);
	json_decref(list);
	json_decref(languages);
	return all;
}

static void references_fail(const char *text, const char *sentence)
{
	struct error error;

	assert_null(references(text, "ja", &error));
	assert_string_equal(error.text, sentence);
}

#define REST	"language = \"ja\"; topics = [ \"a\" ]; publisher = \"P\";\n"

static void reference_files(void **state)
{
	static const char text[] =
		"references = ( { topics = [ \"a\", \"b\" ]; publisher = \"P\";\n"
		" title = { ja = \"題\"; en = \"Title\"; }; url = \"http://x/\";\n"
		" language = \"ja\"; },\n"
		"{ topics = [ \"b\" ]; publisher = { ja = \"発行者\"; };\n"
		" title = \"T\"; number = \"N-1\"; url = \"http://y/\";\n"
		" language = \"ja\"; } );\n";
	struct error error;
	json_t *all = references(text, "en", &error), *one;

	assert_string_equal(error.text, "");
	assert_int_equal(json_array_size(json_object_get(all, "a")), 1);
	assert_int_equal(json_array_size(json_object_get(all, "b")), 2);
	one = json_array_get(json_object_get(all, "b"), 0);
	assert_string_equal(json_string_value(json_object_get(one, "title")),
			    "Title");
	assert_true(json_is_true(json_object_get(one, "in_ja")));
	assert_true(json_is_false(json_object_get(one, "in_en")));
	assert_true(json_is_null(json_object_get(one, "number")));
	one = json_array_get(json_object_get(all, "b"), 1);
	/* No name in the bulletin's language: the document's own. */
	assert_string_equal(json_string_value(json_object_get(one, "publisher")),
			    "発行者");
	json_decref(all);

	references_fail("x = 1;", FILE_R ":1: unknown key \"x\"");
	references_fail("references = (\n{ " REST "title = \"T\"; } );",
			FILE_R ":2: references.[0].url is missing");
	references_fail("references = (\n{ " REST "url = \"http://x\"; } );",
			FILE_R ":2: references.[0].title is missing");
	references_fail("references = (\n{ " REST "title = \"T\";\nurl = \"x\"; } );",
			FILE_R ":4: references.[0].url must begin with http:// or https://");
	references_fail("references = (\n{ " REST "titel = \"T\"; } );",
			FILE_R ":3: unknown key \"titel\": did you mean \"title\"?");
}

/* As it is shipped; and the root's own keys are checked. */
static void shipped(void **state)
{
	static const char more[] = "publishr = 1;";
	struct error error = { "" };
	struct publisher *p = publisher_load("etc/publisher.conf", &error);

	assert_string_equal(error.text, "");
	has_text(p, "prefix", "EXAMPLE-AT");
	assert_int_equal(json_array_size(publisher_languages(p)), 2);
	publisher_free(p);
	write_file(FILE_P, more, sizeof(more) - 1);
	assert_null(publisher_load(FILE_P, &error));
	assert_string_equal(error.text, FILE_P ":1: unknown key \"publishr\": did you mean \"publisher\"?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(works),
		cmocka_unit_test(shipped),
		cmocka_unit_test(wrong_values),
		cmocka_unit_test(wrong_files),
		cmocka_unit_test(reference_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
