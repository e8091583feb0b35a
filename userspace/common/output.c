// SPDX-License-Identifier: GPL-2.0-or-later
/* output.c - close a stream and look at everything that can fail */
#include <errno.h>
#include <stdbool.h>
#include <stdio_ext.h>

#include "common/output.h"

int output_finish(FILE *file)
{
	const bool pending = __fpending(file) != 0;
	const bool failed = ferror(file) != 0;

	errno = 0;
	if (fclose(file) && (pending || errno != EBADF))
		return -1;
	if (!failed)
		return 0;
	/* When it failed, errno was another one. */
	if (!errno)
		errno = EIO;
	return -1;
}
