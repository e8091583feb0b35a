// SPDX-License-Identifier: GPL-2.0-or-later
/* csaf.c - an edition -> a CSAF document */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/error.h"
#include "common/clock.h"
#include "csaf.h"
#include "internal.h"
#include "render/text/text.h"
#include "render/html/urls.h"

#define CATEGORY	"csaf_security_incident_response"
#define TLP_URL		"https://www.first.org/tlp/v1/"

int csaf_dump(FILE *out, const json_t *document)
{
	if (json_dumpf(document, out, JSON_INDENT(2) | JSON_SORT_KEYS |
		       JSON_REAL_PRECISION(10)))
		return -1;
	return fputc('\n', out) == EOF ? -1 : 0;
}

const char *csaf_language(const json_t *content)
{
	const char *language = json_string_value(json_array_get(
			json_object_get(content, "languages"), 0));

	return language ? language : "";
}

const char *csaf_own(const json_t *content, const json_t *object)
{
	const char *text = json_string_value(json_object_get(object,
						csaf_language(content)));

	return text ? text : "";
}

static const char *string_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

const char *csaf_key(const json_t *content)
{
	return json_string_value(json_object_get(
			json_object_get(content, "publisher"), "key"));
}

/*
 * "draft", "interim" or "final" as in CSAF. Everything is a draft
 * until it is published; an alert and its updates stay interim.
 */
static const char *status_of(const struct edition *edition)
{
	if (edition->state != EDITION_PUBLISHED)
		return "draft";
	return edition->type == EDITION_ALERT || edition->type == EDITION_UPDATE ?
	       "interim" : "final";
}

json_t *csaf_publisher(const json_t *content)
{
	const json_t *publisher = json_object_get(content, "publisher");
	const char *category = string_of(publisher, "category");
	const char *phone = string_of(publisher, "phone");

	return json_pack("{s:s, s:s, s:s, s:o}",
			 "category", *category ? category : "coordinator",
			 "name", csaf_own(content,
					  json_object_get(publisher, "name")),
			 "namespace", string_of(publisher, "site"),
			 "contact_details",
			 json_sprintf("%s%s%s", string_of(publisher, "email"),
				      *phone ? ", " : "", phone));
}

static const char *id_of(const struct edition *edition, char buf[64])
{
	if (!*edition_number(edition, buf))
		edition_name(edition, buf);
	return buf;
}

/*
 * Integer versions: 1 is the first published revision, so earlier ones can only
 * be 0.
 */
static unsigned int version_of(const struct edition *edition,
			       unsigned int revision)
{
	return edition->state != EDITION_PUBLISHED && edition->revision == 1 ?
	       0 : revision;
}

static json_t *history(const struct edition *edition)
{
	json_t *list = json_array();
	const json_t *entry;
	const char *summary;
	char date[CLOCK_ISO_MAX];
	unsigned int revision;
	size_t i;

	json_array_foreach(edition->history, i, entry) {
		revision = (unsigned int)json_integer_value(
				json_object_get(entry, "revision"));
		summary = csaf_own(edition->content,
				   json_object_get(entry, "summary"));
		json_array_append_new(list,
			json_pack("{s:s, s:o, s:s}",
				  /* Must equal current_release_date. */
				  "date", revision == edition->revision ?
				  clock_utc(edition->current, date) :
				  string_of(entry, "date"),
				  "number", json_sprintf("%u",
						version_of(edition, revision)),
				  "summary", *summary ? summary :
				  string_of(entry, "type")));
	}
	return list;
}

static json_t *tracking(const struct edition *edition)
{
	int64_t first = edition->first ? edition->first : edition->current;
	char id[64], initial[CLOCK_ISO_MAX], current[CLOCK_ISO_MAX];

	/*
	 * The engine without its version: the same edition gives the same bytes,
	 * and the same signature holds, after an upgrade as well.
	 */
	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:{s:{s:s}}}",
			 "id", id_of(edition, id),
			 "status", status_of(edition),
			 "initial_release_date", clock_utc(first, initial),
			 "current_release_date",
			 clock_utc(edition->current, current),
			 "version", json_sprintf("%u",
					version_of(edition, edition->revision)),
			 "revision_history", history(edition),
			 "generator", "engine", "name", "slammer-advisory");
}

static char *plain_text(const struct edition *edition, const char *language,
			struct error *error)
{
	struct bulletin bulletin;
	char *text = NULL;
	size_t n;
	FILE *out;

