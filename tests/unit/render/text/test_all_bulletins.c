// SPDX-License-Identifier: GPL-2.0-or-later
/* test_all_bulletins.c - every type of bulletin in both languages, of any facts */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "common/error.h"
#include "support/bulletin_fixture.h"
#include "scenarios/scenarios.h"
#include "support/store_fixture.h"

#define PUBLISHER	"etc/publisher.conf"
#define TEMPLATES	"advisories/templates"

static const char *const languages[] = { "ja", "en" };

static void collect(struct facts *facts, const char *name, unsigned int days)
{
	struct store_range range = {
		SCENARIO_END - days * SCENARIO_DAY, SCENARIO_END, NULL
	};
	struct error error = { "" };
	struct store *store;

	assert_int_equal(clock_zone("JST-9", &error), 0);
	store = store_open(fixture_path(name), DB_WRITE, &error);
	assert_non_null(store);
	assert_int_equal(scenario_write(scenario_find(name), store, days,
					SCENARIO_END), 0);
	if (facts_collect(facts, store, &range, &error))
		fail_msg("%s", error.text);
	store_close(store);
}

static char *make(const struct facts *facts, enum edition_type type,
		  const char *language, const char *templates)
{
	struct error error = { "" };
	char *text = NULL;
	struct publisher *p = publisher_load(PUBLISHER, &error);
	json_t *content = NULL;

	assert_non_null(p);
	content = bulletin_content(facts, p, templates, NULL, type, &error);
	if (content)
		text = bulletin_of_content(content, language, 7, &error);
	publisher_free(p);
	if (!text)
		fail_msg("%s", error.text);
	return text;
}

/* For people. */
static void leave(const char *name, const char *text)
{
	char path[128];
	FILE *file;

	mkdir("build/words", 0755);
	snprintf(path, sizeof(path), "build/words/%s.txt", name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void check_all(const struct facts *facts, const char *name)
{
	char place[64];
	const char *why = "", *line;
	char *text;
	int type, i;

	for (type = 0; type < EDITION_TYPE_COUNT; type++) {
		for (i = 0; i < 2; i++) {
			text = make(facts, (enum edition_type)type, languages[i],
				    TEMPLATES);
			line = broken_line(text, &why);
			if (*line)
				fail_msg("%s: %s", why, line);
			assert_null(strstr(text, "{{"));
			assert_null(strstr(text, "\n\n\n\n"));
			assert_non_null(strstr(text, "MS02-039"));
			assert_non_null(strstr(text, i ? "Revision History" :
					       "改訂履歴"));
			snprintf(place, sizeof(place), "%s.%s.%s", name,
				 edition_type_name((enum edition_type)type),
				 languages[i]);
			leave(place, text);
			free(text);
		}
	}
}

static void of_an_outbreak(void **state)
{
	struct facts facts;

	collect(&facts, "outbreak", 2);
	assert_int_equal(facts.trend.result, TREND_RISING);
	check_all(&facts, "outbreak");
	facts_free(&facts);
}

static void of_nothing(void **state)
{
	struct facts facts;

	collect(&facts, "nothing", 1);
	check_all(&facts, "nothing");
	facts_free(&facts);
}

/* No sensor: no figure, no claim. */
static void of_no_data(void **state)
{
	struct facts facts = { .from = SCENARIO_END - 86400, .until = SCENARIO_END };
	struct error error;
	char *text;

	assert_int_equal(clock_zone("JST-9", &error), 0);
	check_all(&facts, "unwatched");
	text = make(&facts, EDITION_WEEKLY, "ja", TEMPLATES);
	assert_non_null(strstr(text, "観測データはありません"));
	assert_null(strstr(text, "観測されませんでした"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_an_outbreak),
		cmocka_unit_test(of_nothing),
		cmocka_unit_test(of_no_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
