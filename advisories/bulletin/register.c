// SPDX-License-Identifier: GPL-2.0-or-later
/* register.c - texts of the archive <-> editions */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/error.h"
#include "content.h"
#include "register.h"

#define FAILED	1	/* a callback set the error */

/**
 * struct reader - reads the revisions of one bulletin after the other
 * @each:    a value other than 0 stops the reading
 * @last:    the newest wanted revision of the current bulletin
 * @history: of that bulletin so far
 */
struct reader {
	enum register_which which;
	register_fn each;
	void *arg;
	int64_t bulletin;
	int64_t first;
	struct edition last;
	bool any;
	json_t *history;
	struct error *error;
};

static int damaged(struct reader *r, const struct archive_revision *revision,
		   const char *why)
{
	error_set(r->error, "bulletin draft %lld, revision %u: the register is damaged: %s",
		  (long long)revision->bulletin, revision->revision, why);
	return FAILED;
}

/* An entry of the history; its date is in the bulletin's own zone. */
static int add_history(struct reader *r,
		       const struct archive_revision *revision,
		       const json_t *content)
{
	const json_t *publisher = json_object_get(content, "publisher");
	const char *zone = json_string_value(json_object_get(publisher,
							     "timezone"));
	char date[CLOCK_ISO_MAX];

	if (clock_zone(zone ? zone : "UTC", r->error))
		return FAILED;
	clock_iso(revision->published ? revision->published : revision->made,
		  date);
	json_array_append_new(r->history,
		json_pack("{s:i, s:s, s:s, s:O?}", "revision",
			  (int)revision->revision, "date", date, "type",
			  revision->type, "summary",
			  json_object_get(content, "summary")));
	return 0;
}

/* The hash detects texts that were changed after approval. */
static json_t *load_content(struct reader *r,
			    const struct archive_revision *revision)
{
	json_t *content = json_loads(revision->content, 0, NULL);
	char hash[CONTENT_HASH_MAX];

	if (content && !strcmp(content_hash(content, hash), revision->hash))
		return content;
	json_decref(content);
	damaged(r, revision, "the content does not match its hash");
	return NULL;
}

/* The current bulletin is complete. */
static int finish(struct reader *r)
{
	int ret = 0;

	if (r->any)
		ret = r->each(&r->last, r->arg);
	edition_free(&r->last);
	json_decref(r->history);
	r->history = NULL;
	r->any = false;
	return ret;
}

static void keep(struct reader *r, const struct archive_revision *revision,
		 json_t *content, int type, int state)
{
	edition_free(&r->last);
	r->last = (struct edition){
		.id = revision->bulletin, .year = revision->year,
		.number = revision->number, .revision = revision->revision,
		.type = (enum edition_type)type,
		.state = (enum edition_state)state, .first = r->first,
		.current = revision->published ? revision->published :
						 revision->made,
		.content = json_incref(content),
		.history = json_deep_copy(r->history),
	};
	r->any = true;
}

static int take(const struct archive_revision *revision, void *arg)
{
	int type = edition_type_find(revision->type), ret;
	int state = edition_state_find(revision->state);
	struct reader *r = arg;
	json_t *content;

	if (r->history && r->bulletin != revision->bulletin) {
		ret = finish(r);
		if (ret)
			return ret;
	}
	if (type < 0 || state < 0)
		return damaged(r, revision, "its type or state is unknown");
	if (!r->history)
		r->history = json_array();
	r->bulletin = revision->bulletin;
	if (revision->revision == 1)
		r->first = revision->published;
	content = load_content(r, revision);
	if (!content)
		return FAILED;
	ret = add_history(r, revision, content);
	if (!ret && (r->which == REGISTER_LAST || state == EDITION_PUBLISHED))
		keep(r, revision, content, type, state);
	json_decref(content);
	return ret;
}

static int read_all(struct archive *archive, int64_t id, struct reader *r)
{
	int ret = archive_revisions(archive, id, take, r);

	if (ret < 0)
		error_set(r->error, "%s", archive_error(archive));
	if (!ret)
		return finish(r);
	edition_free(&r->last);
	json_decref(r->history);
	return ret == FAILED ? -1 : ret;
}

int register_each(struct archive *archive, enum register_which which,
		  register_fn fn, void *arg, struct error *error)
{
	struct reader r = {
		.which = which, .each = fn, .arg = arg, .error = error,
	};

	return read_all(archive, 0, &r);
}

/* The reader releases its edition, so the copy takes references of its own. */
static int copy(const struct edition *edition, void *arg)
{
	struct edition *to = arg;

	*to = *edition;
	json_incref(to->content);
	json_incref(to->history);
	return 0;
}

int register_read(struct archive *archive, int64_t id,
		  enum register_which which, struct edition *edition,
		  struct error *error)
{
	struct reader r = {
		.which = which, .each = copy, .arg = edition, .error = error,
	};

	memset(edition, 0, sizeof(*edition));
	if (read_all(archive, id, &r))
		return -1;
	if (edition->content)
		return 0;
	return error_set(error, "there is no %sbulletin draft %lld",
			 which == REGISTER_PUBLISHED ? "published " : "",
			 (long long)id);
}

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

int register_find(struct archive *archive, const char *name, int64_t *id,
		  struct error *error)
{
	unsigned int year, number;
	int ret;

	if (parse_draft(name, id))
		return 0;
	if (!parse_number(name, &year, &number))
		return error_set(error, "\"%.60s\" is not a bulletin (draft 3 or 3, 2026-0001, EXAMPLE-AT-2026-0001, at260001)",
				 name);
	ret = archive_bulletin_find(archive, year, number, id);
	if (ret < 0)
		error_set(error, "%s", archive_error(archive));
	else if (!ret)
		error_set(error, "there is no bulletin %u-%04u", year,
			  number);
	return ret > 0 ? 0 : -1;
}

int register_save(struct archive *archive, struct edition *edition,
		  const char *seen, const char *who, int64_t now,
		  struct error *error)
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
