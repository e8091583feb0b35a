// SPDX-License-Identifier: GPL-2.0-or-later
/* office.c - publisher, templates and database as the options say */
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "commands.h"
#include "facts/clock.h"
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
	char error[OFFICE_ERROR_MAX];

	office->publisher = publisher_load(office->publisher_path ?
					   office->publisher_path :
					   default_publisher(path), error,
					   sizeof(error));
	if (!office->publisher ||
	    clock_zone(publisher_timezone(office->publisher), error,
		       sizeof(error)))
		return complain("%s", error);
	office->templates = find_templates(office);
	office->by = find_who(office);
	if (!*office->by || !options_clean(office->by))
		return complain_usage("--by: a name is expected, without control characters");
	return 0;
}

int office_open(struct office *office, enum store_mode mode)
{
	char error[OFFICE_ERROR_MAX];
	int ret = office_prepare(office);

	if (ret)
		return ret;
	office->desk = desk_open(office->desk_path ? office->desk_path :
				 DEFAULT_DESK, mode, error, sizeof(error));
	return office->desk ? 0 : complain("%s", error);
}

void office_close(struct office *office)
{
	desk_close(office->desk);
	publisher_free(office->publisher);
	office->desk = NULL;
	office->publisher = NULL;
}

int office_find(struct office *office, const char *const *words, size_t count,
		int64_t *id)
{
	char name[128], error[OFFICE_ERROR_MAX];

	if (!count)
		return complain_usage("which bulletin? (3, 2026-0001)");
	snprintf(name, sizeof(name), "%s%s%s", words[0], count > 1 ? " " : "",
		 count > 1 ? words[1] : "");
	if (register_find(office->desk, name, id, error, sizeof(error)))
		return complain("%s", error);
	return 0;
}

int office_read(struct office *office, const char *const *words, size_t count,
		struct edition *edition)
{
	char error[OFFICE_ERROR_MAX];
	int64_t id;
	int ret = office_find(office, words, count, &id);

	if (ret)
		return ret;
	/* Reading sets the zone of the bulletin; what follows is in today's. */
	if (register_read(office->desk, id, REGISTER_LAST, edition, error,
			  sizeof(error)) ||
	    clock_zone(publisher_timezone(office->publisher), error,
		       sizeof(error)))
		return complain("%s", error);
	return 0;
}

const char *office_name(const struct edition *edition, char buf[64])
{
	if (!*edition_number(edition, buf))
		snprintf(buf, 64, "draft %lld", (long long)edition->id);
	return buf;
}
