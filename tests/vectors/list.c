// SPDX-License-Identifier: GPL-2.0-or-later
/* list.c - a loaded list of vectors */
#include <stdlib.h>
#include <string.h>

#include "vector.h"

void vectors_free(struct vectors *vectors)
{
	size_t i;

	if (!vectors)
		return;
	for (i = 0; i < vectors->count; i++)
		free(vectors->list[i].payload);
	free(vectors->list);
	free(vectors);
}

const struct vector *vectors_find(const struct vectors *vectors,
				  const char *name)
{
	size_t i;

	for (i = 0; i < vectors->count; i++)
		if (!strcmp(vectors->list[i].name, name))
			return &vectors->list[i];
	return NULL;
}

bool vector_tagged(const struct vector *vector, const char *tag)
{
	size_t length = strlen(tag);
	const char *at = vector->tags;

	while ((at = strstr(at, tag))) {
		if (at > vector->tags && at[-1] == ' ' && at[length] == ' ')
			return true;
		at++;
	}
	return false;
}

void vectors_keep(struct vectors *vectors, const char *tag)
{
	size_t i, kept = 0;

	for (i = 0; i < vectors->count; i++) {
		if (vector_tagged(&vectors->list[i], tag))
			vectors->list[kept++] = vectors->list[i];
		else
			free(vectors->list[i].payload);
	}
	vectors->count = kept;
}

enum slammer_direction vector_direction(const struct vector *vector,
					enum slammer_zone zone)
{
	if (zone == ZONE_INTERNAL)
		return vector->direction;
	return zone == ZONE_LOCAL ? DIRECTION_LOCAL : DIRECTION_INGRESS;
}
