// SPDX-License-Identifier: GPL-2.0-or-later
/* urls.c - paths of the static tree */
#include <stdio.h>
#include <string.h>

#include "urls.h"

#define ALERTS	"at/"

const char *urls_base(const json_t *content, char buf[URLS_MAX])
{
	const char *alerts = json_string_value(json_object_get(
			json_object_get(content, "publisher"), "alerts"));
	size_t n = alerts ? strlen(alerts) : 0, tail = strlen(ALERTS);

	if (n <= tail + 1 || n >= URLS_MAX || strcmp(alerts + n - tail, ALERTS) ||
	    alerts[n - tail - 1] != '/')
		return NULL;
	memcpy(buf, alerts, n - tail);
	buf[n - tail] = 0;
	return buf;
}

/* The publisher's own language has no folder of its own. */
static bool is_first(const json_t *content, const char *language)
{
	const char *first = json_string_value(json_array_get(
			json_object_get(content, "languages"), 0));

	return !first || !strcmp(first, language);
}

const char *urls_page(const struct edition *edition, const char *language,
		      const char *end, char buf[URLS_MAX])
{
	bool first = is_first(edition->content, language);
	char name[64];

	snprintf(buf, URLS_MAX, "%s%s" ALERTS "%04u/%s%s", first ? "" : language,
		 first ? "" : "/", edition->year, edition_name(edition, name), end);
	return buf;
}

const char *urls_relative(const char *from, const char *to, char buf[URLS_MAX])
{
	const char *slash;
	size_t same = 0, i, n = 0;

	for (i = 0; from[i] && from[i] == to[i]; i++)
		if (from[i] == '/')
			same = i + 1;
	*buf = 0;
	for (slash = strchr(from + same, '/'); slash && n + 4 < URLS_MAX;
	     slash = strchr(slash + 1, '/'))
		n += (size_t)snprintf(buf + n, URLS_MAX - n, "../");
	snprintf(buf + n, URLS_MAX - n, "%s", to + same);
	return buf;
}

/* Lower case; each run of characters that CSAF forbids in a file name is one "_". */
static const char *csaf_file(const struct edition *edition, char buf[URLS_MAX])
{
	char id[64];
	size_t i, n = 0;
	char c;

	if (!*edition_number(edition, id))
		edition_name(edition, id);
	for (i = 0; id[i]; i++) {
		c = id[i] >= 'A' && id[i] <= 'Z' ? (char)(id[i] + 32) : id[i];
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    c == '+' || c == '-')
			buf[n++] = c;
		else if (!n || buf[n - 1] != '_')
			buf[n++] = '_';
	}
	strcpy(buf + n, ".json");
	return buf;
}

const char *urls_csaf(const struct edition *edition, char buf[URLS_MAX])
{
	char file[URLS_MAX];

	snprintf(buf, URLS_MAX, "%04u/%.*s", edition->year, URLS_MAX - 16,
		 csaf_file(edition, file));
	return buf;
}
