// SPDX-License-Identifier: GPL-2.0-or-later
/* test_mail.c - the format of mails, what is refused, no header injection */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "common/error.h"
#include "render/mail/encoding.h"
#include "render/mail/mail.h"

static struct error error;

static const struct mailbox reader = { "読者", "reader@team.example" };

static struct mail plain(void)
{
	return (struct mail){
		.from = { "Example CSIRT", "alerts@csirt.example" },
		.to = &reader, .n_to = 1,
		.subject = "Alert",
		.message_id = "1@csirt.example",
		.date = 1769472000,
		.text = "Text.\n",
		.charset = MAIL_ISO_2022_JP,
	};
}

/* Malloced, NULL if refused; then nothing was written. */
static char *write_mail(const struct mail *mail)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int ret;

	assert_non_null(out);
	*error.text = 0;
	ret = mail_write(out, mail, &error);
	fclose(out);
	if (!ret)
		return text;
	assert_int_equal(ret, -1);
	assert_int_equal(size, 0);
	assert_string_not_equal(error.text, "");
	free(text);
	return NULL;
}

static void is_mail(const struct mail *mail, const char *wanted)
{
	char *text = write_mail(mail);

	assert_string_equal(text ? text : error.text, wanted);
	free(text);
}

static void has(const struct mail *mail, const char *wanted)
{
	char *text = write_mail(mail);

	if (!text || !strstr(text, wanted))
		fail_msg("no \"%s\" in:\n%s", wanted, text ? text : error.text);
	free(text);
}

static void refused(const struct mail *mail, const char *why)
{
	char *text = write_mail(mail);

	assert_null(text);
	if (!strstr(error.text, why))
		fail_msg("\"%s\" does not say \"%s\"", error.text, why);
}

static void whole_mail(void **state)
{
	struct mail mail = plain();

	mail.text = "概要 ①\n";
	mail.automatic = true;
	mail.reply_to.address = "info@csirt.example";
	mail.list_id = "alerts.csirt.example";
	is_mail(&mail,
		"Date: Tue, 27 Jan 2026 09:00:00 +0900\n"
		"From: Example CSIRT <alerts@csirt.example>\n"
		"Reply-To: info@csirt.example\n"
		"To: =?ISO-2022-JP?B?GyRCRkk8VBsoQg==?= <reader@team.example>\n"
		"Subject: Alert\n"
		"Message-ID: <1@csirt.example>\n"
		"List-Id: <alerts.csirt.example>\n"
		"Auto-Submitted: auto-generated\n"
		"MIME-Version: 1.0\n"
		"Content-Type: text/plain; charset=iso-2022-jp\n"
		"Content-Transfer-Encoding: 7bit\n"
		"\n"
		"\033$B35MW\033(B (1)\n");
}

static void attachments(void **state)
{
	static const struct mail_attachment files[] = {
		{ "text/csv; charset=utf-8", "a.csv", "1,2\n", 4 },
		{ "application/octet-stream", "表 \"1\".bin", "", 0 },
	};
	struct mail mail = plain();
	char *first, *second, *boundary;

	mail.attachments = files;
	mail.n_attachments = 2;
	first = write_mail(&mail);
	second = write_mail(&mail);
	assert_string_equal(first, second);
	free(second);
	boundary = strstr(first, "boundary=\"=_");
	assert_non_null(boundary);
	has(&mail, "Content-Type: text/csv; charset=utf-8\n"
	    "Content-Transfer-Encoding: base64\n"
	    "Content-Disposition: attachment;\n filename=\"a.csv\"\n\nMSwyCg==\n");
	has(&mail, "filename*0*=UTF-8''%E8%A1%A8%20%221%22.bin\n\n");
	/* Another text, another boundary. */
	mail.text = "Another.\n";
	second = write_mail(&mail);
	assert_null(strstr(second, strtok(boundary, "\n")));
	free(first);
	free(second);
}

