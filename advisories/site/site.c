// SPDX-License-Identifier: GPL-2.0-or-later
/* site.c - collects what is published and builds each part of the site from it */
#include <stdlib.h>
#include <string.h>

#include "bulletin/hash.h"
#include "publisher/labels.h"
#include "bulletin/register.h"
#include "common/array.h"
#include "common/error.h"
#include "render/csaf/distribution.h"
#include "sign/sign.h"
#include "internal.h"

int page_open(struct site *site, struct page *page)
{
	memset(page, 0, sizeof(*page));
	page->out = open_memstream(&page->data, &page->size);
	return page->out ? 0 : error_no_memory(site->error);
}

int page_put(struct site *site, struct page *page, const char *path, int ret)
{
	if (fclose(page->out) && !ret)
		ret = error_no_memory(site->error);
	if (!ret)
		ret = site_put(site, path, page->data, page->size);
	free(page->data);
	return ret;
}

int site_put(struct site *site, const char *path, const void *data, size_t size)
{
	char hex[HASH_SHA256_MAX];

	fprintf(site->sums, "%s  %s\n", hash_sha256(data, size, hex), path);
	return site->order->put(path, data, size, site->order->arg, site->error);
}

const json_t *site_labels(const struct site *site, const char *language)
{
	return json_object_get(site->labels, language);
}

const char *site_path(const struct site *site, const char *language,
		      const char *tail, char buf[URLS_MAX])
{
	const char *first = json_string_value(json_array_get(site->languages, 0));
	bool top = !strcmp(first, language);

	snprintf(buf, URLS_MAX, "%s%s%s", top ? "" : language, top ? "" : "/",
		 tail);
	return buf;
}

/* The site is public: only TLP:CLEAR (WHITE in CSAF 2.0) is in it. */
static bool is_public(const struct site *site, const struct edition *edition)
{
	const char *tlp = json_string_value(json_object_get(
			json_object_get(edition->content, "publisher"), "tlp"));
	char number[64], sentence[160];

	if (tlp && !strcmp(tlp, "WHITE"))
		return true;
	snprintf(sentence, sizeof(sentence),
		 "%s is TLP:%s, so it is not in the public tree",
		 edition_number(edition, number), tlp ? tlp : "?");
	if (site->order->say)
		site->order->say(sentence, site->order->arg);
	return false;
}

static int collect(const struct edition *edition, void *arg)
{
	struct site *site = arg;

	if (!is_public(site, edition))
		return 0;
	if (array_grow(&site->editions, &site->room, site->n))
		return error_no_memory(site->error);
	site->editions[site->n] = *edition;
	json_incref(edition->content);
	json_incref(edition->history);
	site->n++;
	return 0;
}

static int by_number(const void *a, const void *b)
{
	const struct edition *x = a, *y = b;

	if (x->year != y->year)
		return x->year < y->year ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

/* Adds to an array of texts, without duplicates. */
static void add_text(json_t *array, const char *text)
{
	const json_t *one;
	size_t i;

	json_array_foreach(array, i, one)
		if (!strcmp(json_string_value(one), text))
			return;
	json_array_append_new(array, json_string(text));
}

static void add_languages(struct site *site, const struct edition *edition)
{
	const json_t *language;
	size_t i;

	json_array_foreach(json_object_get(edition->content, "languages"), i,
			   language)
		add_text(site->languages, json_string_value(language));
}

/* Sorts the editions and finds languages, labels and keys. */
static int arrange(struct site *site)
{
	const json_t *language;
	char base[URLS_MAX], number[64], key[64];
	json_t *labels;
	size_t i;

	qsort(site->editions, site->n, sizeof(*site->editions), by_number);
	site->list = calloc(site->n, sizeof(*site->list));
	if (!site->list)
		return error_no_memory(site->error);
	for (i = 0; i < site->n; i++)
		site->list[i] = &site->editions[i];
	site->newest = rolie_newest(site->list, site->n);
	add_languages(site, site->newest);
	for (i = 0; i < site->n; i++) {
		add_languages(site, &site->editions[i]);
		if (site_key(&site->editions[i], key))
			add_text(site->keys, key);
		if (!urls_base(site->editions[i].content, base))
			return error_set(site->error, "%s: the publisher's \"alerts\" must end with /at/, the folder of bulletins in the tree",
					 edition_number(&site->editions[i], number));
	}
	json_array_foreach(site->languages, i, language) {
		labels = labels_load(site->order->templates,
				     json_string_value(language), site->error);
		if (!labels)
			return -1;
		json_object_set_new(site->labels, json_string_value(language),
				    labels);
	}
	return 0;
}

static int put_sums(struct site *site)
{
	if (fflush(site->sums))
		return error_no_memory(site->error);
	return site->order->put(SITE_SUMS, site->sums_text, site->sums_size,
				site->order->arg, site->error);
}

static int put_all(struct site *site)
{
	size_t i;

	if (arrange(site))
		return -1;
	for (i = 0; i < site->n; i++) {
		if (site_put_bulletin(site, i))
			return -1;
		if (site->order->progress)
			site->order->progress(i + 1, site->n, site->order->arg);
	}
	if (site_put_lists(site) || site_put_csaf_lists(site) ||
	    site_put_keys(site) || put_sums(site))
		return -1;
	return 1;
}

static void site_free(struct site *site)
{
	size_t i;

	for (i = 0; i < site->n; i++) {
		json_decref(site->editions[i].content);
		json_decref(site->editions[i].history);
	}
	free(site->editions);
	free(site->list);
	json_decref(site->languages);
	json_decref(site->labels);
	json_decref(site->keys);
	if (site->sums)
		fclose(site->sums);
	free(site->sums_text);
	signer_close(site->signer);
}

int site_build(const struct site_order *order, struct error *error)
{
	struct site site = {
		.order = order, .error = error,
		.languages = json_array(), .labels = json_object(),
		.keys = json_array(),
	};
	int ret;

	site.sums = open_memstream(&site.sums_text, &site.sums_size);
	if (!site.sums)
		ret = error_no_memory(site.error);
	else
		ret = register_each(order->archive, REGISTER_PUBLISHED, collect, &site,
				    error);
	if (!ret && site.n)
		ret = put_all(&site);
	site_free(&site);
	return ret;
}
