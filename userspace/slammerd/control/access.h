/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * access.h - which users may read the daemon's state, and which may administer it
 *
 * The kernel tells user, group and supplementary groups of the process at the other
 * end of a socket, as of the moment it connected. Root and the daemon's own user may
 * do everything; a policy may name a group for reading and one for administration.
 */
#ifndef SLAMMERD_ACCESS_H
#define SLAMMERD_ACCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "common/error.h"
#include "slammerd/os/patience.h"

/* Each level includes the ones before it. */
enum access_level { ACCESS_NONE, ACCESS_READ, ACCESS_ADMIN };

#define ACCESS_GROUP_MAX	64
#define ACCESS_DENIED		"Permission denied. Run as root, or join a group listed in control.read or control.admin."
#define ACCESS_DENIED_ADMIN	"Permission denied. Run as root, or join a group listed in control.admin."

/* A group; with an empty name it has no members. */
struct access_group {
	char name[ACCESS_GROUP_MAX];
	gid_t gid;
};

struct access {
	uid_t owner;
	struct access_group read;
	struct access_group admin;
};

/* The process at the other end; freed by peer_free(). */
struct peer {
	struct ucred cred;
	gid_t *groups;		/* supplementary ones; owned */
	size_t n_groups;
};

/**
 * access_set - the groups of a policy
 * @patience: for finding them, which may take a directory server; may be NULL
 * @read, @admin: names, or NULL
 *
 * Returns 0, or -1 with a sentence in @error if a group does not exist, or is not found
 * in time and was not known: it has no members then, the other one is set.
 */
int access_set(struct access *access, struct patience *patience, const char *read,
	       const char *admin, struct error *error);

/* 0, or -1 with errno. */
int peer_read(int fd, struct peer *peer);
void peer_free(struct peer *peer);

enum access_level access_level(const struct access *access,
			       const struct peer *peer);

/**
 * access_set_mode - mode and group of the socket's file
 *
 * 0600 without groups, 0660 with one. A file has only one group: with two, or with
 * one that this user cannot chown to, it is 0666, and peers without access are
 * refused when they connect. 0, or -1 with errno.
 */
int access_set_mode(const struct access *access, const char *path);

#endif /* SLAMMERD_ACCESS_H */
