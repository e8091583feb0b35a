// SPDX-License-Identifier: GPL-2.0-or-later
/* register_write.c - what people call a bulletin, and drafts that are saved */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
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

int register_find(struct archive *archive, const char *name, int64_t *id, struct error *error)
{
	unsigned int year, number;
	int ret;

	if (parse_draft(name, id))
		return 0;
	if (!parse_number(name, &year, &number))
		return error_set(error, "\"%.60s\" is no bulletin (draft 3 or 3, 2026-0001, EXAMPLE-AT-2026-0001, at260001)",
			 name);
	ret = archive_bulletin_find(archive, year, number, id);
	if (ret < 0)
		error_set(error, "%s", archive_error(archive));
	else if (!ret)
		error_set(error, "there is no bulletin %u-%04u", year,
			 number);
	return ret > 0 ? 0 : -1;
}

int register_save(struct archive *archive, struct edition *edition, const char *seen,
		  const char *who, int64_t now, struct error *error)
{
	char *text = content_text(edition->content), hash[CONTENT_HASH_MAX];
	struct archive_draft draft = {
		.type = edition_type_name(edition->type), .content = text,
		.hash = hash, .who = who, .now = now,
	};
	int ret;

	if (!text)
		return error_no_memory(error);
	content_hash(edition->content, hash);
	if (!edition->id)
		ret = archive_bulletin_add(archive, &draft, &edition->id);
	else if (edition->state == EDITION_PUBLISHED)
		ret = archive_bulletin_revise(archive, edition->id, &draft,
					   &edition->revision);
	else
		ret = archive_bulletin_edit(archive, edition->id, seen, &draft);
	free(text);
	if (ret)
		return error_set(error, "%s", archive_error(archive));
	edition->state = EDITION_DRAFT;
	edition->current = now;
	if (!edition->revision)
		edition->revision = 1;
	return 0;
}
