// SPDX-License-Identifier: GPL-2.0-or-later
/* office.c - publisher, templates and database as the options say */
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "commands.h"
#include "common/error.h"
#include "common/clock.h"
#include "context.h"

/* As the option says, the environment, the publisher, or where they usually are. */
static const char *find_templates(const struct office *office)
{
	static char path[PATH_MAX];
	const char *set = getenv("NF_SLAMMER_TEMPLATES");

	if (office->templates_path)
		return office->templates_path;
	if (!(set && *set) && publisher_templates(office->publisher))
		return publisher_templates(office->publisher);
	return default_templates(path);
}

/* Behind sudo it is not root who decides. */
static const char *find_who(const struct office *office)
{
	const char *sudo = getenv("SUDO_USER");
	struct passwd *user;

	if (office->who)
		return office->who;
	if (sudo && *sudo)
		return sudo;
	user = getpwuid(getuid());
	return user ? user->pw_name : "?";
}

int office_prepare(struct office *office)
{
	static char path[PATH_MAX];
	struct error error;

	office->publisher = publisher_load(office->publisher_path ?
					   office->publisher_path :
					   default_publisher(path), &error);
	if (!office->publisher ||
	    clock_zone(publisher_timezone(office->publisher), &error))
		return complain("%s", error.text);
	office->templates = find_templates(office);
	office->by = find_who(office);
	if (!*office->by || !options_clean(office->by))
		return complain_usage("--by: a name is expected, without control characters");
	return 0;
}

int office_open(struct office *office, enum db_mode mode)
{
	struct error error;
	int ret = office_prepare(office);

	if (ret)
		return ret;
	office->archive = archive_open(office->archive_path ? office->archive_path :
				 DEFAULT_DESK, mode, &error);
	return office->archive ? 0 : complain("%s", error.text);
}

void office_close(struct office *office)
{
	archive_close(office->archive);
	publisher_free(office->publisher);
	office->archive = NULL;
	office->publisher = NULL;
}

int office_find(struct office *office, const char *const *words, size_t count,
		int64_t *id)
{
	struct error error;
	char name[128];

	if (!count)
		return complain_usage("which bulletin? (3, 2026-0001)");
	snprintf(name, sizeof(name), "%s%s%s", words[0], count > 1 ? " " : "",
		 count > 1 ? words[1] : "");
	if (register_find(office->archive, name, id, &error))
		return complain("%s", error.text);
	return 0;
}

int office_read(struct office *office, const char *const *words, size_t count,
		struct edition *edition)
{
	struct error error;
	int64_t id;
	int ret = office_find(office, words, count, &id);

	if (ret)
		return ret;
	/* Reading sets the zone of the bulletin; what follows is in today's. */
	if (register_read(office->archive, id, REGISTER_LAST, edition, &error) ||
	    clock_zone(publisher_timezone(office->publisher), &error))
		return complain("%s", error.text);
	return 0;
}

const char *office_name(const struct edition *edition, char buf[64])
{
	if (!*edition_number(edition, buf))
		snprintf(buf, 64, "draft %lld", (long long)edition->id);
	return buf;
}
