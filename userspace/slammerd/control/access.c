// SPDX-License-Identifier: GPL-2.0-or-later
/* access.c - groups, peers, and the mode of the socket */
#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "slammerd/control/access.h"

#define GROUP_BYTES	65536	/* for the names of its members, which are not needed */

/* Looking a group up; of its own memory, since it may outlive who asked. */
struct lookup {
	char name[ACCESS_GROUP_MAX];
	bool found;
	gid_t gid;
};

static void find_group(void *arg)
{
	struct lookup *lookup = arg;
	struct group group, *found = NULL;
	size_t size = GROUP_BYTES;
	int result = ERANGE;
	char *buf;

	for (; result == ERANGE && size <= 256 * GROUP_BYTES; size *= 4) {
		buf = malloc(size);
		if (!buf)
			return;
		result = getgrnam_r(lookup->name, &group, buf, size, &found);
		free(buf);
	}
	lookup->found = !result && found;
	if (lookup->found)
		lookup->gid = group.gr_gid;
}

static int unknown_group(struct access_group *to, const char *name,
			 struct error *error)
{
	memset(to, 0, sizeof(*to));
	return error_set(error, "unknown group \"%s\": it has no members", name);
}

/* A group that was found before stays what it was. */
static int no_answer(struct access_group *to, const char *name, struct error *error)
{
	if (!strcmp(to->name, name))
		return 0;
	memset(to, 0, sizeof(*to));
	return error_set(error, "group \"%s\" is not found: the directory server does not answer; it has no members",
			 name);
}

static int set_group(struct access_group *to, struct patience *patience,
		     const char *name, struct error *error)
{
	struct lookup *lookup;
	struct patience_call call = { find_group, free, NULL };

	if (!name) {
		memset(to, 0, sizeof(*to));
		return 0;
	}
	if (strlen(name) >= sizeof(to->name))
		return unknown_group(to, name, error);
	call.arg = lookup = calloc(1, sizeof(*lookup));
	if (!lookup) {
		memset(to, 0, sizeof(*to));
		return error_no_memory(error);
	}
	strcpy(lookup->name, name);
	if (patience_run(patience, &call, PATIENCE_MS))
		return no_answer(to, name, error);
	if (lookup->found) {
		memcpy(to->name, lookup->name, sizeof(to->name));
		to->gid = lookup->gid;
	}
	name = lookup->found ? NULL : name;
	free(lookup);
	return name ? unknown_group(to, name, error) : 0;
}

int access_set(struct access *access, struct patience *patience, const char *read,
	       const char *admin, struct error *error)
{
	int result;

	access->owner = geteuid();
	result = set_group(&access->read, patience, read, error);
	if (set_group(&access->admin, patience, admin, error) < 0)
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
