// SPDX-License-Identifier: GPL-2.0-or-later
/* test_attach.c - attachments: XARF, CSV, IntelMQ, ZIP */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "common/error.h"
#include "notices/attach/rows.h"
#include "notices/attach/zip.h"

/* Everything that could do harm: a formula, quotes, a line end, marks. */
#define HOSTILE	"=cmd|'/c x'!A0\"\r\nBcc: a\x1b[31m\xe2\x80\xae,</script>"

static struct row list[] = {
	{ .id = "01234567-89ab-4def-a123-0123456789ab", .address = "192.0.2.7",
	  .kind = CONSTITUENT_INFECTED, .classes = 1u << CLASS_SLAMMER,
	  .evidence = EVIDENCE_WORM, .occurrence = 1, .first = 1769439600, .last = 1769443200,
	  .packets = 9223372036854775807ull, .bytes = 404 },
	{ .id = "11234567-89ab-4def-a123-0123456789ab", .address = "2001:db8::7",
	  .kind = CONSTITUENT_ATTACK,
	  .classes = 1u << CLASS_OVERFLOW | 1u << CLASS_PINGPONG,
	  .evidence = EVIDENCE_MANY, .targets = 12,
	  .occurrence = 2, .first = 1769439600, .last = 1769439600,
	  .packets = 3, .bytes = 90 },
	/* Known are neither the port of a signature nor the bytes of an attack. */
	{ .id = "21234567-89ab-4def-a123-0123456789ab", .address = "192.0.2.8",
	  .kind = CONSTITUENT_ATTACK, .classes = 1u << CLASS_SIGNATURE,
	  .evidence = EVIDENCE_MANY, .targets = 9, .occurrence = 1,
	  .first = 1769439600, .last = 1769439600, .packets = 30 },
	/* Answers come from the port. */
	{ .id = "31234567-89ab-4def-a123-0123456789ab", .address = "192.0.2.9",
	  .kind = CONSTITUENT_REFLECTOR, .classes = 1u << CLASS_RESPONSE,
	  .occurrence = 1, .first = 1769439600, .last = 1769439600,
	  .packets = 31, .bytes = 77 },
};

static const struct rows report = {
	.org = HOSTILE, .contact = "info@csirt.example.org",
	.domain = "csirt.example.org",
	.evidence = { "seen \"sending\"", "attacks", "asks", "answers" },
	.made = 1769447000, .list = list, .count = 4,
};

static json_t *xarf(size_t row)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	json_error_t error;
	json_t *object;

	assert_int_equal(rows_xarf(out, &report, row), 0);
	fclose(out);
	object = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
	if (!object)
		fail_msg("line %d: %s", error.line, error.text);
	free(text);
	return object;
}

static void has_text(const json_t *object, const char *key, const char *value)
{
	assert_string_equal(json_string_value(json_object_get(object, key)),
			    value);
}

/* What the schemas of XARF v4 require of every report. */
static void core(const json_t *object)
{
	static const char *const required[] = {
		"xarf_version", "report_id", "timestamp", "source_identifier",
		"category", "type", "first_seen", "protocol",
	};
	static const char *const parties[] = { "reporter", "sender" };
	const json_t *party;
	size_t i;

	for (i = 0; i < sizeof(required) / sizeof(*required); i++)
		assert_true(json_is_string(json_object_get(object, required[i])));
	for (i = 0; i < 2; i++) {
		party = json_object_get(object, parties[i]);
		assert_int_equal(json_object_size(party), 3);
		has_text(party, "contact", "info@csirt.example.org");
		has_text(party, "domain", "csirt.example.org");
		assert_non_null(json_string_value(json_object_get(party, "org")));
		assert_null(strchr(json_string_value(json_object_get(party,
						"org")), '\x1b'));
		assert_null(strstr(json_string_value(json_object_get(party,
						"org")), "\xe2\x80\xae"));
	}
}

static void a_worm_is_a_botnet(void **state)
{
	json_t *object = xarf(0);

	core(object);
	has_text(object, "category", "infrastructure");
	has_text(object, "type", "botnet");
	has_text(object, "compromise_evidence", "seen \"sending\"");
	has_text(object, "source_identifier", "192.0.2.7");
	has_text(object, "first_seen", "2026-01-26T15:00:00Z");
	has_text(object, "timestamp", "2026-01-26T16:00:00Z");
	json_decref(object);
}

static void the_rest_are_scans(void **state)
{
	json_t *object = xarf(1);

	core(object);
	has_text(object, "category", "connection");
	has_text(object, "type", "port_scan");
	has_text(object, "source_identifier", "2001:db8::7");
	assert_string_equal(json_string_value(json_array_get(
		json_object_get(object, "tags"), 3)), "evidence:many");
	assert_null(json_object_get(object, "compromise_evidence"));
	assert_int_equal(json_integer_value(json_object_get(object, "packets")),
			 3);
	json_decref(object);
}

