// SPDX-License-Identifier: GPL-2.0-or-later
/* register_write.c - what people call a bulletin, and drafts that are saved */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "content.h"
#include "register.h"

/* Digits at the end of @name: how many, at most @most. */
static size_t digits_at_end(const char *name, size_t most)
{
	size_t n = strlen(name), digits = 0;

	while (digits < n && digits < most &&
	       isdigit((unsigned char)name[n - digits - 1]))
		digits++;
	return digits;
}

/* ...2026-0001 or at260001 */
static bool parse_number(const char *name, unsigned int *year,
			 unsigned int *number)
{
	size_t n = strlen(name), digits = digits_at_end(name, 7);
	char *end;

	if (digits == 6 && n > 6 && isalpha((unsigned char)name[n - 7])) {
		*year = (unsigned int)strtoul(name + n - 6, NULL, 10);
		*number = *year % 10000;
		*year = 2000 + *year / 10000;
		return true;
	}
	if (!digits || digits > 4 || n < digits + 5 || name[n - digits - 1] != '-')
		return false;
	*number = (unsigned int)strtoul(name + n - digits, NULL, 10);
	*year = (unsigned int)strtoul(name + n - digits - 5, &end, 10);
	return end == name + n - digits - 1 &&
	       (n == digits + 5 || name[n - digits - 6] == '-');
}

/* 3, draft 3, draft-3 */
static bool parse_draft(const char *name, int64_t *id)
{
	char *end;

	if (!strncmp(name, "draft", 5)) {
		name += 5;
		if (*name == ' ' || *name == '-')
			name++;
	}
	if (!isdigit((unsigned char)*name))
		return false;
	errno = 0;
	*id = strtoll(name, &end, 10);
	return !errno && !*end && *id > 0;
}

int register_find(struct desk *desk, const char *name, int64_t *id, char *error,
		  size_t size)
{
	unsigned int year, number;
	int ret;

	if (parse_draft(name, id))
		return 0;
	if (!parse_number(name, &year, &number)) {
		snprintf(error, size, "\"%.60s\" is no bulletin (draft 3 or 3, 2026-0001, EXAMPLE-AT-2026-0001, at260001)",
			 name);
		return -1;
	}
	ret = desk_bulletin_find(desk, year, number, id);
	if (ret < 0)
		snprintf(error, size, "%s", desk_error(desk));
	else if (!ret)
		snprintf(error, size, "there is no bulletin %u-%04u", year,
			 number);
	return ret > 0 ? 0 : -1;
}

int register_save(struct desk *desk, struct edition *edition, const char *seen,
		  const char *who, int64_t now, char *error, size_t size)
{
	char *text = content_text(edition->content), hash[CONTENT_HASH_MAX];
	struct desk_draft draft = {
		.type = edition_type_name(edition->type), .content = text,
		.hash = hash, .who = who, .now = now,
	};
	int ret;

	if (!text) {
		snprintf(error, size, "out of memory");
		return -1;
	}
	content_hash(edition->content, hash);
	if (!edition->id)
		ret = desk_bulletin_add(desk, &draft, &edition->id);
	else if (edition->state == EDITION_PUBLISHED)
		ret = desk_bulletin_revise(desk, edition->id, &draft,
					   &edition->revision);
	else
		ret = desk_bulletin_edit(desk, edition->id, seen, &draft);
	free(text);
	if (ret) {
		snprintf(error, size, "%s", desk_error(desk));
		return -1;
	}
	edition->state = EDITION_DRAFT;
	edition->current = now;
	if (!edition->revision)
		edition->revision = 1;
	return 0;
}
