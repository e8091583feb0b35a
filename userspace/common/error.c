// SPDX-License-Identifier: GPL-2.0-or-later
/* error.c - error messages */
#include <stdio.h>
#include <string.h>

#include "common/error.h"

int error_vset(struct error *error, const char *format, va_list args)
{
	char text[ERROR_TEXT_MAX];

	if (!error)
		return -1;
	/* Not in place: the arguments may point into @error. */
	vsnprintf(text, sizeof(text), format, args);
	memcpy(error->text, text, strlen(text) + 1);
	return -1;
}

int error_set(struct error *error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	error_vset(error, format, args);
	va_end(args);
	return -1;
}

int error_no_memory(struct error *error)
{
	return error_set(error, "out of memory");
}
