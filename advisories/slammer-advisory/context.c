// SPDX-License-Identifier: GPL-2.0-or-later
/* context.c - publisher, templates, archive and period of a command */
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bulletin/content.h"
#include "cli.h"
#include "common/clock.h"
#include "common/error.h"
#include "context.h"
#include "denied.h"

/* The option, the environment, the publisher or the default, in this order. */
static const char *find_templates(const struct context *context)
{
	static char path[PATH_MAX];
	const char *set = getenv("NF_SLAMMER_TEMPLATES");

	if (context->templates_path)
		return context->templates_path;
	if (!(set && *set) && publisher_templates(context->publisher))
		return publisher_templates(context->publisher);
	return default_templates(path);
}

/* Under sudo the invoking user, not root. */
static const char *find_user(const struct context *context)
{
	const char *sudo = getenv("SUDO_USER");
	struct passwd *user;

	if (context->by_option)
		return context->by_option;
	if (sudo && *sudo)
		return sudo;
	user = getpwuid(getuid());
	return user ? user->pw_name : "?";
}

int context_prepare(struct context *context)
{
	static char path[PATH_MAX];
	struct error error;

	context->publisher = publisher_load(context->publisher_path ?
					   context->publisher_path :
					   default_publisher(path), &error);
	if (!context->publisher ||
	    clock_zone(publisher_timezone(context->publisher), &error))
		return command_error("%s", error.text);
	context->templates = find_templates(context);
	context->by = find_user(context);
	if (!*context->by || !options_clean(context->by))
		return usage_error("--by: a name is expected, without control characters");
	return 0;
}

int context_open(struct context *context, enum db_mode mode)
{
	struct error error;
	int ret = context_prepare(context);

	if (ret)
		return ret;
	context->archive = archive_open(context_archive_path(context), mode,
					&error);
	if (context->archive)
		return 0;
	denied_advice(context_archive_path(context), mode, &error);
	return command_error("%s", error.text);
}

const char *context_archive_path(const struct context *context)
{
	return context->archive_path ? context->archive_path : DEFAULT_ARCHIVE;
}

void context_close(struct context *context)
{
	archive_close(context->archive);
	publisher_free(context->publisher);
	context->archive = NULL;
	context->publisher = NULL;
}

static int find_bulletin(struct context *context, const char *const *words,
			 size_t count, int64_t *id)
{
	struct error error;
	char name[128];

	if (!count)
		return usage_error("no bulletin given (3, 2026-0001)");
	snprintf(name, sizeof(name), "%s%s%s", words[0], count > 1 ? " " : "",
		 count > 1 ? words[1] : "");
	if (register_find(context->archive, name, id, &error))
		return command_error("%s", error.text);
	return 0;
}

int context_read(struct context *context, const char *const *words,
		 size_t count, struct edition *edition)
{
	struct error error;
	int64_t id;
	int ret = find_bulletin(context, words, count, &id);

	if (ret)
		return ret;
	/* Reading sets the bulletin's time zone; later times are in the current one. */
	if (register_read(context->archive, id, REGISTER_LAST, edition, &error) ||
	    clock_zone(publisher_timezone(context->publisher), &error))
		return command_error("%s", error.text);
	return 0;
}

const char *edition_label(const struct edition *edition, char buf[64])
{
	if (!*edition_number(edition, buf))
		snprintf(buf, 64, "draft %lld", (long long)edition->id);
	return buf;
}

bool period_given(const struct period *period)
{
	return period->store || period->from || period->until || period->last ||
	       period->sensor;
}

