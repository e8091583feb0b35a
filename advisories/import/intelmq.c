// SPDX-License-Identifier: GPL-2.0-or-later
/* intelmq.c - an event of IntelMQ: a line with a JSON object, keys flat or nested */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"
#include "common/text.h"

#define KEY_MAX		64

void intelmq_clear(struct intelmq *intelmq)
{
	json_decref(intelmq->event);
	intelmq->event = NULL;
}

/* "source.ip" as it is, or as { "source": { "ip": ... } }. */
static const json_t *find(const json_t *event, const char *key)
{
	const json_t *value = json_object_get(event, key);
	const char *dot = strchr(key, '.');
	char group[KEY_MAX];

	if (value || !dot)
		return value;
	snprintf(group, sizeof(group), "%.*s", (int)(dot - key), key);
	return json_object_get(json_object_get(event, group), dot + 1);
}

static const char *text_of(struct intelmq *intelmq, enum field field)
{
	const char *key = field_name(IMPORT_INTELMQ, field);
	const json_t *value = find(intelmq->event, key);
	char *number = intelmq->number[field];

	if (!value || json_is_null(value))
		return "";
	if (json_is_string(value))
		return json_string_value(value);
	if (!json_is_integer(value))
		return NULL;
	snprintf(number, sizeof(intelmq->number[field]),
		 "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	return number;
}

int intelmq_row(struct intelmq *intelmq, struct raw_row *raw, const char *row,
		size_t size, char what[WHAT_MAX])
{
	char safe[WHAT_MAX - 48];
	json_error_t error;
	size_t f;

	intelmq_clear(intelmq);
	intelmq->event = json_loadb(row, size, JSON_REJECT_DUPLICATES, &error);
	if (!intelmq->event) {
		snprintf(what, WHAT_MAX, "not JSON, at byte %d: %s",
			 error.position, text_escape(error.text, safe,
						     sizeof(safe)));
		return -1;
	}
	if (!json_is_object(intelmq->event)) {
		snprintf(what, WHAT_MAX, "not a JSON object: each line must be an event, { \"time.source\": ..., \"source.ip\": ... }");
		return -1;
	}
	for (f = 0; f < FIELD_COUNT_ALL; f++)
		raw->text[f] = text_of(intelmq, (enum field)f);
	return 0;
}
