// SPDX-License-Identifier: GPL-2.0-or-later
/* distribution.c - published editions -> provider metadata, ROLIE feed, lists */
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "csaf.h"
#include "distribution.h"
#include "internal.h"
#include "render/html/urls.h"

#define SCHEMA	"https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json"
#define SCHEME	"urn:ietf:params:rolie:category:information-type"

static int by_number(const void *a, const void *b)
{
	const struct edition *x = *(const struct edition *const *)a;
	const struct edition *y = *(const struct edition *const *)b;

	if (x->year != y->year)
		return x->year < y->year ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static int by_change(const void *a, const void *b)
{
	const struct edition *x = *(const struct edition *const *)a;
	const struct edition *y = *(const struct edition *const *)b;

	if (x->current != y->current)
		return x->current > y->current ? -1 : 1;
	return by_number(b, a);
}

/* Malloced; NULL if out of memory. */
static const struct edition **sorted(const struct edition *const *editions,
				     size_t n,
				     int (*order)(const void *, const void *))
{
	const struct edition **list = calloc(n ? n : 1, sizeof(*list));

	if (!list)
		return NULL;
	if (n)
		memcpy(list, editions, n * sizeof(*list));
	qsort(list, n, sizeof(*list), order);
	return list;
}

const struct edition *rolie_newest(const struct edition *const *editions,
				   size_t n)
{
	const struct edition *newest = NULL;
	size_t i;

	for (i = 0; i < n; i++)
		if (!newest || by_change(&editions[i], &newest) < 0)
			newest = editions[i];
	return newest;
}

static json_t *link_to(const char *rel, const char *url, const char *end)
{
	return json_pack("{s:s, s:o}", "rel", rel,
			 "href", json_sprintf("%s%s", url, end));
}

static json_t *entry(const struct edition *e)
{
	const json_t *content = e->content;
	char number[64], base[URLS_MAX], path[URLS_MAX], url[3 * URLS_MAX];
	char first[CLOCK_ISO_MAX], current[CLOCK_ISO_MAX];
	json_t *links;

	if (!urls_base(content, base))
		*base = 0;
	snprintf(url, sizeof(url), "%s" URLS_CSAF "%s", base, urls_csaf(e, path));
	links = json_pack("[o, o, o]", link_to("self", url, ""),
			  link_to("hash", url, ".sha256"),
			  link_to("hash", url, ".sha512"));
	if (csaf_key(content))
		json_array_append_new(links, link_to("signature", url, ".asc"));
	return json_pack("{s:s, s:s, s:o, s:s, s:s, s:{s:s}, s:{s:s, s:s}, s:{s:s, s:s}}",
			 "id", edition_number(e, number),
			 "title", csaf_own(content,
					   json_object_get(content, "title")),
			 "link", links,
			 "published", clock_utc(e->first, first),
			 "updated", clock_utc(e->current, current),
			 "summary", "content",
			 csaf_own(content, json_object_get(content, "summary")),
			 "content", "type", "application/json", "src", url,
			 "format", "schema", SCHEMA, "version", "2.0");
}

int render_rolie(FILE *out, const struct edition *const *editions, size_t n)
{
	const struct edition **list = sorted(editions, n, by_change);
	const json_t *content, *publisher;
	json_t *feed, *entries = json_array();
	char base[URLS_MAX], updated[CLOCK_ISO_MAX];
	size_t i;
	int ret;

	if (!list || !n) {
		free(list);
		json_decref(entries);
		return -1;
	}
	for (i = 0; i < n; i++)
		json_array_append_new(entries, entry(list[i]));
	content = list[0]->content;
	publisher = json_object_get(content, "publisher");
	if (!urls_base(content, base))
		*base = 0;
	feed = json_pack("{s:{s:o, s:o, s:[o], s:[{s:s, s:s}], s:s, s:o}}",
			 "feed", "id", json_sprintf("%scsaf-feed-tlp-white", base),
			 "title", json_sprintf("%s: CSAF (TLP:WHITE)",
				csaf_own(content,
					 json_object_get(publisher, "name"))),
			 "link", json_pack("{s:s, s:o}", "rel", "self", "href",
				json_sprintf("%s" URLS_CSAF ROLIE_FILE, base)),
			 "category", "scheme", SCHEME, "term", "csaf",
			 "updated", clock_utc(list[0]->current, updated),
			 "entry", entries);
	ret = feed ? csaf_dump(out, feed) : -1;
	json_decref(feed);
	free(list);
	return ret;
}

int render_csaf_index(FILE *out, const struct edition *const *editions, size_t n)
{
	const struct edition **list = sorted(editions, n, by_number);
	char path[URLS_MAX];
	size_t i;

	if (!list)
		return -1;
	for (i = 0; i < n; i++)
		fprintf(out, "%s\n", urls_csaf(list[i], path));
	free(list);
	return ferror(out) ? -1 : 0;
}

int render_csaf_changes(FILE *out, const struct edition *const *editions,
			size_t n)
{
	const struct edition **list = sorted(editions, n, by_change);
	char path[URLS_MAX], date[CLOCK_ISO_MAX];
	size_t i;

	if (!list)
		return -1;
	for (i = 0; i < n; i++)
		fprintf(out, "\"%s\",\"%s\"\n", urls_csaf(list[i], path),
			clock_utc(list[i]->current, date));
	free(list);
	return ferror(out) ? -1 : 0;
}

static json_t *key_list(const char *base, const json_t *keys)
{
	json_t *list = json_array();
	const json_t *key;
	size_t i;

	json_array_foreach(keys, i, key)
		json_array_append_new(list, json_pack("{s:s, s:o}",
			"fingerprint", json_string_value(key),
			"url", json_sprintf("%s" URLS_KEY, base)));
	return list;
}

int render_provider(FILE *out, const struct edition *newest,
		    const json_t *keys, bool trusted)
{
	char base[URLS_MAX], updated[CLOCK_ISO_MAX];
	json_t *object;
	int ret;

	if (!urls_base(newest->content, base))
		return -1;
	object = json_pack("{s:o, s:s, s:s, s:b, s:b, s:s, s:o, s:[{s:{s:[{s:s, s:s, s:o}]}}, {s:o}]}",
			   "canonical_url", json_sprintf("%s" URLS_PROVIDER, base),
			   "last_updated", clock_utc(newest->current, updated),
			   "metadata_version", "2.0",
			   "list_on_CSAF_aggregators", 1,
			   "mirror_on_CSAF_aggregators", 1,
			   "role", trusted ? "csaf_trusted_provider" :
			   "csaf_provider",
			   "publisher", csaf_publisher(newest->content),
			   "distributions", "rolie", "feeds",
			   "summary", "TLP:WHITE", "tlp_label", "WHITE",
			   "url", json_sprintf("%s" URLS_CSAF ROLIE_FILE, base),
			   "directory_url", json_sprintf("%s" URLS_CSAF, base));
	if (object && json_array_size(keys))
		json_object_set_new(object, "public_openpgp_keys",
				    key_list(base, keys));
	ret = object ? csaf_dump(out, object) : -1;
	json_decref(object);
	return ret;
}
