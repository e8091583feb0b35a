// SPDX-License-Identifier: GPL-2.0-or-later
/* lists.c - lists of bulletins: start pages, years, feeds */
#include <stdlib.h>
#include <string.h>

#include "render/csaf/csaf.h"
#include "render/csaf/distribution.h"
#include "render/csaf/distribution.h"
#include "render/html/rss.h"
#include "internal.h"

#define LATEST		10	/* on the start page */
#define LANGUAGES_MAX	16

/**
 * struct lists - data of the lists of one language
 * @shown:   editions in that language, newest number first
 * @entries: the same for a page, @paths their URLs
 * @years:   those of @shown, newest first, @year_paths their URLs
 * @pages:   this page in other languages, @page_paths their URLs
 */
struct lists {
	const char *language;
	const struct edition **shown;
	size_t n;
	struct page_entry *entries;
	char (*paths)[URLS_MAX];
	struct page_year *years;
	char (*year_paths)[URLS_MAX];
	size_t n_years;
	struct page_language pages[LANGUAGES_MAX];
	char page_paths[LANGUAGES_MAX][URLS_MAX];
	char home[URLS_MAX];
	char feed[URLS_MAX];
	char provider[URLS_MAX];
	char key[URLS_MAX];
	char permanent[2 * URLS_MAX];
};

static void lists_free(struct lists *lists)
{
	free(lists->shown);
	free(lists->entries);
	free(lists->paths);
	free(lists->years);
	free(lists->year_paths);
}

static int lists_make(struct site *site, const char *language,
		      struct lists *lists)
{
	size_t i;

	memset(lists, 0, sizeof(*lists));
	lists->language = language;
	lists->shown = calloc(site->n, sizeof(*lists->shown));
	lists->entries = calloc(site->n, sizeof(*lists->entries));
	lists->paths = calloc(site->n, sizeof(*lists->paths));
	lists->years = calloc(site->n, sizeof(*lists->years));
	lists->year_paths = calloc(site->n, sizeof(*lists->year_paths));
	if (!lists->shown || !lists->entries || !lists->paths || !lists->years ||
	    !lists->year_paths) {
		lists_free(lists);
		return error_no_memory(site->error);
	}
	for (i = site->n; i-- > 0;)
		if (json_object_get(json_object_get(site->editions[i].content,
						    "text"), language))
			lists->shown[lists->n++] = &site->editions[i];
	return 0;
}

static const char *year_file(unsigned int year, char buf[32])
{
	snprintf(buf, 32, "at/%04u/index.html", year);
	return buf;
}

/* Entries of a year, or the newest if it is 0. */
static size_t fill_entries(struct lists *lists, const char *page,
			   unsigned int year)
{
	char path[URLS_MAX];
	size_t i, n = 0;

	for (i = 0; i < lists->n && (year || n < LATEST); i++) {
		if (year && lists->shown[i]->year != year)
			continue;
		urls_relative(page, urls_page(lists->shown[i], lists->language,
					      ".html", path), lists->paths[n]);
		lists->entries[n] = (struct page_entry) {
			.edition = lists->shown[i], .url = lists->paths[n],
		};
		n++;
	}
	return n;
}

static void fill_years(const struct site *site, struct lists *lists,
		       const char *page)
{
	char path[URLS_MAX], file[32];
	unsigned int year = 0;
	size_t i, n = 0;

	for (i = 0; i < lists->n; i++) {
		if (lists->shown[i]->year == year)
			continue;
		year = lists->shown[i]->year;
		site_path(site, lists->language, year_file(year, file), path);
		lists->years[n] = (struct page_year) {
			.year = year,
			.url = urls_relative(page, path, lists->year_paths[n]),
		};
		n++;
	}
	lists->n_years = n;
}

static bool has_year(const struct site *site, const char *language,
		     unsigned int year)
{
	size_t i;

	for (i = 0; i < site->n; i++)
		if ((!year || site->editions[i].year == year) &&
		    json_object_get(json_object_get(site->editions[i].content,
						    "text"), language))
			return true;
	return false;
}

static void fill_languages(const struct site *site, struct lists *lists,
			   const char *page, const char *tail, unsigned int year,
			   struct page_links *links)
{
	const json_t *language;
	const char *name;
	char path[URLS_MAX];
	size_t i, n = 0;

	json_array_foreach(site->languages, i, language) {
		name = json_string_value(language);
		if (!strcmp(name, lists->language) || n == LANGUAGES_MAX ||
		    !has_year(site, name, year))
			continue;
		lists->pages[n] = (struct page_language) {
			.language = name,
			.name = json_string_value(json_object_get(
					site_labels(site, name), "language")),
			.url = urls_relative(page, site_path(site, name, tail, path),
					     lists->page_paths[n]),
		};
		n++;
	}
	links->others = lists->pages;
	links->n_others = n;
}

static void fill_links(const struct site *site, struct lists *lists,
		       const char *page, const char *tail, unsigned int year,
		       struct page_links *links)
{
	char path[URLS_MAX], base[URLS_MAX];

