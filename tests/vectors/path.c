// SPDX-License-Identifier: GPL-2.0-or-later
/* path.c - one packet on several paths, with a verdict for each */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/names.h"
#include "reader.h"

#define BLANKS	" \t"

/* Append words, each with a blank on both sides. */
static int tags_append(struct reader *r, char *tags, const char *more)
{
	size_t length = strlen(tags);

	if (!*more)
		return 0;
	if (length + strlen(more) >= VECTOR_TAGS_MAX)
		return reader_fail(r, "more than %d characters of tags",
				   VECTOR_TAGS_MAX - 1);
	strcpy(tags + length, more + !!length);
	return 0;
}

/* One word or several. */
int path_read_tag(struct reader *r, char *text)
{
	char name[VECTOR_NAME_MAX], word[VECTOR_NAME_MAX + 2];
	char *save, *next = strtok_r(text, BLANKS, &save);

	for (; next; next = strtok_r(NULL, BLANKS, &save)) {
		if (name_copy(r, next, name))
			return -1;
		snprintf(word, sizeof(word), " %s ", name);
		if (tags_append(r, r->vector->tags, word))
			return -1;
	}
	return 0;
}

static const struct path *path_find(const struct reader *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->n_known; i++)
		if (!strcmp(r->known[i].name, name))
			return &r->known[i];
	return NULL;
}

/* "NAME [SUFFIX]" */
int path_read(struct reader *r, char *text)
{
	char *save, *name = strtok_r(text, BLANKS, &save);
	char *suffix = strtok_r(NULL, BLANKS, &save);
	struct path *path = &r->known[r->n_known];

	if (r->n_known == READER_PATHS_MAX)
		return reader_fail(r, "more than %d paths", READER_PATHS_MAX);
	memset(path, 0, sizeof(*path));
	if (name_copy(r, name, path->name) ||
	    (suffix && name_copy(r, suffix, path->suffix)))
		return -1;
	if (path_find(r, path->name))
		return reader_fail(r, "duplicate path \"%s\"", name);
	path->vector.line = r->line;
	r->vector = &path->vector;
	r->seen = 0;
	r->n_known++;
	return 0;
}

int path_read_along(struct reader *r, char *text)
{
	char *save, *name = strtok_r(text, BLANKS, &save);

	if (!name)
		return reader_fail(r, "expected the name of a path");
	for (; name; name = strtok_r(NULL, BLANKS, &save)) {
		if (r->n_along == READER_PATHS_MAX)
			return reader_fail(r, "more than %d paths",
					   READER_PATHS_MAX);
		r->along[r->n_along] = path_find(r, name);
		if (!r->along[r->n_along++])
			return reader_fail(r, "unknown path \"%s\"", name);
	}
	return 0;
}

/* One verdict for all zones; the directions are those of the paths. */
static void verdict_everywhere(struct vector *v, int verdict)
{
	int zone;

	for (zone = ZONE_EXTERNAL; zone <= ZONE_LOCAL; zone++)
		v->verdict[zone] = (enum slammer_verdict)verdict;
}

/* "ingress V internal|egress V local V": what zones external, internal, local do */
int path_read_verdict(struct reader *r, char *text)
{
	struct vector *v = r->vector;
	char *save = NULL;
	int zone;

	if (verdict_number(text) >= 0) {
		verdict_everywhere(v, verdict_number(text));
		return 0;
	}
	for (zone = ZONE_EXTERNAL; zone <= ZONE_LOCAL; zone++) {
		char *name = strtok_r(zone == ZONE_EXTERNAL ? text : NULL,
				      BLANKS, &save);
		char *word = strtok_r(NULL, BLANKS, &save);
		int direction = name ? direction_number(name) : -1;
		int verdict = word ? verdict_number(word) : -1;

		if (verdict < 0)
			return reader_fail(r, "expected \"ingress VERDICT internal|egress VERDICT local VERDICT\"");
		if (zone == ZONE_INTERNAL && (direction == DIRECTION_EGRESS ||
					      direction == DIRECTION_INTERNAL))
			v->direction = (enum slammer_direction)direction;
		else if (direction < 0 || direction != (int)vector_direction(
				 v, (enum slammer_zone)zone))
			return reader_fail(r, "direction \"%s\" is not allowed here",
					   name);
		v->verdict[zone] = (enum slammer_verdict)verdict;
	}
	if (strtok_r(NULL, BLANKS, &save))
		return reader_fail(r, "more than three verdicts");
	return 0;
}

/* Append a vector, all but its payload, to the list. */
static int append(struct reader *r, const struct vector *vector)
{
	struct vector *list, *v;
	struct frame frame;

	/* nothing from zone internal is "ingress": there is no verdict */
	if (vector->direction == DIRECTION_INGRESS)
		return reader_fail(r, "vector \"%s\": expected \"ingress VERDICT internal|egress VERDICT local VERDICT\"",
				   vector->name);
	if (vectors_find(r->out, vector->name))
		return reader_fail(r, "duplicate vector \"%s\"",
				   vector->name);
	list = realloc(r->out->list, (r->out->count + 1) * sizeof(*list));
	if (!list)
		return reader_fail(r, "out of memory");
	r->out->list = list;
	v = &list[r->out->count];
	*v = *vector;
	v->length = r->payload.length;
	v->payload = malloc(v->length ? v->length : 1);
	if (!v->payload)
		return reader_fail(r, "out of memory");
	memcpy(v->payload, r->payload.data, v->length);
	r->out->count++;
	if (vector_build(v, NULL, NULL, &frame))
		return reader_fail(r, "cannot build vector \"%s\": too large, or cut beyond its end",
				   v->name);
	/* A raw socket can send only whole IP packets, without Ethernet. */
	if ((v->layer[0].kind != LAYER_IP4 && v->layer[0].kind != LAYER_IP6) ||
	    v->cut || v->pad)
		v->local = false;
	return 0;
}

/* Apply @path to @vector: name, headers, tags, verdict. */
static int follow(struct reader *r, const struct path *path, bool own_verdict,
		  struct vector *vector)
{
	const struct vector *before = &path->vector;
	size_t length = strlen(vector->name);

	if (length + strlen(path->suffix) >= VECTOR_NAME_MAX)
		return reader_fail(r, "the name \"%s%s\" is too long",
				   vector->name, path->suffix);
	strcpy(vector->name + length, path->suffix);
	if (tags_append(r, vector->tags, before->tags))
		return -1;
	if (before->layers + vector->layers > VECTOR_LAYERS_MAX)
		return reader_fail(r, "more than %d headers", VECTOR_LAYERS_MAX);
	memmove(vector->layer + before->layers, vector->layer,
		vector->layers * sizeof(*vector->layer));
	memcpy(vector->layer, before->layer,
	       before->layers * sizeof(*before->layer));
	vector->layers += before->layers;
	if (vector->direction == DIRECTION_INGRESS)
		vector->direction = before->direction;
	if (!own_verdict)
		memcpy(vector->verdict, before->verdict,
		       sizeof(vector->verdict));
	return 0;
}

int path_finish(struct reader *r, bool own_verdict)
{
	size_t i;

	if (!r->n_along)
		return append(r, &r->draft);
	for (i = 0; i < r->n_along; i++) {
		struct vector vector = r->draft;

		if (follow(r, r->along[i], own_verdict, &vector) ||
		    append(r, &vector))
			return -1;
	}
	return 0;
}