/* Any two of from, until and last, or their defaults. */
int period_range(const struct period *o, int64_t length, int64_t now,
		 struct store_range *range)
{
	if (o->last && o->from && o->until)
		return usage_error("--from, --until and --last exclude each other: give two of them");
	if (o->last && clock_duration(o->last, &length))
		return usage_error("--last: \"%s\" is not a duration (" CLOCK_DURATION_EXAMPLES ")",
				   o->last);
	range->sensor = o->sensor;
	range->until = now;
	if (o->until && clock_parse(o->until, now, &range->until))
		return usage_error("--until: \"%s\" is not a time (" CLOCK_TIME_EXAMPLES ")",
				   o->until);
	range->from = range->until - length;
	if (o->from && clock_parse(o->from, now, &range->from))
		return usage_error("--from: \"%s\" is not a time (" CLOCK_TIME_EXAMPLES ")",
				   o->from);
	if (o->from && o->last)
		range->until = range->from + length;
	if (range->from < 0 || range->from >= range->until)
		return usage_error("the period ends before it begins");
	return 0;
}

struct sensor_search {
	const char *name;
	char known[512];
	bool found;
};

static int compare_sensor(const char *sensor, void *arg)
{
	struct sensor_search *search = arg;
	size_t n = strlen(search->known);

	search->found = search->found || !strcmp(sensor, search->name);
	snprintf(search->known + n, sizeof(search->known) - n, "%s%s",
		 n ? ", " : "", sensor);
	return 0;
}

/* A misspelt name would give an empty bulletin. */
static int check_sensor(struct store *store, const char *path, const char *name)
{
	struct sensor_search search = { .name = name };

	if (!name)
		return 0;
	if (store_sensors(store, compare_sensor, &search))
		return command_error("%s", store_error(store));
	if (search.found)
		return 0;
	return command_error("%s: there is no sensor \"%s\" (known: %s)", path, name,
			 *search.known ? search.known : "none");
}

int period_open(const struct period *period, struct store **store)
{
	const char *path = period->store ? period->store : DEFAULT_STORE;
	struct error error;

	*store = store_open(path, DB_READ, &error);
	if (!*store) {
		denied_advice(path, DB_READ, &error);
		return command_error("%s", error.text);
	}
	return check_sensor(*store, path, period->sensor);
}

int period_facts(const struct period *period, int64_t length,
		 struct facts *facts)
{
	struct store_range range;
	struct error error;
	struct store *store = NULL;
	int ret;

	ret = period_range(period, length, (int64_t)time(NULL), &range);
	if (!ret)
		ret = period_open(period, &store);
	if (!ret && facts_collect(facts, store, &range, &error))
		ret = command_error("%s", error.text);
	store_close(store);
	return ret;
}

static json_t *time_or_null(int64_t t)
{
	char text[CLOCK_ISO_MAX];

	return t ? json_string(clock_iso(t, text)) : json_null();
}

const char *edition_title(const struct edition *edition)
{
	const json_t *languages = json_object_get(edition->content, "languages");
	const char *language = json_string_value(json_array_get(languages, 0));
	const json_t *titles = json_object_get(edition->content, "title");
	const char *title = json_string_value(json_object_get(titles, language ?
							      language : ""));

	return title ? title : "";
}

json_t *edition_json(const struct edition *edition)
{
	const json_t *content = edition->content;
	char name[64], number[64], hash[CONTENT_HASH_MAX];

	edition_number(edition, number);
	return json_pack("{s:I, s:s, s:s?, s:i, s:i, s:s, s:s, s:o, s:o, s:s, s:O?, s:O?, s:O?, s:O?}",
			 "id", (json_int_t)edition->id,
			 "name", edition_label(edition, name),
			 "number", *number ? number : NULL,
			 "year", (int)edition->year,
			 "revision", (int)edition->revision,
			 "type", edition_type_name(edition->type),
			 "state", edition_state_name(edition->state),
			 "first", time_or_null(edition->first),
			 "current", time_or_null(edition->current),
			 "hash", content_hash(content, hash),
			 "languages", json_object_get(content, "languages"),
			 "title", json_object_get(content, "title"),
			 "summary", json_object_get(content, "summary"),
			 "history", edition->history);
}
