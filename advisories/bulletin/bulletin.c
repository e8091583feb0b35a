// SPDX-License-Identifier: GPL-2.0-or-later
/* bulletin.c - what a bulletin owns */
#include <stdlib.h>
#include <string.h>

#include "bulletin.h"

void bulletin_free(struct bulletin *bulletin)
{
	free(bulletin->title);
	document_free(&bulletin->document);
	memset(bulletin, 0, sizeof(*bulletin));
}