static void texts(void **state)
{
	struct mail mail = plain();
	char longest[1002];

	has(&mail, "charset=us-ascii\nContent-Transfer-Encoding: 7bit\n\nText.\n");
	mail.text = "No end";
	has(&mail, "\n\nNo end\n");
	mail.text = "";
	has(&mail, "charset=us-ascii\nContent-Transfer-Encoding: 7bit\n\n");
	mail.text = "\u202ea\u200bb\033[31mc\r\nd\x7f\n";
	has(&mail, "\n\nab[31mc\nd\n");
	mail.text = "é\n";
	refused(&mail, "text: line 1, character 1: U+00E9 is not in ISO-2022-JP");
	mail.charset = MAIL_AUTO;
	has(&mail, "charset=utf-8\nContent-Transfer-Encoding: base64\n\nw6kK\n");
	mail.text = "髙\n";
	has(&mail, "charset=iso-2022-jp\nContent-Transfer-Encoding: 7bit\n\n\033$B9b\033(B\n");
	mail.subject = "é";
	has(&mail, "charset=utf-8\nContent-Transfer-Encoding: base64\n\n6auZCg==\n");
	mail.subject = "Alert";
	memset(longest, 'x', sizeof(longest));
	longest[998] = '\n';
	longest[999] = 0;
	mail.text = longest;
	has(&mail, "Transfer-Encoding: 7bit\n");
	strcpy(longest + 998, "x\n");
	has(&mail, "us-ascii\nContent-Transfer-Encoding: quoted-printable\n");
	mail.text = "Almost ASCII: \303\251 = a \n.\nFrom me\n From you\n";
	mail.charset = MAIL_UTF_8;
	has(&mail, "quoted-printable\n\nAlmost ASCII: =C3=A9 =3D a=20\n=2E\n=46rom me\n From you\n");
}

static void names(void **state)
{
	struct mail mail = plain();

	mail.from.name = "Team, \"the\" \\";
	has(&mail, "From: \"Team, \\\"the\\\" \\\\\" <alerts@csirt.example>\n");
	mail.from.name = "";
	has(&mail, "From: alerts@csirt.example\n");
	mail.from.name = NULL;
	has(&mail, "From: alerts@csirt.example\n");
	mail.from.name = "=?UTF-8?B?AAAA?=";
	has(&mail, "From: =?ISO-2022-JP?B?PT9VVEYtOD9CP0FBQUE/PQ==?= <");
	mail.charset = MAIL_UTF_8;
	mail.from.name = " x  y ";
	has(&mail, "From: =?UTF-8?B?IHggIHkg?= <");
}

static void bad_headers(void **state)
{
	static const char *const values[] = {
		"a\nBcc: x@y.example", "a\rb", "a\r\n b", "\n", "tab\there", "\033$B",
		"nul is the end\x01", "\x7f", "\xc2\x85", "\u202ex", "\u2066x",
		"\u200b", "\ufeff", "\u2028", "\xff", "\xe3\x81", "\xef", "\u00ad",
	};
	struct mail_attachment file = { "text/plain", "x", "x", 1 };
	struct mail mail;
	size_t i;

	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		mail = plain();
		mail.subject = values[i];
		refused(&mail, "subject: ");
		mail = plain();
		mail.from.name = values[i];
		refused(&mail, "from: ");
		mail = plain();
		mail.reply_to = (struct mailbox){ values[i], "a@b.example" };
		refused(&mail, "reply-to: ");
		mail = plain();
		mail.to = &(struct mailbox){ values[i], "a@b.example" };
		refused(&mail, "to: ");
		mail = plain();
		mail.to = &(struct mailbox){ NULL, values[i] };
		refused(&mail, "to: ");
		mail = plain();
		mail.message_id = values[i];
		refused(&mail, "message-id: ");
		mail = plain();
		mail.list_id = values[i];
		refused(&mail, "list-id: ");
		mail = plain();
		mail.attachments = &file;
		mail.n_attachments = 1;
		file.filename = values[i];
		refused(&mail, "attachment: ");
		file = (struct mail_attachment){ values[i], "x", "x", 1 };
		refused(&mail, "attachment: ");
		file.type = "text/plain";
	}
}

