// SPDX-License-Identifier: GPL-2.0-or-later
/* test_render.c - bulletins in both languages: form, figures, words, golden texts */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <cmocka.h>

#include "bulletin/values.h"
#include "common/error.h"
#include "support/bulletin_fixture.h"
#include "support/outbreak.h"

#define PUBLISHER	"etc/publisher.conf"
#define RULE		"==============================\n"

static const char *const languages[] = { "ja", "en" };

static void refuses_name(const struct facts *facts, const char *name)
{
	struct error error = { "" };
	char wanted[128];
	struct publisher *publisher;
	FILE *file = fopen("build/test-words/en/alert.txt", "w");

	assert_non_null(file);
	fprintf(file, "One\n{{#%s}}\nTwo\n{{/%s}}\n", name, name);
	fclose(file);
	publisher = publisher_load(PUBLISHER, &error);
	assert_non_null(publisher);
	assert_null(bulletin_content(facts, publisher, "build/test-words", "en",
				     EDITION_ALERT, &error));
	snprintf(wanted, sizeof(wanted), "build/test-words/en/alert.txt:2: there is no value \"%s\"",
		 name);
	assert_string_equal(error.text, wanted);
	publisher_free(publisher);
}

/* In the order of the alert of 2003; each must follow the previous one. */
static const char *const order_ja[] = {
	"サンプル緊急対応センター (Example CSIRT)\n", "\n各位\n",
	"\nEXAMPLE-AT-2026-0001\nExample CSIRT\n2026-01-27\n",
	"\nExample CSIRT Alert 2026-01-27\n", "\nUDP 1434番ポート", "UDP port 1434\n",
	"\nhttps://csirt.example.org/at/2026/at260001.txt\n", "\nI. 概要\n",
	"観測期間:", "\nII. 対象\n", "Microsoft SQL Server 2000\n",
	"http://www.cert.org/advisories/CA-2003-04.html\n",
	"http://www.auscert.org.au/render.html?it=2716\n",
	"http://www.microsoft.com/japan/technet/security/virus/sqlslam.asp\n",
	"http://www.ipa.go.jp/security/ciadr/vul/20030126ms-sql-worm.html\n",
	"\nwww.isskk.co.jp/support/techinfo/general/X-ForceslammerWorm.html\n",
	"http://www.f-secure.com/v-descs/mssqlm.shtml\n", "\nIII. 予防と対策\n",
	"修正プログラム (MS02-039) を適用", "停止",
	"http://www.microsoft.com/japan/technet/security/bulletin/MS02-039.asp\n",
	"http://www.cert.org/advisories/CA-2002-22.html\n", "外部から内部へ",
	"内部から外部へ", "再起動", "亜種", "監視を", "情報をお持ちの方",
	RULE "サンプル緊急対応センター (Example CSIRT)\n",
	"info@csirt.example.org\n", "https://csirt.example.org/\n", NULL
};

static const char *const order_en[] = {
	"Example Computer Security Incident Response Team (Example CSIRT)\n",
	"\nTo whom it may concern\n",
	"\nEXAMPLE-AT-2026-0001\nExample CSIRT\n2026-01-27\n",
	"\nExample CSIRT Alert 2026-01-27\n", "\nUDP 1434番ポート", "UDP port 1434\n",
	"\nhttps://csirt.example.org/en/at/2026/at260001.txt\n", "\nI. Overview\n",
	"Period:", "\nII. Affected Systems\n", "Microsoft SQL Server 2000\n",
	"http://www.cert.org/advisories/CA-2003-04.html\n",
	"http://www.auscert.org.au/render.html?it=2716\n",
	"http://www.microsoft.com/japan/technet/security/virus/sqlslam.asp\n",
	"http://www.ipa.go.jp/security/ciadr/vul/20030126ms-sql-worm.html\n",
	"\nwww.isskk.co.jp/support/techinfo/general/X-ForceslammerWorm.html\n",
	"http://www.f-secure.com/v-descs/mssqlm.shtml\n",
	"\nIII. Prevention and Remedy\n", "MS02-039", "stopping",
	"http://www.microsoft.com/japan/technet/security/bulletin/MS02-039.asp\n",
	"http://www.cert.org/advisories/CA-2002-22.html\n",
	"packets from outside", "packets from inside", "Restarting",
	"infected again", "Variants", "watch", "contact us",
	RULE "Example Computer", "info@csirt.example.org\n",
	"https://csirt.example.org/\n", NULL
};