	if (edition_bulletin(&bulletin, edition, language, error))
		return NULL;
	out = open_memstream(&text, &n);
	if (!out || render_text(out, &bulletin)) {
		error_no_memory(error);
		if (out)
			fclose(out);
		free(text);
		bulletin_free(&bulletin);
		return NULL;
	}
	fclose(out);
	bulletin_free(&bulletin);
	return text;
}

/* For each language what is new and the full text, titled with the language. */
static json_t *notes(const struct edition *edition, struct error *error)
{
	const json_t *content = edition->content, *language;
	const json_t *titles = json_object_get(content, "title");
	json_t *list = json_array();
	const char *name;
	char *text;
	size_t i;

	json_array_foreach(json_object_get(content, "languages"), i, language) {
		name = json_string_value(language);
		text = plain_text(edition, name, error);
		if (!text) {
			json_decref(list);
			return NULL;
		}
		json_array_append_new(list, json_pack("{s:s, s:s, s:s}",
			"category", "summary", "title", string_of(titles, name),
			"text", string_of(json_object_get(content, "summary"),
					  name)));
		json_array_append_new(list, json_pack("{s:s, s:s, s:s}",
			"category", "details", "title", string_of(titles, name),
			"text", text));
		free(text);
	}
	return list;
}

static json_t *reference(const char *category, const char *summary,
			 const char *url)
{
	return json_pack("{s:s, s:s, s:s}", "category", category,
			 "summary", summary, "url", url);
}

/* This document, and the bulletin's page in each language. */
static void add_own(json_t *list, const struct edition *edition)
{
	const json_t *content = edition->content, *language;
	const json_t *titles = json_object_get(content, "title");
	char base[URLS_MAX], path[URLS_MAX], url[3 * URLS_MAX];
	const char *name;
	size_t i;

	if (!urls_base(content, base))
		return;
	snprintf(url, sizeof(url), "%s" URLS_CSAF "%s", base,
		 urls_csaf(edition, path));
	json_array_append_new(list, reference("self", csaf_own(content, titles),
					      url));
	json_array_foreach(json_object_get(content, "languages"), i, language) {
		name = json_string_value(language);
		snprintf(url, sizeof(url), "%s%s", base,
			 urls_page(edition, name, ".html", path));
		json_array_append_new(list, reference("self",
					string_of(titles, name), url));
	}
}

/* The register lists references by topic; one may be in several. */
static bool is_there(const json_t *list, const char *url)
{
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
		if (!strcmp(string_of(one, "url"), url))
			return true;
	return false;
}

static json_t *references(const struct edition *edition)
{
	const json_t *content = edition->content, *one;
	json_t *list = json_array(), *summary;
	const char *url, *number;
	size_t i;

	add_own(list, edition);
	json_array_foreach(json_object_get(content, "references"), i, one) {
		url = string_of(one, "url");
		number = string_of(one, "number");
		if (is_there(list, url))
			continue;
		summary = json_sprintf("%s%s%s: %s",
			csaf_own(content, json_object_get(one, "publisher")),
			*number ? " " : "", number,
			csaf_own(content, json_object_get(one, "title")));
		json_array_append_new(list, reference("external",
					json_string_value(summary), url));
		json_decref(summary);
	}
	return list;
}

/* Attacks were observed, and the bulletin is not withdrawn. */
static bool has_attacks(const struct edition *edition)
{
	const json_t *attacks = json_object_get(
			json_object_get(edition->content, "facts"), "attacks");

	return edition->type != EDITION_WITHDRAWAL &&
	       json_integer_value(json_object_get(attacks, "packets")) > 0;
}

int render_csaf(FILE *out, const struct edition *edition, const json_t *labels,
		struct error *error)
{
	const json_t *content = edition->content;
	json_t *document, *note_list = notes(edition, error);
	int ret = -1;

	if (!note_list)
		return -1;
	document = json_pack("{s:{s:s, s:s, s:s, s:s, s:{s:{s:s, s:s}}, s:o, s:o, s:o, s:o}}",
			     "document", "category", CATEGORY,
			     "csaf_version", "2.0",
			     "lang", csaf_language(content),
			     "title", csaf_own(content,
					json_object_get(content, "title")),
			     "distribution", "tlp", "label",
			     string_of(json_object_get(content, "publisher"),
				       "tlp"), "url", TLP_URL,
			     "publisher", csaf_publisher(content),
			     "tracking", tracking(edition),
			     "notes", note_list,
			     "references", references(edition));
	if (document && has_attacks(edition))
		csaf_add_vulnerability(document, content, labels);
	if (document)
		ret = csaf_dump(out, document);
	if (ret)
		error_set(error, "the CSAF document cannot be written");
	json_decref(document);
	return ret;
}
