// SPDX-License-Identifier: GPL-2.0-or-later
/* access.c - groups, peers, and the mode of the socket */
#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "slammerd/control/access.h"

static int set_group(struct access_group *to, const char *name, struct error *error)
{
	const struct group *group;

	memset(to, 0, sizeof(*to));
	if (!name)
		return 0;
	group = getgrnam(name);
	if (!group || strlen(name) >= sizeof(to->name))
		return error_set(error, "unknown group \"%s\": it has no members",
				 name);
	strcpy(to->name, name);
	to->gid = group->gr_gid;
	return 0;
}

int access_set(struct access *access, const char *read, const char *admin,
	       struct error *error)
{
	int result;

	access->owner = geteuid();
	result = set_group(&access->read, read, error);
	if (set_group(&access->admin, admin, error) < 0)
		result = -1;
	return result;
}

int peer_read(int fd, struct peer *peer)
{
	socklen_t length = sizeof(peer->cred);

	memset(peer, 0, sizeof(*peer));
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer->cred, &length) < 0)
		return -1;
	/* Fails with ERANGE and sets @length, unless there are none. */
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

static bool is_member(const struct peer *peer, const struct access_group *group)
{
	size_t i;

	if (!*group->name)
		return false;
	for (i = 0; i < peer->n_groups; i++)
		if (peer->groups[i] == group->gid)
			return true;
	return peer->cred.gid == group->gid;
}

enum access_level access_level(const struct access *access, const struct peer *peer)
{
	if (!peer->cred.uid || peer->cred.uid == access->owner ||
	    is_member(peer, &access->admin))
		return ACCESS_ADMIN;
	return is_member(peer, &access->read) ? ACCESS_READ : ACCESS_NONE;
}

int access_set_mode(const struct access *access, const char *path)
{
	const struct access_group *read = &access->read;
	const struct access_group *admin = &access->admin;
	const struct access_group *one = *read->name ? read : admin;

	if (!*one->name)
		return chmod(path, 0600);
	if (*admin->name && admin->gid != one->gid)
		return chmod(path, 0666);
	if (chown(path, (uid_t)-1, one->gid) < 0)
		return errno == EPERM ? chmod(path, 0666) : -1;
	return chmod(path, 0660);
}
