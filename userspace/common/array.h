/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * array.h - arrays that grow by doubling
 *
 * The one place that decides how: an owner keeps its pointer, how many elements
 * are in use and how many fit, and asks for room before it adds.
 */
#ifndef COMMON_ARRAY_H
#define COMMON_ARRAY_H

#include <stddef.h>

/**
 * array_reserve - room for @more elements after the first @count
 * @list:  malloced, or NULL if @room is 0
 * @room:  how many elements fit; updated
 * @size:  bytes of an element
 *
 * Returns the array, moved perhaps; NULL if out of memory, and then the old one is
 * as it was and still the caller's.
 */
void *array_reserve(void *list, size_t *room, size_t count, size_t more,
		    size_t size);

/*
 * Room for one more element of *list, a pointer to them. 0 or -1 (out of memory;
 * *list is as it was): if (array_grow(&d->list, &d->room, d->count)) ...
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
