/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rights.h - who may look at the daemon, and who may change what it does
 *
 * The kernel says who is at the other end of a socket, at the moment when that
 * connected: user, group and supplementary groups. Root and the daemon's own user
 * may do everything; a policy may name a group that looks and one that changes.
 */
#ifndef SLAMMERD_RIGHTS_H
#define SLAMMERD_RIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "common/error.h"

/* Each holds the ones before it. */
enum right { RIGHT_NONE, RIGHT_LOOK, RIGHT_CHANGE };

#define RIGHTS_NAME_MAX		64
#define RIGHTS_ERROR_MAX	320

/* A group, by name and number; an empty name is nobody. */
struct rights_group {
	char name[RIGHTS_NAME_MAX];
	gid_t gid;
};

struct rights {
	uid_t owner;
	struct rights_group look;
	struct rights_group change;
};

/* Who is at the other end; freed by peer_free(). */
struct peer {
	struct ucred who;
	gid_t *groups;		/* supplementary ones; owned */
	size_t n_groups;
};

/**
 * rights_set - the rights of a policy
 * @look:   name of the group that may look, or NULL
 * @change: name of the group that may look and change, or NULL
 *
 * Returns 0, or -1 with a sentence in @error where this system has no such group;
 * the others are then right, and nobody is in that one.
 */
int rights_set(struct rights *rights, const char *look, const char *change,
	       struct error *error);

/* 0, or -1 with errno. */
int peer_of(int fd, struct peer *peer);
void peer_free(struct peer *peer);

enum right rights_of(const struct rights *rights, const struct peer *peer);

/* "no rights: ...": who may do what needs @right. Returns @buf. */
const char *rights_refusal(const struct rights *rights, enum right right,
			   char buf[RIGHTS_ERROR_MAX]);

/**
 * rights_apply - mode and group of the socket's file
 *
 * 0600 where there are no groups, 0660 for one. A file has but one group, so for
 * two of them, or one that this user may not give away to, everybody may connect,
 * and who has no rights is sent away at once. 0, or -1 with errno.
 */
int rights_apply(const struct rights *rights, const char *path);

#endif /* SLAMMERD_RIGHTS_H */
