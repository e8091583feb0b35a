// SPDX-License-Identifier: GPL-2.0-or-later
/* array.c - arrays that grow by doubling */
#include <stdint.h>
#include <stdlib.h>

#include "common/array.h"

void *array_reserve(void *list, size_t *room, size_t count, size_t more,
		    size_t size)
{
	size_t wanted = *room ? *room : ARRAY_FIRST;
	void *grown;

	if (more > SIZE_MAX - count)
		return NULL;
	if (list && count + more <= *room)
		return list;
	while (wanted < count + more) {
		if (wanted > SIZE_MAX / 2 / size)
			return NULL;
		wanted *= 2;
	}
	grown = reallocarray(list, wanted, size);
	if (grown)
		*room = wanted;
	return grown;
}
