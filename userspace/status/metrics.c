// SPDX-License-Identifier: GPL-2.0-or-later
/* metrics.c - families of metrics: put together, and written as OpenMetrics 1.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "status/internal.h"
#include "status/metrics.h"

json_t *family_new(json_t *list, const struct family *family)
{
	json_t *one = json_pack("{s:s+, s:s, s:s, s:s, s:[]}",
				"name", "nf_slammer_", family->name,
				"type", family->type, "unit", family->unit,
				"help", family->help, "samples");

	return json_array_append_new(list, one) ? NULL : one;
}

void family_sample(json_t *family, json_t *labels, json_t *value)
{
	json_array_append_new(json_object_get(family, "samples"),
			      json_pack("{s:o, s:o}", "labels", labels,
					"value", value));
}

const char *family_text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

json_t *family_number(const json_t *object, const char *key)
{
	return json_integer(json_integer_value(json_object_get(object, key)));
}

json_t *family_labels(const json_t *object, const char *const *keys)
{
	json_t *all = json_object();

	for (; all && *keys; keys++)
		json_object_set_new(all, *keys,
				    json_string(family_text(object, *keys)));
	return all;
}

void family_member(json_t *list, const struct family *family,
		   const json_t *object, const char *key)
{
	family_sample(family_new(list, family), json_object(),
		      family_number(object, key));
}

void family_truth(json_t *list, const struct family *family, bool is)
{
	family_sample(family_new(list, family), json_object(), json_integer(is));
}

void family_each(json_t *list, const struct family *family, const json_t *array,
		 const char *key, const char *const *keys)
{
	json_t *one = family_new(list, family);
	const json_t *object;
	size_t i;

	json_array_foreach(array, i, object)
		family_sample(one, family_labels(object, keys),
			      family_number(object, key));
}

/* Backslash, quote and newline are all that has to be escaped. */
static void put_escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\n') {
			fputs("\\n", out);
			continue;
		}
		if (*text == '\\' || *text == '"')
			putc('\\', out);
		putc(*text, out);
	}
}

static void put_head(FILE *out, const json_t *family)
{
	const char *name = family_text(family, "name");
	const char *unit = family_text(family, "unit");

	fprintf(out, "# TYPE %s %s\n", name, family_text(family, "type"));
	if (*unit)
		fprintf(out, "# UNIT %s %s\n", name, unit);
	fprintf(out, "# HELP %s ", name);
	put_escaped(out, family_text(family, "help"));
	putc('\n', out);
}

/* Appended to the name of the family in the name of a sample. */
static const char *suffix(const json_t *family)
{
	const char *type = family_text(family, "type");

	if (!strcmp(type, "counter"))
		return "_total";
	return strcmp(type, "info") ? "" : "_info";
}

static void put_labels(FILE *out, json_t *labels)
{
	const char *key, *before = "{";
	json_t *value;

	if (!json_object_size(labels))
		return;
	json_object_foreach(labels, key, value) {
		fprintf(out, "%s%s=\"", before, key);
		put_escaped(out, json_string_value(value));
		putc('"', out);
		before = ",";
	}
	putc('}', out);
}

static void put_sample(FILE *out, const json_t *family, const json_t *sample)
{
	const json_t *value = json_object_get(sample, "value");

	fprintf(out, "%s%s", family_text(family, "name"), suffix(family));
	put_labels(out, json_object_get(sample, "labels"));
	if (json_is_integer(value))
		fprintf(out, " %lld\n", (long long)json_integer_value(value));
	else
		fprintf(out, " %.3f\n", json_real_value(value));
}

/* Quotes are not escaped there, unlike in OpenMetrics. */
static void put_help(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			fputs("\\n", out);
		else if (*text == '\\')
			fputs("\\\\", out);
		else
			putc(*text, out);
	}
}

static char *finish(FILE *out, char *const *text)
{
	if (!fclose(out))
		return *text;
	free(*text);
	return NULL;
}

char *metrics_text(const json_t *families)
{
	const json_t *family, *sample;
	char *text = NULL;
	size_t i, j, size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	json_array_foreach(families, i, family) {
		put_head(out, family);
		json_array_foreach(json_object_get(family, "samples"), j, sample)
			put_sample(out, family, sample);
	}
	fputs("# EOF\n", out);
	return finish(out, &text);
}

char *metrics_prometheus(const json_t *families)
{
	const json_t *family, *sample;
	const char *name, *type;
	char *text = NULL;
	size_t i, j, size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	json_array_foreach(families, i, family) {
		name = family_text(family, "name");
		type = family_text(family, "type");
		fprintf(out, "# HELP %s%s ", name, suffix(family));
		put_help(out, family_text(family, "help"));
		fprintf(out, "\n# TYPE %s%s %s\n", name, suffix(family),
			strcmp(type, "info") ? type : "gauge");
		json_array_foreach(json_object_get(family, "samples"), j, sample)
			put_sample(out, family, sample);
	}
	return finish(out, &text);
}
