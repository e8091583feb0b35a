// SPDX-License-Identifier: GPL-2.0-or-later
/* bulletin.c - the files of one bulletin: pages, texts, CSAF, their signatures */
#include <stdlib.h>
#include <string.h>

#include "bulletin/hash.h"
#include "render/csaf/csaf.h"
#include "render/text/text.h"
#include "internal.h"

#define LANGUAGES_MAX	16

static bool has_language(const struct edition *edition, const char *language)
{
	return json_object_get(json_object_get(edition->content, "text"),
			       language) != NULL;
}

/* The nearest edition in that direction in the language; NULL: none */
static const struct edition *neighbour(const struct site *site, size_t i,
				       bool next, const char *language)
{
	size_t left = next ? site->n - 1 - i : i;

	for (; left; left--) {
		i += next ? 1 : (size_t)-1;
		if (has_language(&site->editions[i], language))
			return &site->editions[i];
	}
	return NULL;
}

/* Room for the URLs of a page's links. */
struct room {
	char permanent[2 * URLS_MAX];
	char others[LANGUAGES_MAX][URLS_MAX];
	struct page_language languages[LANGUAGES_MAX];
	char home[URLS_MAX];
	char year[URLS_MAX];
	char feed[URLS_MAX];
	char text[URLS_MAX];
	char signature[URLS_MAX];
	char csaf[URLS_MAX];
	char previous[URLS_MAX];
	char next[URLS_MAX];
};

static void link_languages(const struct site *site, const struct edition *e,
			   const char *language, const char *page,
			   struct room *room, struct page_links *links)
{
	const json_t *other;
	const char *name;
	char path[URLS_MAX];
	size_t i, n = 0;

	json_array_foreach(json_object_get(e->content, "languages"), i, other) {
		name = json_string_value(other);
		if (!strcmp(name, language) || n == LANGUAGES_MAX)
			continue;
		room->languages[n] = (struct page_language) {
			.language = name,
			.name = json_string_value(json_object_get(
					site_labels(site, name), "language")),
			.url = urls_relative(page, urls_page(e, name, ".html", path),
					     room->others[n]),
		};
		n++;
	}
	links->others = room->languages;
	links->n_others = n;
}

static void link_forms(const struct edition *e, const char *language,
		       const char *page, struct room *room,
		       struct page_links *links)
{
	char path[URLS_MAX], csaf[2 * URLS_MAX], key[64];

	links->text = urls_relative(page, urls_page(e, language, ".txt", path),
				    room->text);
	if (site_key(e, key))
		links->signature = urls_relative(page,
				urls_page(e, language, ".txt.asc", path),
				room->signature);
	snprintf(csaf, sizeof(csaf), URLS_CSAF "%s", urls_csaf(e, path));
	links->csaf = urls_relative(page, csaf, room->csaf);
}

static const char *link_neighbour(const struct site *site, size_t i, bool next,
				  const char *language, const char *page,
				  char buf[URLS_MAX])
{
	const struct edition *e = neighbour(site, i, next, language);
	char path[URLS_MAX];

	return e ? urls_relative(page, urls_page(e, language, ".html", path), buf) :
	       NULL;
}

static void link_page(const struct site *site, size_t i, const char *language,
		      const char *page, struct room *room,
		      struct page_links *links)
{
	const struct edition *e = &site->editions[i];
	char path[URLS_MAX], year[32], base[URLS_MAX];

	memset(links, 0, sizeof(*links));
	snprintf(room->permanent, sizeof(room->permanent), "%s%s",
		 urls_base(e->content, base), page);
	links->permanent = room->permanent;
	snprintf(year, sizeof(year), "at/%04u/index.html", e->year);
	links->home = urls_relative(page, site_path(site, language, "index.html",
						    path), room->home);
	links->year = urls_relative(page, site_path(site, language, year, path),
				    room->year);
	links->feed = urls_relative(page, site_path(site, language, "at/at.rdf",
						    path), room->feed);
	links->previous = link_neighbour(site, i, false, language, page,
					 room->previous);
	links->next = link_neighbour(site, i, true, language, page, room->next);
	link_languages(site, e, language, page, room, links);
	link_forms(e, language, page, room, links);
}

