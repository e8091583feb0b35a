// SPDX-License-Identifier: GPL-2.0-or-later
/* test_recipes.c - filters made of a policy: what they say, and what they keep quiet */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "common/error.h"
#include "recipes/recipes.h"

#define FOLDER	"build/test-recipes"

static char *lines(const json_t *all, const char *key)
{
	char *text = NULL;
	json_t *line;
	size_t length, i;
	FILE *out = open_memstream(&text, &length);

	json_array_foreach(json_object_get(all, key), i, line)
		fprintf(out, "%s\n", json_string_value(json_object_get(line, "line")));
	fclose(out);
	return text;
}

static json_t *make(const char *policy, enum recipes_audience audience)
{
	struct error error = { "" };
	FILE *file;
	json_t *all;

	mkdir("build", 0755);
	mkdir(FOLDER, 0755);
	file = fopen(FOLDER "/in.conf", "w");
	assert_non_null(file);
	fputs(policy, file);
	fclose(file);
	all = recipes_load(FOLDER "/in.conf", audience, &error);
	if (all)
		assert_string_equal(error.text, "out of memory");
	return all;
}

/* Networks and hosts that no example has. */
#define POLICY								\
	"zones: { external: { interfaces = [ \"ppp*\", \"uplink7\" ]; };"	\
	" internal: { interfaces = [ \"customer\" ];"			\
	" prefixes = [ \"10.11.0.0/16\", \"10.12.0.0/16\", \"fd12::/32\" ]; }; };\n" \
	"%s"								\
	"allow = ( { from = \"10.200.0.0/24\"; to = \"10.11.0.53\"; comment = \"secret\" },\n" \
	" { from = \"10.201.0.0/24\"; to = \"10.11.0.54\"; } );\n"

static json_t *make_with(const char *rules, enum recipes_audience audience)
{
	char text[4096];

	snprintf(text, sizeof(text), POLICY, rules);
	return make(text, audience);
}

static void nobody_is_named(void **state)
{
	static const char *const secrets[] = {
		"10.", "fd12", "ppp", "uplink", "customer", "secret",
	};
	json_t *all = make_with("", RECIPES_PUBLIC);
	char *text = json_dumps(all, 0);
	size_t i;

	for (i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		if (strstr(text, secrets[i]))
			fail_msg("%s in %s", secrets[i], text);
	assert_non_null(strstr(text, "198.51.100.0/24"));
	free(text);
	json_decref(all);
}

static void exact_names(void **state)
{
	json_t *all = make_with("ingress: { request = \"drop\"; };\n"
				"egress: { request = \"drop\"; };\n", RECIPES_EXACT);
	char *text = lines(all, "nftables");

	assert_non_null(strstr(text, "        ip saddr 10.200.0.0/24 \\\n          ip daddr 10.11.0.53/32 \\\n"));
	assert_non_null(strstr(text, "iifname \"ppp*\" udp dport 1434 \\\n          counter drop\n"));
	assert_non_null(strstr(text, "oifname \"uplink7\" udp dport 1434 \\\n          counter drop\n"));
	assert_null(strstr(text, "secret"));
	free(text);
	text = lines(all, "flowspec");
	assert_non_null(strstr(text, "      destination fd12::/32;\n      next-header udp;\n"
				     "      destination-port =1434;\n    }\n    then { discard; }\n"));
	assert_non_null(strstr(text, "      source 10.200.0.0/24;\n      destination 10.11.0.53/32;\n"
				     "      protocol udp;\n      destination-port =1434;\n"
				     "      packet-length <=62;\n    }\n    then { accept; }\n"));
	free(text);
	json_decref(all);
}

/* Rules that let requests through: only what is longer is dropped. */
static void follows_the_rules(void **state)
{
	json_t *all = make_with("ingress: { request = \"accept\"; };\n"
				"egress: { slammer = \"accept\"; };\n",
				RECIPES_EXACT);
	char *text = lines(all, "nftables");

	assert_non_null(strstr(text, "iifname \"ppp*\" udp dport 1434 udp length > 42 \\\n"));
	assert_null(strstr(text, "chain forward {\n        type filter hook forward priority 0; policy accept;\n        oifname"));
	free(text);
	text = lines(all, "flowspec");
	assert_non_null(strstr(text, "      destination 10.11.0.0/16;\n      protocol udp;\n"
				     "      destination-port =1434;\n      packet-length >62;\n"
				     "    }\n    then { discard; }\n"));
	assert_non_null(strstr(text, "      destination fd12::/32;\n      next-header udp;\n"
				     "      destination-port =1434;\n      packet-length >82;\n"));
	assert_null(strstr(text, "      source 10.11.0.0/16;\n"));
	free(text);
	json_decref(all);
}

/* What is made for nf-slammer is a policy, and says the same again. */
static void is_a_policy(void **state)
{
	enum recipes_audience audience;
	json_t *all, *again;
	char *text, *second;

	for (audience = RECIPES_PUBLIC; audience <= RECIPES_EXACT; audience++) {
		all = make_with("", audience);
		text = lines(all, "nf_slammer");
		again = make(text, RECIPES_EXACT);
		assert_non_null(again);
		second = lines(again, "nf_slammer");
		assert_string_equal(text, second);
		free(text);
		free(second);
		json_decref(all);
		json_decref(again);
	}
}

static void narrow(void **state)
{
	static const char *const keys[] = { "nf_slammer", "nftables", "flowspec" };
	json_t *all = make("zones: { external: { interfaces = [ \"external-name-1\","
			   " \"external-name-2\", \"external-name-3\","
			   " \"external-name-4\", \"external-name-5\" ]; };"
			   " internal: { interfaces = [ \"in\" ]; prefixes = ["
			   " \"2001:db8:1111:2222:3333:4444:5555:6666\" ]; }; };"
			   " allow = ( { from = \"2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff\";"
			   " to = \"2001:db8:1111:2222:3333:4444:5555:6666\"; } );",
			   RECIPES_EXACT);
	json_t *line;
	size_t i, k;

	for (i = 0; i < 3; i++)
		json_array_foreach(json_object_get(all, keys[i]), k, line)
			assert_true(strlen(json_string_value(json_object_get(line, "line"))) <= 66);
	json_decref(all);
}

/* Names that the kernel allows, and no language for filters. */
static void strange_names(void **state)
{
	json_t *all = make("zones: { external: { interfaces = [ \"*\", \"a\\\"b\" ]; };"
			   " internal: { interfaces = [ \"\\x1b[1m\" ]; }; };",
			   RECIPES_EXACT);
	char *text = lines(all, "nftables");

	assert_non_null(strstr(text, "        udp dport 1434 "));
	assert_null(strstr(text, "\"*\""));
	assert_null(strstr(text, "a\""));
	assert_non_null(strstr(text, "iifname \"wan0\""));
	free(text);
	text = lines(all, "nf_slammer");
	assert_null(strchr(text, '\x1b'));
	free(text);
	json_decref(all);
}

static void errors(void **state)
{
	struct error error;

	assert_null(recipes_load(FOLDER "/none", RECIPES_PUBLIC, &error));
	assert_non_null(strstr(error.text, FOLDER "/none"));
	assert_null(make("zones: ;", RECIPES_PUBLIC));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_is_named),
		cmocka_unit_test(exact_names),
		cmocka_unit_test(follows_the_rules),
		cmocka_unit_test(is_a_policy),
		cmocka_unit_test(narrow),
		cmocka_unit_test(strange_names),
		cmocka_unit_test(errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
