// SPDX-License-Identifier: GPL-2.0-or-later
/* page_fixture.c - see page_fixture.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "publisher/labels.h"
#include "common/error.h"
#include "page_fixture.h"

static const char page_content[] =
"{\"shape\":1,\"type\":\"alert\",\"languages\":[\"ja\",\"en\"],"
"\"publisher\":{\"name\":{\"ja\":\"サンプル緊急対応センター (Example CSIRT)\","
"\"en\":\"Example Computer Security Incident Response Team (Example CSIRT)\"},"
"\"short\":\"Example CSIRT\",\"prefix\":\"EXAMPLE-AT\","
"\"site\":\"https://csirt.example.org/\","
"\"alerts\":\"https://csirt.example.org/at/\","
"\"email\":\"info@csirt.example.org\",\"phone\":null,\"timezone\":\"JST-9\","
"\"tlp\":\"WHITE\"},"
"\"title\":{\"ja\":\"UDP 1434番ポートへの感染の試みの増加に関する注意喚起\","
"\"en\":\"Increase in infection attempts on UDP port 1434\"},"
"\"summary\":{\"ja\":\"Slammer ワームの感染の試みが増加傾向にあります。\","
"\"en\":\"Infection attempts by the Slammer worm are increasing.\"},"
"\"text\":{},\"references\":[{\"topics\":[\"worm\"],"
"\"publisher\":{\"en\":\"CERT Coordination Center\"},\"number\":\"CA-2003-04\","
"\"title\":{\"en\":\"MS-SQL Server Worm\"},"
"\"url\":\"http://www.cert.org/advisories/CA-2003-04.html\","
"\"language\":\"en\"}],"
"\"facts\":{\"shape\":1,\"period\":{\"from\":\"2026-01-20T00:00:00+09:00\","
"\"until\":\"2026-01-27T00:00:00+09:00\",\"zone\":\"JST\",\"offset\":\"+09:00\"},"
"\"worm\":{\"packets\":5043552,\"ingress\":{\"packets\":5043521},"
"\"from_inside\":{\"packets\":31}},"
"\"variants\":{\"packets\":812,\"ingress\":{\"packets\":800},"
"\"from_inside\":{\"packets\":12}},"
"\"networks\":{\"count\":3,\"list\":["
"{\"prefix\":\"192.0.2.0/24\",\"sources\":12,\"attacks\":3200111,\"new\":false},"
"{\"prefix\":\"2001:db8:1234::/48\",\"sources\":3,\"attacks\":912000,\"new\":true},"
"{\"prefix\":\"198.51.100.0/24\",\"sources\":1,\"attacks\":7,\"new\":false}]}}}";

static const char page_history[] =
"[{\"revision\":1,\"date\":\"2026-01-27T09:00:00+09:00\",\"type\":\"alert\","
"\"summary\":{\"ja\":\"初版\",\"en\":\"First edition\"}}]";

const char page_text_ja[] =
"> サンプル緊急対応センター (Example CSIRT)\n\n"
"> UDP 1434番ポートへの感染の試みの増加に関する注意喚起\n\n> 各位\n\n"
"> EXAMPLE-AT-2026-0001\n> Example CSIRT\n> 2026-01-27\n\n"
"> https://csirt.example.org/at/2026/at260001.txt\n\n\n# I. 概要\n\n"
"Example CSIRT では、UDP 1434番ポート (ms-sql-m) 宛てに送られた、\n"
"Slammer ワームの特徴を持つパケットを観測しています。詳しくは\n"
"https://csirt.example.org/slammer?a=1&b=2。をご覧ください。\n\n"
"> 観測期間: 2026年1月20日 00:00 から 2026年1月27日 00:00 まで\n"
"> 集計:     1 時間ごと、168 区間\n> 時刻:     JST (UTC+09:00)\n\n"
"| 区分 | 外部から | 内部から | 合計\n"
"| Slammer ワーム | 5,043,521 | 31 | 5,043,552\n"
"| 脆弱性を狙う試み (亜種を含む) | 800 | 12 | 812\n\n"
"~ chart series #\n| 日 | 外部から | 内部から\n| 1月20日 | 12 | 0\n"
"| 1月21日 | 400 | 31\n\n~ chart networks #\n"
"| ネットワーク | パケット数 | 前回の順位\n| 192.0.2.0/24 | 3,200,111 | 1\n"
"| 2001:db8:1234::/48 | 912,000 | -\n\n~ chart directions #\n\n"
"# II. 対象\n\n* Microsoft SQL Server 2000\n\n* MSDE 2000\n\n"
"> CERT Coordination Center CA-2003-04\n> MS-SQL Server Worm\n"
"> http://www.cert.org/advisories/CA-2003-04.html\n\n"
"# III. 予防と対策\n\n` table inet filter {\n`   udp dport 1434 drop\n` }\n\n"
"======================================================================\n"
"> サンプル緊急対応センター (Example CSIRT)\n> info@csirt.example.org\n";

const char page_text_en[] =
"> Example Computer Security Incident Response Team (Example CSIRT)\n\n"
"> To whom it may concern\n\n> EXAMPLE-AT-2026-0001\n> 2026-01-27\n\n"
"# I. Overview\n\nExample CSIRT is observing packets sent to UDP port 1434\n"
"(ms-sql-m) that carry the characteristics of the Slammer worm.\n\n"
"> Period:    January 20, 2026, 00:00 to January 27, 2026, 00:00\n"
"> Time zone: JST (UTC+09:00)\n\n"
"| Category | From outside | From inside | Total\n"
"| Slammer worm | 5,043,521 | 31 | 5,043,552\n\n"
"~ chart series #\n| Day | From outside | From inside\n| January 20 | 12 | 0\n\n"
"~ chart networks #\n\n~ chart directions #\n\n"
"# II. Affected Systems\n\n* Microsoft SQL Server 2000\n* MSDE 2000\n\n"
"# III. Prevention and Remedy\n\n` nft add table inet filter\n\n"
"==============================\n> info@csirt.example.org\n";

void page_edition(struct edition *edition)
{
	memset(edition, 0, sizeof(*edition));
	edition->id = 1;
	edition->year = 2026;
	edition->number = 1;
	edition->revision = 1;
	edition->type = EDITION_ALERT;
	edition->state = EDITION_PUBLISHED;
	edition->content = json_loads(page_content, 0, NULL);
	edition->history = json_loads(page_history, 0, NULL);
}

json_t *page_facts(const struct edition *edition)
{
	return json_object_get(edition->content, "facts");
}

void page_points(json_t *facts, size_t n, long seconds,
			       int64_t (*value)(size_t i))
{
	json_t *points = json_array();
	char start[40];
	time_t clock;
	struct tm tm;
	size_t i;

	for (i = 0; i < n; i++) {
		clock = 1768867200 + (time_t)i * seconds;
		gmtime_r(&clock, &tm);
		strftime(start, sizeof(start), "%Y-%m-%dT%H:%M:%S+09:00", &tm);
		json_array_append_new(points, json_pack("{s:s, s:I, s:I}",
			"start", start, "worm_in", (json_int_t)value(i),
			"worm_out", (json_int_t)(value(i) / 7)));
	}
	json_object_set_new(facts, "chart", json_pack(
		"{s:I, s:{s:i, s:i, s:I, s:i}, s:o}", "seconds",
		(json_int_t)seconds, "every", "days", 0, "hours", 0, "minutes",
		(json_int_t)seconds / 60, "seconds", 0, "points", points));
}

json_t *page_labels(const char *language)
{
	struct error error = { "" };
	json_t *labels = labels_load(PAGE_TEMPLATES, language, &error);

	if (!labels)
		fprintf(stderr, "%s\n", error.text);
	return labels;
}

int page_bulletin(struct bulletin *bulletin, const char *language,
		  const char *title, const char *markup)
{
	struct error error = { "" };

	memset(bulletin, 0, sizeof(*bulletin));
	snprintf(bulletin->language, sizeof(bulletin->language), "%s", language);
	bulletin->title = strdup(title);
	return document_parse(&bulletin->document, markup, &error);
}
