// SPDX-License-Identifier: GPL-2.0-or-later
/* user.c - give the folders away, then the rights */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/error.h"
#include "slammerd/os/privileges.h"

/* Whom all of it goes to. */
static const struct passwd *heir;

static int complain(struct error *error, const char *what, const char *path)
{
	return error_set(error, "cannot %s %s: %s", what, path, strerror(errno));
}

static int hand_over(int fd);

/* Takes @fd over. */
static int hand_over_entries(int fd)
{
	const int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
	DIR *folder = fdopendir(fd);
	const struct dirent *entry;
	int result = 0;

	if (!folder) {
		close(fd);
		return -1;
	}
	while (!result && (entry = readdir(folder))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (entry->d_type != DT_REG && entry->d_type != DT_DIR &&
		    entry->d_type != DT_UNKNOWN)
			continue;
		fd = openat(dirfd(folder), entry->d_name, flags);
		if (fd >= 0)
			result = hand_over(fd);
		else if (errno != ENOENT && errno != ELOOP)
			result = -1;
	}
	closedir(folder);
	return result;
}

/*
 * Files with two names are left alone, and no link is followed: where the folder
 * is his already, he may have put there what must never be his. Takes @fd over.
 */
static int hand_over(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0 ||
	    (st.st_uid != heir->pw_uid &&
	     (S_ISDIR(st.st_mode) || (S_ISREG(st.st_mode) && st.st_nlink == 1)) &&
	     fchown(fd, heir->pw_uid, heir->pw_gid) < 0)) {
		close(fd);
		return -1;
	}
	if (S_ISDIR(st.st_mode))
		return hand_over_entries(fd);
	close(fd);
	return 0;
}

static int give_folder(const char *path, mode_t mode, struct error *error)
{
	int fd;

	if (mkdir(path, mode) < 0 && errno != EEXIST)
		return complain(error, "create", path);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return complain(error, "open", path);
	if (hand_over(fd) < 0)
		return complain(error, "change the owner of what is in", path);
	return 0;
}

static int give_file(const char *path, struct error *error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	int result;

	if (fd < 0)
		return complain(error, "open", path);
	result = fchown(fd, heir->pw_uid, heir->pw_gid);
	close(fd);
	return result < 0 ? complain(error, "change the owner of", path) : 0;
}

static int give(const struct belongings *belongings, struct error *error)
{
	if (give_folder(belongings->run, 0755, error) < 0 ||
	    give_folder(belongings->state, 0750, error) < 0)
		return -1;
	return belongings->pid_file ?
		give_file(belongings->pid_file, error) : 0;
}

/* What we can never have again. The set ends with the first number unknown. */
static int bound(void)
{
	int cap;

	for (cap = 0; prctl(PR_CAPBSET_READ, cap) >= 0; cap++)
		if (cap != CAP_NET_ADMIN && prctl(PR_CAPBSET_DROP, cap) < 0)
			return -1;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static int keep_net_admin(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2] = {
		[0] = {
			.effective = 1u << CAP_NET_ADMIN,
			.permitted = 1u << CAP_NET_ADMIN,
		},
	};

	return (int)syscall(SYS_capset, &header, data);
}

static int become(void)
{
	if (bound() < 0 || prctl(PR_SET_KEEPCAPS, 1) < 0 ||
	    initgroups(heir->pw_name, heir->pw_gid) < 0 ||
	    setresgid(heir->pw_gid, heir->pw_gid, heir->pw_gid) < 0 ||
	    setresuid(heir->pw_uid, heir->pw_uid, heir->pw_uid) < 0)
		return -1;
	return keep_net_admin() < 0 || prctl(PR_SET_KEEPCAPS, 0) < 0 ? -1 : 0;
}

int user_enter(const char *name, const struct belongings *belongings,
	       struct error *error)
{
	heir = getpwnam(name);
	if (!heir)
		return error_set(error, "this system has no user \"%s\"", name);
	if (geteuid() == heir->pw_uid && heir->pw_uid)
		return 0;
	if (geteuid())
		return error_set(error, "only root can become user \"%s\"", name);
	if (!heir->pw_uid)
		return error_set(error, "user \"%s\" is root: there is nothing to give up",
			 name);
	if (give(belongings, error) < 0)
		return -1;
	if (become() < 0)
		return error_set(error, "cannot become user \"%s\": %s", name,
			 strerror(errno));
	return 0;
}