/* The last word of @places must be near the end; returns the place it failed. */
static const char *out_of_order(const char *text, const char *const *places)
{
	for (; *places; places++) {
		text = strstr(text, *places);
		if (!text)
			return *places;
	}
	return NULL;
}

static char *make(const struct facts *facts, const char *language,
		  unsigned int number)
{
	struct error error = { "" };
	char *text = bulletin_text(facts, PUBLISHER, language, number, &error);

	assert_string_equal(error.text, "");
	assert_non_null(text);
	return text;
}

static void check_form(const char *text)
{
	const char *why = "", *line = broken_line(text, &why);

	if (*line)
		fail_msg("%s: %s", why, line);
	assert_null(strstr(text, "{{"));
	assert_null(strstr(text, "\n\n\n\n"));
	assert_null(strchr(text, '\\'));
}

static void collect(struct facts *facts, const char *name,
		    int (*fill)(struct store *, const char *))
{
	static const struct store_range day = { DAY, DAY_END, NULL };
	struct error error = { "" };
	struct store *store;

	assert_int_equal(clock_zone("JST-9", &error), 0);
	store = store_open(fixture_path(name), DB_WRITE, &error);
	assert_non_null(store);
	assert_int_equal(fill(store, "r1"), 0);
	if (facts_collect(facts, store, &day, &error))
		fail_msg("%s", error.text);
	store_close(store);
}

