// SPDX-License-Identifier: GPL-2.0-or-later
/* rows.c - finds where elements begin and end; jansson reads each one */
#include <stdlib.h>
#include <string.h>

#include "rows.h"

/* Behind the string that begins at @at; @end if it is not closed */
static const char *skip_string(const char *at, const char *end)
{
	for (at++; at < end && *at != '"'; at++)
		at += *at == '\\' && at + 1 < end;
	return at < end ? at + 1 : end;
}

/* Up to the bracket that closes what is open at @at, or a comma beside it */
static const char *skip_value(const char *at, const char *end)
{
	int depth = 0;

	while (at < end) {
		if (*at == '"') {
			at = skip_string(at, end);
			continue;
		}
		if (*at == '{' || *at == '[')
			depth++;
		else if (!depth && (*at == ',' || *at == '}' || *at == ']'))
			return at;
		else if (*at == '}' || *at == ']')
			depth--;
		at++;
	}
	return end;
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && strchr(" \t\r\n", *at))
		at++;
	return at;
}

static bool is_key(const char *name, const char *end, const char *key)
{
	size_t n = strlen(key);

	return (size_t)(end - name) == n + 2 && !strncmp(name + 1, key, n);
}

/* Where the array of member @key begins; NULL: there is none. */
static const char *find_array(const char *at, const char *end, const char *key)
{
	const char *name, *after;

	at = skip_blanks(at, end);
	while (at < end && (*at == '{' || *at == ',')) {
		name = skip_blanks(at + 1, end);
		if (name == end || *name != '"')
			return NULL;
		after = skip_string(name, end);
		at = skip_blanks(after, end);
		if (at == end || *at != ':')
			return NULL;
		at = skip_blanks(at + 1, end);
		if (is_key(name, after, key))
			return at < end && *at == '[' ? at : NULL;
		at = skip_value(at, end);
	}
	return NULL;
}

json_t *rows_split(const char *line, size_t length, const char *key,
		   struct rows *rows)
{
	const char *end = line + length, *array = find_array(line, end, key);
	size_t before, after;
	json_t *head;
	char *text;

	*rows = (struct rows){ NULL, NULL, false };
	if (!array)
		return json_loadb(line, length, 0, NULL);
	rows->at = array + 1;
	rows->end = skip_value(array, end) - 1;
	if (rows->end < rows->at || *rows->end != ']')
		return NULL;

	before = (size_t)(rows->at - line);
	after = (size_t)(end - rows->end);
	text = malloc(before + after);
	if (!text)
		return NULL;
	memcpy(text, line, before);
	memcpy(text + before, rows->end, after);
	head = json_loadb(text, before + after, 0, NULL);
	free(text);
	return head;
}

json_t *rows_next(struct rows *rows)
{
	const char *at = rows->at, *end;
	json_t *row;

	if (!at)
		return NULL;
	at = skip_blanks(at, rows->end);
	if (at == rows->end)
		return NULL;
	end = skip_value(at, rows->end);
	row = json_loadb(at, (size_t)(end - at), JSON_DECODE_ANY, NULL);
	rows->bad = !row;
	rows->at = row && end < rows->end ? end + 1 : rows->end;
	return row;
}
