// SPDX-License-Identifier: GPL-2.0-or-later
/* text.c - families of metrics -> OpenMetrics 1.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "status/metrics.h"

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

static const char *member(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static void put_head(FILE *out, const json_t *family)
{
	const char *name = member(family, "name");
	const char *unit = member(family, "unit");

	fprintf(out, "# TYPE %s %s\n", name, member(family, "type"));
	if (*unit)
		fprintf(out, "# UNIT %s %s\n", name, unit);
	fprintf(out, "# HELP %s ", name);
	put_escaped(out, member(family, "help"));
	putc('\n', out);
}

/* What the name of a sample has behind the name of its family. */
static const char *suffix(const json_t *family)
{
	const char *type = member(family, "type");

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

	fprintf(out, "%s%s", member(family, "name"), suffix(family));
	put_labels(out, json_object_get(sample, "labels"));
	if (json_is_integer(value))
		fprintf(out, " %lld\n", (long long)json_integer_value(value));
	else
		fprintf(out, " %.3f\n", json_real_value(value));
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
	if (!fclose(out))
		return text;
	free(text);
	return NULL;
}