	snprintf(lists->permanent, sizeof(lists->permanent), "%s%s",
		 urls_base(site->newest->content, base), page);
	links->permanent = lists->permanent;
	if (year)
		links->home = urls_relative(page,
				site_path(site, lists->language, "index.html",
					  path), lists->home);
	links->feed = urls_relative(page, site_path(site, lists->language,
						    "at/at.rdf", path),
				    lists->feed);
	links->provider = urls_relative(page, URLS_PROVIDER, lists->provider);
	if (json_array_size(site->keys))
		links->key = urls_relative(page, URLS_KEY, lists->key);
	fill_languages(site, lists, page, tail, year, links);
}

/* The index of a year, or with 0 the start page. */
static int put_list(struct site *site, struct lists *lists, unsigned int year)
{
	const char *tail;
	char file[32], path[URLS_MAX];
	struct page_list list = {
		.language = lists->language,
		.publisher = json_object_get(site->newest->content, "publisher"),
		.labels = site_labels(site, lists->language),
		.year = year,
	};
	struct page page;
	int ret;

	tail = year ? year_file(year, file) : "index.html";
	site_path(site, lists->language, tail, path);
	list.n_entries = fill_entries(lists, path, year);
	list.entries = lists->entries;
	fill_years(site, lists, path);
	list.years = lists->years;
	list.n_years = lists->n_years;
	fill_links(site, lists, path, tail, year, &list.links);
	if (page_open(site, &page))
		return -1;
	ret = (year ? render_year : render_start)(page.out, &list, site->error);
	return page_put(site, &page, path, ret);
}

static int put_feed(struct site *site, struct lists *lists)
{
	char base[URLS_MAX], path[URLS_MAX], page_path[URLS_MAX];
	char url[2 * URLS_MAX], home[2 * URLS_MAX], (*urls)[2 * URLS_MAX];
	struct rss_item *items = calloc(lists->n, sizeof(*items));
	struct rss_feed feed = {
		.language = lists->language, .url = url, .site = home,
		.publisher = json_object_get(site->newest->content, "publisher"),
		.labels = site_labels(site, lists->language),
		.items = items, .n_items = lists->n,
	};
	struct page page;
	size_t i;
	int ret = -1;

	urls = calloc(lists->n, sizeof(*urls));
	urls_base(site->newest->content, base);
	site_path(site, lists->language, "index.html", path);
	snprintf(home, sizeof(home), "%s%s", base, path);
	site_path(site, lists->language, "at/at.rdf", path);
	snprintf(url, sizeof(url), "%s%s", base, path);
	for (i = 0; urls && items && i < lists->n; i++) {
		urls_base(lists->shown[i]->content, base);
		snprintf(urls[i], sizeof(urls[i]), "%s%s", base,
			 urls_page(lists->shown[i], lists->language, ".html",
				   page_path));
		items[i].edition = lists->shown[i];
		items[i].url = urls[i];
	}
	if (!urls || !items)
		error_no_memory(site->error);
	else if (!page_open(site, &page))
		ret = page_put(site, &page, path,
			       render_rss(page.out, &feed, site->error));
	free(urls);
	free(items);
	return ret;
}

static int put_language(struct site *site, struct lists *lists)
{
	unsigned int year = 0;
	size_t i;

	if (put_list(site, lists, 0) || put_feed(site, lists))
		return -1;
	for (i = 0; i < lists->n; i++) {
		if (lists->shown[i]->year == year)
			continue;
		year = lists->shown[i]->year;
		if (put_list(site, lists, year))
			return -1;
	}
	return 0;
}

int site_put_lists(struct site *site)
{
	const json_t *language;
	struct lists lists;
	size_t i;
	int ret = 0;

	json_array_foreach(site->languages, i, language) {
		if (lists_make(site, json_string_value(language), &lists))
			return -1;
		ret = put_language(site, &lists);
		lists_free(&lists);
		if (ret)
			return -1;
	}
	return 0;
}

static bool all_signed(const struct site *site)
{
	char key[64];
	size_t i;

	for (i = 0; i < site->n; i++)
		if (!site_key(&site->editions[i], key))
			return false;
	return true;
}

static int put_one(struct site *site, const char *path,
		   int (*render)(FILE *out, const struct edition *const *editions,
				 size_t n))
{
	struct page page;
	int ret;

	if (page_open(site, &page))
		return -1;
	ret = render(page.out, site->list, site->n);
	if (ret)
		error_set(site->error, "%s cannot be created", path);
	return page_put(site, &page, path, ret);
}

int site_put_csaf_lists(struct site *site)
{
	struct page page;
	int ret;

	if (put_one(site, URLS_CSAF "index.txt", render_csaf_index) ||
	    put_one(site, URLS_CSAF "changes.csv", render_csaf_changes) ||
	    put_one(site, URLS_CSAF ROLIE_FILE, render_rolie) ||
	    page_open(site, &page))
		return -1;
	ret = render_provider(page.out, site->newest, site->keys,
			      all_signed(site));
	if (ret)
		error_set(site->error, URLS_PROVIDER " cannot be made");
	return page_put(site, &page, URLS_PROVIDER, ret);
}
