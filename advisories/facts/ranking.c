// SPDX-License-Identifier: GPL-2.0-or-later
/* ranking.c - the first ones of very many, in memory for twice as many */
#include <stdlib.h>
#include <string.h>

#include "parts.h"

static void cut(struct ranking *r)
{
	if (r->count)
		qsort(r->list, r->count, r->size, r->compare);
	if (r->count > r->keep)
		r->count = r->keep;
}

static int grow(struct ranking *r)
{
	size_t room = r->room ? 2 * r->room : 8;
	char *grown;

	if (room > 2 * r->keep)
		room = 2 * r->keep;
	grown = realloc(r->list, room * r->size);
	if (!grown)
		return -1;
	r->list = grown;
	r->room = room;
	return 0;
}

int ranking_add(struct ranking *r, const void *item, uint64_t value,
		uint64_t (*value_of)(const void *))
{
	if (r->least && value <= r->least)
		return 0;
	if (r->count == 2 * r->keep) {
		cut(r);
		r->least = value_of(r->list + (r->count - 1) * r->size);
		if (value <= r->least)
			return 0;
	}
	if (r->count == r->room && grow(r))
		return -1;
	memcpy(r->list + r->count++ * r->size, item, r->size);
	return 0;
}

void *ranking_end(struct ranking *r, size_t *count)
{
	void *list = r->list;

	cut(r);
	*count = r->count;
	r->list = NULL;
	return list;
}
