// SPDX-License-Identifier: GPL-2.0-or-later
/* names.c - names of the enums of kmod/include, and back */
#include <string.h>

#include "common/names.h"

struct name {
	int number;
	const char *name;
	const char *text;
};

static const struct name classes[] = {
#define X(sym, num, name, text) { num, name, "" },
	SLAMMER_CLASSES(X)
#undef X
	{ -1, NULL, NULL }
};

static const struct name reasons[] = {
#define X(sym, num, class, name, text) { num, name, text },
	SLAMMER_REASONS(X)
#undef X
	{ -1, NULL, NULL }
};

#define X(sym, num, name) { num, name, "" },
static const struct name directions[] = {
	SLAMMER_DIRECTIONS(X)
	{ -1, NULL, NULL }
};

static const struct name verdicts[] = {
	SLAMMER_VERDICTS(X)
	{ -1, NULL, NULL }
};

static const struct name zones[] = {
	SLAMMER_ZONES(X)
	{ -1, NULL, NULL }
};
#undef X

static const struct name *find(const struct name *list, unsigned int number)
{
	for (; list->name; list++)
		if ((unsigned int)list->number == number)
			return list;
	return NULL;
}

static const char *to_name(const struct name *list, unsigned int number)
{
	list = find(list, number);
	return list ? list->name : "?";
}

static int to_number(const struct name *list, const char *name)
{
	for (; list->name; list++)
		if (!strcmp(list->name, name))
			return list->number;
	return -1;
}

const char *class_name(unsigned int class)
{
	return to_name(classes, class);
}

const char *reason_name(unsigned int reason)
{
	return to_name(reasons, reason);
}

const char *direction_name(unsigned int direction)
{
	return to_name(directions, direction);
}

const char *verdict_name(unsigned int verdict)
{
	return to_name(verdicts, verdict);
}

const char *zone_name(unsigned int zone)
{
	return to_name(zones, zone);
}

const char *reason_text(unsigned int reason)
{
	const struct name *found = find(reasons, reason);

	return found ? found->text : "";
}

int class_number(const char *name)
{
	return to_number(classes, name);
}

int reason_number(const char *name)
{
	return to_number(reasons, name);
}

int direction_number(const char *name)
{
	return to_number(directions, name);
}

int verdict_number(const char *name)
{
	return to_number(verdicts, name);
}

int zone_number(const char *name)
{
	return to_number(zones, name);
}
