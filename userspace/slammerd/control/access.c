// SPDX-License-Identifier: GPL-2.0-or-later
/* rights.c - look and change */
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/error.h"
#include "slammerd/control/access.h"

static int set_group(struct rights_group *to, const char *name, struct error *error)
{
	const struct group *group;

	memset(to, 0, sizeof(*to));
	if (!name)
		return 0;
	group = getgrnam(name);
	if (!group || strlen(name) >= sizeof(to->name))
		return error_set(error, "this system has no group \"%s\": nobody is in it",
			 name);
	strcpy(to->name, name);
	to->gid = group->gr_gid;
	return 0;
}

int rights_set(struct rights *rights, const char *look, const char *change,
	       struct error *error)
{
	int result;

	rights->owner = geteuid();
	result = set_group(&rights->look, look, error);
	if (set_group(&rights->change, change, error) < 0)
		result = -1;
	return result;
}

int peer_of(int fd, struct peer *peer)
{
	socklen_t length = sizeof(peer->who);

	memset(peer, 0, sizeof(*peer));
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer->who, &length) < 0)
		return -1;
	/* Says ERANGE, and how much room it needs, unless there are none. */
	length = 0;
	if (!getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, NULL, &length))
		return 0;
	if (errno != ERANGE)
		return -1;
	peer->groups = malloc(length);
	if (!peer->groups)
		return -1;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, peer->groups,
		       &length) < 0) {
		peer_free(peer);
		return -1;
	}
	peer->n_groups = length / sizeof(*peer->groups);
	return 0;
}

void peer_free(struct peer *peer)
{
	free(peer->groups);
	peer->groups = NULL;
	peer->n_groups = 0;
}

static bool belongs(const struct peer *peer, const struct rights_group *group)
{
	size_t i;

	if (!*group->name)
		return false;
	for (i = 0; i < peer->n_groups; i++)
		if (peer->groups[i] == group->gid)
			return true;
	return peer->who.gid == group->gid;
}

enum right rights_of(const struct rights *rights, const struct peer *peer)
{
	if (!peer->who.uid || peer->who.uid == rights->owner ||
	    belongs(peer, &rights->change))
		return RIGHT_CHANGE;
	return belongs(peer, &rights->look) ? RIGHT_LOOK : RIGHT_NONE;
}

const char *rights_refusal(const struct rights *rights, enum right right,
			   char buf[RIGHTS_ERROR_MAX])
{
	const char *change = rights->change.name, *look = rights->look.name;
	bool any;

	if (right == RIGHT_CHANGE || !strcmp(look, change))
		look = "";
	any = *look || *change;
	snprintf(buf, RIGHTS_ERROR_MAX, "no rights: only root%s the daemon's user%s%s%s%s may %s",
		 any ? "," : " and", any ? " and group " : "", look,
		 *look && *change ? " or " : "", change,
		 right == RIGHT_CHANGE ? "change what it does" : "ask it");
	return buf;
}

int rights_apply(const struct rights *rights, const char *path)
{
	const struct rights_group *look = &rights->look;
	const struct rights_group *change = &rights->change;
	const struct rights_group *one = *look->name ? look : change;

	if (!*one->name)
		return chmod(path, 0600);
	if (*change->name && change->gid != one->gid)
		return chmod(path, 0666);
	if (chown(path, (uid_t)-1, one->gid) < 0)
		return errno == EPERM ? chmod(path, 0666) : -1;
	return chmod(path, 0660);
}