static int put_page(struct site *site, size_t i, const char *language,
		    const struct bulletin *bulletin)
{
	const struct edition *e = &site->editions[i];
	struct page_links links;
	struct room room;
	char path[URLS_MAX];
	struct page page;
	int ret;

	urls_page(e, language, ".html", path);
	link_page(site, i, language, path, &room, &links);
	if (page_open(site, &page))
		return -1;
	ret = render_html(page.out, e, bulletin, site_labels(site, language),
			  &links, site->error);
	return page_put(site, &page, path, ret);
}

static int put_text(struct site *site, const struct edition *e,
		    const char *language, const struct bulletin *bulletin)
{
	char path[URLS_MAX], key[64];
	struct page page;
	int ret;

	if (page_open(site, &page))
		return -1;
	ret = render_text(page.out, bulletin);
	if (ret || fflush(page.out))
		ret = error_no_memory(site->error);
	if (!ret && site_key(e, key))
		ret = site_put_signature(site, key, true,
				urls_page(e, language, ".txt.asc", path),
				page.data, page.size);
	return page_put(site, &page, urls_page(e, language, ".txt", path), ret);
}

/* As sha256sum and sha512sum print it: "HEX  FILE" */
static int put_hash(struct site *site, const char *path, const char *hex,
		    const char *end)
{
	const char *slash = strrchr(path, '/');
	char beside[URLS_MAX + 64];
	struct page page;

	if (page_open(site, &page))
		return -1;
	fprintf(page.out, "%s  %s\n", hex, slash ? slash + 1 : path);
	snprintf(beside, sizeof(beside), "%s%s", path, end);
	return page_put(site, &page, beside, 0);
}

static int put_beside(struct site *site, const struct edition *e,
		      const char *path, const struct page *page)
{
	char sha256[HASH_SHA256_MAX], sha512[HASH_SHA512_MAX];
	char beside[URLS_MAX + 64], key[64];

	hash_sha256(page->data, page->size, sha256);
	hash_sha512(page->data, page->size, sha512);
	if (put_hash(site, path, sha256, ".sha256") ||
	    put_hash(site, path, sha512, ".sha512"))
		return -1;
	if (!site_key(e, key))
		return 0;
	snprintf(beside, sizeof(beside), "%s.asc", path);
	return site_put_signature(site, key, false, beside, page->data,
				  page->size);
}

static int put_csaf(struct site *site, const struct edition *e)
{
	const char *language = csaf_language(e->content);
	char path[URLS_MAX], whole[URLS_MAX];
	struct page page;
	int ret;

	snprintf(whole, sizeof(whole), URLS_CSAF "%.*s", URLS_MAX - 16,
		 urls_csaf(e, path));
	if (page_open(site, &page))
		return -1;
	ret = render_csaf(page.out, e, site_labels(site, language), site->error);
	if (!ret && fflush(page.out))
		ret = error_no_memory(site->error);
	if (!ret)
		ret = put_beside(site, e, whole, &page);
	return page_put(site, &page, whole, ret);
}

int site_put_bulletin(struct site *site, size_t i)
{
	const struct edition *e = &site->editions[i];
	struct bulletin bulletin;
	const json_t *language;
	const char *name;
	size_t l;
	int ret;

	json_array_foreach(json_object_get(e->content, "languages"), l, language) {
		name = json_string_value(language);
		if (edition_bulletin(&bulletin, e, name, site->error))
			return -1;
		ret = put_page(site, i, name, &bulletin) ||
		      put_text(site, e, name, &bulletin);
		bulletin_free(&bulletin);
		if (ret)
			return -1;
	}
	return put_csaf(site, e);
}