static void bad_mails(void **state)
{
	static const char *const filenames[] = { "", "a/b", "..", ".x", "a\\b", "C:x" };
	struct mail_attachment file = { "text/plain", NULL, "x", 1 };
	struct mail mail = plain();
	char *subject;
	size_t i;

	mail.n_to = 0;
	refused(&mail, "to: there is no recipient");
	mail = plain();
	mail.from.address = NULL;
	refused(&mail, "from: has no address");
	mail = plain();
	mail.date = -1;
	refused(&mail, "date: ");
	mail.date = INT64_MAX;
	refused(&mail, "date: ");
	mail.date = 253402214400;
	has(&mail, " 9999 ");
	mail = plain();
	subject = calloc(1, 2002);
	memset(subject, 'x', 2001);
	mail.subject = subject;
	refused(&mail, "subject: is longer than");
	free(subject);
	mail = plain();
	mail.attachments = &file;
	mail.n_attachments = 1;
	refused(&mail, "attachment: has no filename");
	for (i = 0; i < sizeof(filenames) / sizeof(filenames[0]); i++) {
		file.filename = filenames[i];
		refused(&mail, "attachment: ");
	}
}

static void addresses(void **state)
{
	static const char *const good[] = {
		"a@b", "a@b.example", "a.b+c=d@x-y.example", "!#$%&'*/?^_`{|}~@b.c",
		"1@2.example", "root@localhost",
	};
	static const char *const bad[] = {
		"", "@", "a", "a@", "@b", "a@@b", "a@b@c", ".a@b", "a.@b", "a..b@c",
		"a@.b", "a@b.", "a@b..c", "a@-b", "a@b-", "a b@c", "a@b c", "<a@b>",
		"a@b>", "a,b@c", "\"a\"@b", "a@[192.0.2.1]", "a@b_c", "-a@b", "a\n@b",
		"a@b\n", "é@b", "a@é", "a(b)@c", "a:b@c", "a;b@c", "a\\b@c",
		"12345678901234567890123456789012345678901234567890123456789012345@b",
		"a@1234567890123456789012345678901234567890123456789012345678901234",
	};
	char text[300];
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!mail_address_valid(good[i]))
			fail_msg("%s", good[i]);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (mail_address_valid(bad[i]))
			fail_msg("%s", bad[i]);
	memset(text, 'a', sizeof(text));
	for (i = 1; i < 254; i += 2)
		text[i] = i == 1 ? '@' : '.';
	text[254] = 0;
	text[253] = 'a';
	assert_true(mail_address_valid(text));
	strcat(text, "a");
	assert_false(mail_address_valid(text));
}

static void parses(const char *text, const char *name, const char *address)
{
	struct mailbox_text box;

	if (mailbox_parse(&box, text, &error))
		fail_msg("%s", error.text);
	assert_string_equal(box.name, name);
	assert_string_equal(box.address, address);
}

static void mailboxes(void **state)
{
	static const char *const bad[] = {
		"", "Name", "Name <>", "<", ">", "<>", "Name <a@b", "Name a@b>",
		"Name <a@b> x", "Name <a b@c>", "Na\nme <a@b>", "Name <a@b\n>",
		"\u202eName <a@b>", "\xff <a@b>", "a@b, c@d",
	};
	struct mailbox_text box;
	char longest[300], name[256] = "";
	size_t i;

	parses("a@b.example", "", "a@b.example");
	parses("<a@b.example>", "", "a@b.example");
	parses("Name <a@b.example>", "Name", "a@b.example");
	parses(" 窓口 係  <a@b.example>", "窓口 係", "a@b.example");
	parses("\"Na, me\" <a@b.example>", "Na, me", "a@b.example");
	parses("\"a\\\"b\\\\\" <a@b.example>", "a\"b\\", "a@b.example");
	parses("\" <a@b.example>", "\"", "a@b.example");
	parses("a < b <a@b.example>", "a < b", "a@b.example");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!mailbox_parse(&box, bad[i], &error))
			fail_msg("%s", bad[i]);
	memset(longest, 'x', sizeof(longest));
	memset(name, 'x', 255);
	strcpy(longest + 255, "<a@b>");
	parses(longest, name, "a@b");
	strcpy(longest + 255, "x<a@b>");
	assert_int_equal(mailbox_parse(&box, longest, &error), -1);
}

