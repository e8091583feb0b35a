/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * array.h - arrays that grow by doubling
 *
 * The owner keeps the pointer, the number of elements in use and the number that
 * fit, and asks for room before it adds an element.
 */
#ifndef COMMON_ARRAY_H
#define COMMON_ARRAY_H

#include <stddef.h>

#define ARRAY_FIRST	16	/* elements of the smallest array */

/**
 * array_reserve - room for @more elements after the first @count
 * @list:  malloced, or NULL if @room is 0
 * @room:  how many elements fit; updated
 * @size:  bytes of an element
 *
 * Returns the array, which may have moved, or NULL if out of memory: then the old
 * array is unchanged and still the caller's. The room doubles, from ARRAY_FIRST on.
 */
void *array_reserve(void *list, size_t *room, size_t count, size_t more,
		    size_t size);

/*
 * Room for one more element of *list. 0, or -1 if out of memory (*list is unchanged):
 * if (array_grow(&d->list, &d->room, d->count)) ...
 */
#define array_grow(list, room, count)					\
	({								\
		void *array_new = array_reserve(*(list), (room), (count), 1, \
						sizeof(**(list)));	\
		if (array_new)						\
			*(list) = array_new;				\
		array_new ? 0 : -1;					\
	})

#endif /* COMMON_ARRAY_H */
