// SPDX-License-Identifier: GPL-2.0-or-later
/* places.c - where templates and the publisher are, unless the user says */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"

/* @tail beside the folder that this program is in; "" if that cannot be told. */
static const char *beside_program(const char *tail, char path[PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);
	char *slash;
	size_t room;

	if (n <= 0)
		n = 0;
	path[n] = 0;
	slash = strrchr(path, '/');
	room = slash ? PATH_MAX - (size_t)(slash + 1 - path) : 0;
	if (room > strlen(tail))
		strcpy(slash + 1, tail);
	else
		*path = 0;
	return path;
}

static const char *first_there(const char *const tails[], size_t count,
			       char path[PATH_MAX])
{
	size_t i;

	/* Relative to the program, or to where the user is, or absolute. */
	for (i = 0; i < count; i++) {
		if (*tails[i] == '.' && tails[i][1] == '.')
			beside_program(tails[i], path);
		else
			snprintf(path, PATH_MAX, "%s", tails[i]);
		if (*path && !access(path, F_OK))
			return path;
	}
	return NULL;
}

const char *default_templates(char path[PATH_MAX])
{
	static const char *const tails[] = {
		"../share/nf-slammer/templates",
		"../advisories/templates",
		"advisories/templates",
	};
	const char *set = getenv("NF_SLAMMER_TEMPLATES");

	if (set && *set)
		return set;
	if (first_there(tails, sizeof(tails) / sizeof(tails[0]), path))
		return path;
	return NF_SLAMMER_SHARE "/templates";
}

const char *default_publisher(char path[PATH_MAX])
{
	static const char *const tails[] = {
		"/etc/nf-slammer/publisher.conf",
		"../etc/publisher.conf",
		"etc/publisher.conf",
	};

	if (first_there(tails, sizeof(tails) / sizeof(tails[0]), path))
		return path;
	return tails[0];
}

const char *default_constituents(char path[PATH_MAX])
{
	static const char *const tails[] = {
		"/etc/nf-slammer/constituents.conf",
		"../etc/constituents.conf",
		"etc/constituents.conf",
	};

	if (first_there(tails, sizeof(tails) / sizeof(tails[0]), path))
		return path;
	return tails[0];
}