static void ids(void **state)
{
	char one[MAIL_ID_MAX], two[MAIL_ID_MAX];

	mail_id(one, "EXAMPLE-AT-2026-0001/1/ja", "alerts@csirt.example");
	mail_id(two, "EXAMPLE-AT-2026-0001/1/ja", "alerts@csirt.example");
	assert_string_equal(one, two);
	assert_true(mail_address_valid(one));
	assert_non_null(strstr(one, "@csirt.example"));
	mail_id(two, "EXAMPLE-AT-2026-0001/2/ja", "alerts@csirt.example");
	assert_string_not_equal(one, two);
}

static void letters(void **state)
{
	static const char *const pairs[][2] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" },
		{ "foobar", "Zm9vYmFy" }, { "\xff\xfe\xfd", "//79" },
	};
	char text[16];
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		assert_string_equal(base64(text, pairs[i][0],
					   strlen(pairs[i][0])), pairs[i][1]);
		assert_int_equal(strlen(text), BASE64_LENGTH(strlen(pairs[i][0])));
	}
}

/* With any text: refused, or each header exists once and is short. */
static void check_random(const struct mail *mail)
{
	static const char *const begins[] = {
		"Date: ", "From:", "To:", "Subject:", "Message-ID: ",
		"MIME-Version: ", "Content-Type: ", "Content-Transfer-Encoding: ",
	};
	char *text = write_mail(mail), *line = text, *end;
	size_t i = 0;

	for (; text && *line != '\n'; line = end + 1) {
		end = strchr(line, '\n');
		assert_non_null(end);
		assert_in_range(end - line, 1, 78);
		if (*line == ' ') {
			assert_true(line > text && line[1] != '\n');
			continue;
		}
		assert_true(i < 8 && !strncmp(line, begins[i], strlen(begins[i])));
		i++;
	}
	if (text)
		assert_int_equal(i, 8);
	free(text);
}

static void random_headers(void **state)
{
	static const char *const bits[] = {
		"a", " ", "  ", ",", "\"", "\\", "<", ">", "=?", "?=", "漢", "ｶﾞ", "①",
		"é", "😀", ":", "@", "word", "\n", "\r\n", "Bcc: x@y.example", "\u202e",
		"\xff", "(", ")", "ー", "123456789012345678901234567890123456789012",
		"か", "\u3099", "　", "\t",
	};
	const size_t count = sizeof(bits) / sizeof(bits[0]);
	char subject[4096], name[4096];
	struct mail mail;
	int round, i, written = 0;

	srand(1434);
	for (round = 0; round < 20000; round++) {
		mail = plain();
		*subject = *name = 0;
		/* Harmless ones alone every other time. */
		for (i = rand() % 40; i > 0; i--) {
			strcat(subject, bits[(size_t)rand() % (round & 1 ? 13 : count)]);
			strcat(name, bits[(size_t)rand() % (round & 1 ? 13 : count)]);
		}
		mail.subject = subject;
		mail.from.name = name;
		mail.charset = (enum mail_charset)(round % 3);
		check_random(&mail);
		written += !*error.text;
	}
	assert_in_range(written, 10000, 19000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_mail),
		cmocka_unit_test(attachments),
		cmocka_unit_test(texts),
		cmocka_unit_test(names),
		cmocka_unit_test(bad_headers),
		cmocka_unit_test(bad_mails),
		cmocka_unit_test(addresses),
		cmocka_unit_test(mailboxes),
		cmocka_unit_test(ids),
		cmocka_unit_test(letters),
		cmocka_unit_test(random_headers),
	};

	setenv("TZ", "JST-9", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
