// SPDX-License-Identifier: GPL-2.0-or-later
/* test_bulletin_mail.c - a bulletin's mail: subject, marked line, charset, zone */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "common/error.h"
#include "support/edition_fixture.h"
#include "support/page_fixture.h"
#include "render/mail/bulletin_mail.h"

static struct error error;

static const char text_ja[] =
"> サンプル緊急対応センター\n\n> Example CSIRT\n> 2026-01-27\n\n"
"> Example CSIRT Alert 2026-01-27 (更新)\n\n# I. 概要\n\n"
"> Example CSIRT Alert 2026-01-27\n\n"
"字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字①字\n\n"
"| 髙 | ｶﾞ\n| ㈱ | 1\n";

static void make(struct edition *edition, const char *ja)
{
	json_t *text;

	fixture_edition(edition, EDITION_ALERT, EDITION_PUBLISHED, "ja", 1);
	text = json_object_get(edition->content, "text");
	json_object_set_new(text, "ja", json_string(ja));
	json_object_set_new(json_object_get(edition->content, "publisher"), "mail",
			    json_pack("{s:s, s:s}",
				      "from", "センター <alerts@csirt.example>",
				      "to", "list@csirt.example"));
	json_object_set_new(json_object_get(edition->content, "title"), "ja",
			    json_string("感染"));
}

static char *render(const struct edition *edition, const char *language,
		    const char *charset)
{
	struct bulletin_mail how = { .language = language, .charset = charset };
	json_t *labels = page_labels(language);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int ret;

	assert_non_null(labels);
	how.labels = labels;
	ret = render_mail(out, edition, &how, &error);
	fclose(out);
	json_decref(labels);
	if (!ret)
		return text;
	assert_int_equal(size, 0);
	free(text);
	return NULL;
}

static void japanese(void **state)
{
	struct edition edition;
	char *mail;

	make(&edition, text_ja);
	mail = render(&edition, "ja", NULL);
	if (!mail)
		fail_msg("%s", error.text);
	assert_ptr_equal(strstr(mail, "Date: Tue, 27 Jan 2026 09:00:00 +0900\n"
		"From: =?ISO-2022-JP?B?GyRCJTslcyU/ITwbKEI=?= <alerts@csirt.example>\n"
		"Reply-To: info@csirt.example\nTo: list@csirt.example\n"
		"Subject: =?ISO-2022-JP?B?"), mail);
	assert_non_null(strstr(mail, "charset=iso-2022-jp\n"));
	/* Before the first heading only, including the text after the date. */
	assert_non_null(strstr(mail, "\n<<< Example CSIRT Alert 2026-01-27 (\033$B99?7\033(B) >>>\n"));
	assert_non_null(strstr(mail, "\nExample CSIRT Alert 2026-01-27\n"));
	assert_non_null(strstr(mail, "\nExample CSIRT\n2026-01-27\n"));
	/* (1) is wider than it was: the line broke where it had to. */
	assert_non_null(strstr(mail, "\033(B(1)\n\033$B;z\033(B\n"));
	assert_non_null(strstr(mail, "\033$B9b\033(B    \033$B%,\033(B\n"));
	free(mail);
	fixture_free(&edition);
}

static void other_charsets(void **state)
{
	struct edition edition;
	char *mail, *again;

	make(&edition, "> 字😀①\n");
	assert_null(render(&edition, "ja", "ISO-2022-JP"));
	assert_non_null(strstr(error.text, "U+1F600 is not in ISO-2022-JP"));
	mail = render(&edition, "ja", NULL);
	/* In UTF-8 nothing is substituted. */
	assert_non_null(strstr(mail, "base64\n\n5a2X8J+YgOKRoAo=\n"));
	again = render(&edition, "ja", "utf-8");
	assert_string_equal(mail, again);
	assert_null(render(&edition, "ja", "shift_jis"));
	assert_non_null(strstr(error.text, "not a charset"));
	free(mail);
	free(again);
	mail = render(&edition, "en", NULL);
	assert_non_null(strstr(mail, "\nSubject: EXAMPLE-AT-2026-0001 Title in en\n"));
	assert_non_null(strstr(mail, "charset=us-ascii\nContent-Transfer-Encoding: 7bit\n\nHeading\n"));
	free(mail);
	fixture_free(&edition);
}

static char *id_of(const struct edition *edition, const char *language)
{
	char *mail = render(edition, language, NULL), *id;

	assert_non_null(mail);
	id = strstr(mail, "Message-ID: ");
	id[strcspn(id, "\n")] = 0;
	id = strdup(id);
	free(mail);
	return id;
}

static void ids(void **state)
{
	struct edition edition;
	char *ja, *en, *second;

	make(&edition, "> text\n");
	ja = id_of(&edition, "ja");
	en = id_of(&edition, "en");
	edition.revision = 2;
	second = id_of(&edition, "ja");
	assert_string_not_equal(ja, en);
	assert_string_not_equal(ja, second);
	free(ja);
	free(en);
	free(second);
	fixture_free(&edition);
}

static void marks(void **state)
{
	struct edition edition;
	char *mail;

	make(&edition, "> text\n");
	edition.state = EDITION_APPROVED;
	mail = render(&edition, "en", NULL);
	assert_non_null(strstr(mail, "\nSubject: [Not yet published] EXAMPLE-AT-2026-0001 Title in en\n"));
	free(mail);
	edition.state = EDITION_DRAFT;
	json_object_set_new(json_object_get(edition.content, "publisher"), "tlp",
			    json_string("AMBER"));
	mail = render(&edition, "en", NULL);
	assert_non_null(strstr(mail, "\nSubject: [Draft] [TLP:AMBER] EXAMPLE-AT-2026-0001 Title in en\n"));
	free(mail);
	fixture_free(&edition);
}

static void nobody(void **state)
{
	struct edition edition;
	json_t *publisher;

	make(&edition, "> text\n");
	publisher = json_object_get(edition.content, "publisher");
	json_object_set_new(publisher, "mail", json_null());
	assert_null(render(&edition, "ja", NULL));
	assert_non_null(strstr(error.text, "drafted without"));
	json_object_set_new(publisher, "mail", json_pack("{s:s, s:n}", "from",
							 "a@b.example", "to"));
	assert_null(render(&edition, "ja", NULL));
	json_object_set_new(publisher, "mail", json_pack("{s:s, s:s}", "from",
							 "a@b.example\nBcc: x", "to", "c@d"));
	assert_null(render(&edition, "ja", NULL));
	assert_non_null(strstr(error.text, "U+000A"));
	fixture_free(&edition);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(japanese),
		cmocka_unit_test(other_charsets),
		cmocka_unit_test(ids),
		cmocka_unit_test(marks),
		cmocka_unit_test(nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