/* The result is left in build/golden/: copy an intended change from there. */
static void same_as_golden(const char *text, const char *name)
{
	char path[128], *golden = NULL;
	size_t size = 0;
	FILE *file;

	mkdir("build/golden", 0755);
	snprintf(path, sizeof(path), "build/golden/%s", name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	snprintf(path, sizeof(path), "tests/golden/%s", name);
	file = fopen(path, "r");
	if (!file || getdelim(&golden, &size, 0, file) < 0)
		fail_msg("%s cannot be read", path);
	fclose(file);
	assert_string_equal(text, golden);
	free(golden);
}

static void golden_pair(const char *name,
			int (*fill)(struct store *, const char *))
{
	struct facts facts;
	char file[64], *text, *again;
	int i;

	collect(&facts, name, fill);
	for (i = 0; i < 2; i++) {
		text = make(&facts, languages[i], 1);
		check_form(text);
		assert_null(out_of_order(text, i ? order_en : order_ja));
		again = make(&facts, languages[i], 1);
		assert_string_equal(text, again);
		snprintf(file, sizeof(file), "%s.%s.txt", name, languages[i]);
		same_as_golden(text, file);
		free(text);
		free(again);
	}
	facts_free(&facts);
}

static void golden_outbreak(void **state)
{
	golden_pair("day", outbreak_fill);
}

static void golden_nothing(void **state)
{
	golden_pair("quiet", quiet_fill);
}

/* Its words, by blanks, are the row of a table somewhere in the text. */
static void has_row(const char *text, const char *label, uint64_t a, uint64_t b,
		    uint64_t c)
{
	const char *row = strstr(text, label);
	char x[32], y[32], z[32];

	assert_non_null(row);
	assert_int_equal(sscanf(row + strlen(label), "%31s %31s %31s", x, y, z),
			 3);
	assert_string_equal(x, grouped(a));
	assert_string_equal(y, grouped(b));
	assert_string_equal(z, grouped(c));
}

static void squeeze(char *text)
{
	char *out = text;

	for (; *text; text++)
		if (*text != ' ' && *text != '\n')
			*out++ = *text;
	*out = 0;
}

/* The phrase, wherever lines end. */
static void has_number(const char *text, const char *before, uint64_t n,
		       const char *after)
{
	char phrase[256], *squeezed = strdup(text);

	snprintf(phrase, sizeof(phrase), "%s%s%s", before, grouped(n), after);
	squeeze(phrase);
	squeeze(squeezed);
	if (!strstr(squeezed, phrase))
		fail_msg("\"%s\" is not in the text", phrase);
	free(squeezed);
}

static void figures_to_the_unit(void **state)
{
	const uint64_t inside = WORM_OUT + WORM_MONITORED;
	struct facts facts;
	char *ja, *en;

	collect(&facts, "figures", outbreak_fill);
	ja = make(&facts, "ja", 1);
	en = make(&facts, "en", 1);
	has_row(ja, "\n  Slammer ワーム ", WORM_IN, inside, WORM_IN + inside);
	has_row(en, "\n  Slammer worm ", WORM_IN, inside, WORM_IN + inside);
	has_row(ja, "(亜種を含む) ", VARIANTS_IN, 0, VARIANTS_IN);
	has_row(en, "attempts, variants ", VARIANTS_IN, 0, VARIANTS_IN);
	has_row(ja, "応答の連鎖を狙う試み ", PINGPONG_IN, 0, PINGPONG_IN);
	has_row(en, "Attempts at echo loops ", PINGPONG_IN, 0, PINGPONG_IN);
	has_number(ja, "ワームのパケット ", WORM_IN + inside, " 個 (");
	has_number(ja, "遮断 ", WORM_IN + WORM_OUT, " 個");
	has_number(en, "packets: ", WORM_IN + WORM_OUT, " dropped, ");
	has_number(en, "dropped, ", WORM_MONITORED, " recorded but let through");
	has_number(ja, "外部が ", 26, " 個");
	has_number(ja, "内部が ", 2, " 個");
	has_number(en, "worm packets: ", 26, " outside");
	has_number(ja, "問い合わせは ", REQUESTS_IN, " 個");
	has_number(en, "queries to the service: ", REQUESTS_IN, ".");
	has_number(en, "out of ", WORM_IN + inside, " (");
	has_number(ja, "ネットワークは ", NETWORKS, " 件");
	/* Monitored and dropped, but nothing was accepted. */
	assert_null(strstr(ja, "通過"));
	free(ja);
	free(en);
	facts_free(&facts);
}

/* Constituents are not named in public; networks outside are. */
static void no_single_address(void **state)
{
	struct facts facts;
	char *text;
	int i;

	collect(&facts, "addresses", outbreak_fill);
	assert_int_equal(facts.infected.count, 2);
	for (i = 0; i < 2; i++) {
		text = make(&facts, languages[i], 1);
		assert_null(strstr(text, "192.0.2."));
		assert_null(strstr(text, "2001:db8:10"));
		assert_null(strstr(text, "198.51.112.2"));
		assert_null(strstr(text, "lan0"));
		assert_non_null(strstr(text, "198.51.112.0/24"));
		free(text);
	}
	facts_free(&facts);
}

/* A template that uses hosts nevertheless finds none. */
static void no_template_sees_hosts(void **state)
{
	static const char *const names[] = {
		"infected", "top_sources", "counters", "sensors.names",
	};
	json_t *archive, *all;
	struct facts facts;
	char *text;
	size_t i;

	collect(&facts, "hosts", outbreak_fill);
	archive = values_facts(&facts, VALUES_FULL);
	all = values_facts(&facts, VALUES_PUBLIC);
	text = json_dumps(all, 0);
	assert_null(strstr(text, "192.0.2."));
	assert_null(strstr(text, "2001:db8:10:"));
	assert_null(strstr(text, "lan0"));
	assert_null(strstr(text, "r1"));
	free(text);
	for (i = 0; i < 3; i++) {
		assert_non_null(json_object_get(archive, names[i]));
		assert_null(json_object_get(all, names[i]));
	}
	json_decref(archive);
	json_decref(all);
	facts_free(&facts);

	/* The same by way of a bulletin. */
	collect(&facts, "hosts", outbreak_fill);
	assert_int_equal(system("rm -rf build/test-words && "
				"cp -r advisories/templates build/test-words"), 0);
	for (i = 0; i < 4; i++)
		refuses_name(&facts, names[i]);
	facts_free(&facts);
}

static void drafts(void **state)
{
	struct facts facts;
	char *text;

	collect(&facts, "draft", quiet_fill);
	text = make(&facts, "ja", 0);
	check_form(text);
	assert_null(strstr(text, "EXAMPLE-AT"));
	assert_non_null(strstr(text, "草案"));
	free(text);
	facts_free(&facts);
}

/* Facts made by hand: each bit of @what is one thing that may be there or not. */
static void invent(struct facts *f, unsigned int what, uint64_t n)
{
	static const enum trend_result results[] = {
		TREND_UNTESTED, TREND_UNCLEAR, TREND_RISING, TREND_FALLING,
	};
	static struct store_network networks[2];

	memset(f, 0, sizeof(*f));
	f->from = DAY;
	f->until = DAY_END;
	f->windows = what & 1 ? n : 0;
	f->first = DAY;
	f->last = DAY_END;
	f->seconds = what & 2 ? 60 : 0;
	f->sensors.count = 0;
	if (what & 4) {
		f->group[FACTS_WORM].total.packets = n;
		f->group[FACTS_WORM].total.bytes = n;
		f->group[FACTS_WORM].direction[DIRECTION_INGRESS].packets = n;
		f->group[FACTS_WORM].verdict[what & 8 ? VERDICT_ACCEPT :
					     VERDICT_MONITOR].packets = n;
		f->group[FACTS_WORM].verdict[VERDICT_LIMIT].packets =
			what & 16 ? n : 0;
		f->group[FACTS_WORM].verdict[VERDICT_QUEUE].packets =
			what & 32 ? n : 0;
		f->attacks.total.packets = n;
	}
	if (what & 8) {
		f->group[FACTS_PINGPONG].total.packets = n;
		f->group[FACTS_SIGNATURE].total.packets = n;
		f->group[FACTS_LONG_ANSWERS].total.packets = n;
		f->attacks.total.packets = n;
	}
	if (what & 16) {
		f->group[FACTS_REQUESTS].total.packets = n;
		f->group[FACTS_RESPONSES].direction[DIRECTION_INGRESS].packets = n;
		f->uninspected.total.packets = n;
		f->at_least = true;
	}
	if (what & 32) {
		memset(networks, 0, sizeof(networks));
		networks[0].prefix.addr = fixture_address("2001:db8:ffff::");
		networks[0].prefix.len = 48;
		networks[0].packets[CLASS_SLAMMER] = n;
		networks[0].sources = n;
		networks[1] = networks[0];
		f->networks.list = networks;
		f->networks.count = 2;
		f->network_count = n;
		f->outside.by_class[CLASS_SLAMMER] = n;
	}
	f->trend.result = results[what >> 6 & 3];
	f->trend.n = 24;
	f->trend.interval = 3600;
}

static void trend_words(const char *lines, const struct facts *f, bool ja)
{
	bool said = f->windows && f->group[FACTS_WORM].total.packets;
	char *text = strdup(lines);

	/* lines may end in the middle of it */
	squeeze(text);
	assert_int_equal(strstr(text, ja ? "増加傾向" : "increasingtrend") != NULL,
			 said && f->trend.result == TREND_RISING);
	assert_int_equal(strstr(text, ja ? "減少傾向" : "decreasingtrend") != NULL,
			 said && f->trend.result == TREND_FALLING);
	assert_int_equal(strstr(text, ja ? "明確な増減" : "nocleartrend") != NULL,
			 said && f->trend.result == TREND_UNCLEAR);
	assert_int_equal(strstr(text, "Mann-Kendall") != NULL,
			 said && f->trend.result != TREND_UNTESTED);
	free(text);
}

/* Each of these is stated if and only if there are such packets. */
static void verdict_words(const char *text, const struct facts *f, bool ja)
{
	static const struct { enum slammer_verdict verdict; const char *ja, *en; } words[] = {
		{ VERDICT_MONITOR, "監視のみ", "monitoringonly" },
		{ VERDICT_LIMIT, "流量制限内で通過", "withinaratelimit" },
		{ VERDICT_QUEUE, "他プログラムへ引き渡し", "handedtoanother" },
	};
	bool said = f->windows && f->group[FACTS_WORM].total.packets;
	char *bare = malloc(strlen(text) + 1), *end = bare;
	size_t i;

	/* lines may end in the middle of it */
	for (; *text; text++)
		if (!strchr(" \n", *text))
			*end++ = *text;
	*end = '\0';
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_int_equal(strstr(bare, ja ? words[i].ja : words[i].en) != NULL,
				 said && f->group[FACTS_WORM].verdict[words[i].verdict].packets);
	free(bare);
}

static void whatever_the_facts(void **state)
{
	/* Figures so large that no table of them fits its lines. */
	static const uint64_t sizes[] = { 1, 1234, 1ull << 62 };
	struct facts facts;
	unsigned int what, i, k;
	char *text;

	for (what = 0; what < 256; what++) {
		for (i = 0; i < 3; i++) {
			invent(&facts, what, sizes[i]);
			for (k = 0; k < 2; k++) {
				text = make(&facts, languages[k], 9999);
				check_form(text);
				trend_words(text, &facts, k == 0);
				verdict_words(text, &facts, k == 0);
				if (!facts.windows || !facts.attacks.total.packets)
					assert_null(strstr(text, k ? "numbers of packets observed" : "観測したパケットの数"));
				else
					assert_non_null(strstr(text, grouped(sizes[i])));
				free(text);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden_outbreak),
		cmocka_unit_test(golden_nothing),
		cmocka_unit_test(figures_to_the_unit),
		cmocka_unit_test(no_single_address),
		cmocka_unit_test(no_template_sees_hosts),
		cmocka_unit_test(drafts),
		cmocka_unit_test(whatever_the_facts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