static json_int_t number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static void only_what_is_known(void **state)
{
	json_t *attack = xarf(1), *signature = xarf(2), *answers = xarf(3);

	core(signature);
	assert_int_equal(number(attack, "destination_port"), 1434);
	assert_int_equal(number(attack, "targets"), 12);
	assert_int_equal(number(attack, "bytes"), 90);
	assert_null(json_object_get(signature, "destination_port"));
	assert_null(json_object_get(signature, "bytes"));
	assert_int_equal(number(signature, "targets"), 9);
	assert_null(json_object_get(answers, "destination_port"));
	assert_null(json_object_get(answers, "targets"));
	assert_int_equal(number(answers, "source_port"), 1434);
	json_decref(attack);
	json_decref(signature);
	json_decref(answers);
}

static void events(void **state)
{
	char *text, *line, *rest = NULL;
	size_t size, n = 0;
	FILE *out = open_memstream(&text, &size);
	json_t *event;

	assert_int_equal(rows_intelmq(out, &report), 0);
	fclose(out);
	for (line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest), n++) {
		event = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
		assert_non_null(event);
		has_text(event, "source.ip", list[n].address);
		has_text(event, "classification.type",
			 n == 3 ? "ddos-amplifier" : n ? "ids-alert" : "infected-system");
		if (n == 2)
			has_text(event, "classification.identifier", "signature");
		assert_int_equal(number(event, "destination.port"),
				 n < 2 ? 1434 : 0);
		assert_int_equal(number(event, "source.port"),
				 n == 3 ? 1434 : 0);
		assert_int_equal(n == 2,
				 !json_object_get(event, "extra.bytes"));
		assert_int_equal(n == 0, json_object_get(event, "malware.name")
				 != NULL);
		if (n < 3)
			has_text(event, "extra.evidence", n ? "many" : "worm");
		assert_int_equal(number(event, "extra.targets"),
				 n == 1 ? 12 : n == 2 ? 9 : 0);
		json_decref(event);
	}
	assert_int_equal(n, 4);
	free(text);
}

static void field(const char *text, const char *expected)
{
	char *got;
	size_t size;
	FILE *out = open_memstream(&got, &size);

	rows_field(out, text);
	fclose(out);
	assert_string_equal(got, expected);
	free(got);
}

static void formulas_are_text(void **state)
{
	char *text;
	size_t size, lines = 0;
	FILE *out;
	const char *c;

	field("plain", "\"plain\"");
	field("", "\"\"");
	field("a\"b,c", "\"a\"\"b,c\"");
	field("=1+1", "\"'=1+1\"");
	field("+1", "\"'+1\"");
	field("-1", "\"'-1\"");
	field("@SUM(A1)", "\"'@SUM(A1)\"");
	field("\tx\ny", "\"' x y\"");
	out = open_memstream(&text, &size);
	assert_int_equal(rows_csv(out, &report), 0);
	fclose(out);
	for (c = text; *c; c++)
		lines += *c == '\n';
	assert_int_equal(lines, 5);
	assert_null(strchr(text, '\x1b'));
	assert_non_null(strstr(text, ",\"'=cmd|"));
	assert_non_null(strstr(text, "\"attack;pingpong;overflow;again\""));
	assert_non_null(strstr(text, ",count,evidence,targets\r\n"));
	assert_non_null(strstr(text, ",404,9223372036854775807,worm,\r\n"));
	assert_non_null(strstr(text, ",90,3,many,12\r\n"));
	assert_non_null(strstr(text, "\"192.0.2.7\",,,1434,"));
	assert_non_null(strstr(text, "\"192.0.2.8\",,,,"));
	assert_non_null(strstr(text, ",,30,many,9\r\n"));
	assert_non_null(strstr(text, "\"192.0.2.9\",1434,,,"));
	free(text);
}

static void archives(void **state)
{
	static const struct zip_entry entries[] = {
		{ "a.txt", "hello", 5 }, { "b.txt", "", 0 },
	};
	struct error error;
	char *one, *two;
	size_t size_one, size_two;

	if (!zip_available())
		skip();
	one = zip_pack(entries, 2, 1769439600, &size_one, &error);
	two = zip_pack(entries, 2, 1769439600, &size_two, &error);
	assert_non_null(one);
	assert_non_null(two);
	assert_int_equal(size_one, size_two);
	assert_memory_equal(one, two, size_one);
	assert_memory_equal(one, "PK\3\4", 4);
	free(one);
	free(two);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_worm_is_a_botnet),
		cmocka_unit_test(the_rest_are_scans),
		cmocka_unit_test(only_what_is_known),
		cmocka_unit_test(events),
		cmocka_unit_test(formulas_are_text),
		cmocka_unit_test(archives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
