// SPDX-License-Identifier: GPL-2.0-or-later
/* privileges.c - hand over files, then drop capabilities and switch the user */
#include "slammerd/os/privileges.h"

#ifdef HAVE_CAPNG
#include <cap-ng.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static int path_error(struct error *error, const char *action, const char *path)
{
	return error_set(error, "cannot %s %s: %s", action, path, strerror(errno));
}

static int chown_tree(int fd, const struct passwd *user);

/* The entries of the directory @fd, which is closed. */
static int chown_entries(int fd, const struct passwd *user)
{
	const int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
	DIR *directory = fdopendir(fd);
	const struct dirent *entry;
	int result = 0;

	if (!directory) {
		close(fd);
		return -1;
	}
	while (!result && (entry = readdir(directory))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (entry->d_type != DT_REG && entry->d_type != DT_DIR &&
		    entry->d_type != DT_UNKNOWN)
			continue;
		fd = openat(dirfd(directory), entry->d_name, flags);
		if (fd >= 0)
			result = chown_tree(fd, user);
		else if (errno != ENOENT && errno != ELOOP)
			result = -1;
	}
	closedir(directory);
	return result;
}

/*
 * Files with several links are skipped and symbolic links are not followed: if the
 * directory belongs to the user already, they may lead to files that must not.
 * @fd is closed.
 */
static int chown_tree(int fd, const struct passwd *user)
{
	struct stat st;

	if (fstat(fd, &st) < 0 ||
	    (st.st_uid != user->pw_uid &&
	     (S_ISDIR(st.st_mode) || (S_ISREG(st.st_mode) && st.st_nlink == 1)) &&
	     fchown(fd, user->pw_uid, user->pw_gid) < 0)) {
		close(fd);
		return -1;
	}
	if (S_ISDIR(st.st_mode))
		return chown_entries(fd, user);
	close(fd);
	return 0;
}

static int chown_directory(const char *path, mode_t mode,
			   const struct passwd *user, struct error *error)
{
	int fd;

	if (mkdir(path, mode) < 0 && errno != EEXIST)
		return path_error(error, "create", path);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return path_error(error, "open", path);
	if (chown_tree(fd, user) < 0)
		return path_error(error, "change the owner of files in", path);
	return 0;
}

static int chown_pid_file(const char *path, const struct passwd *user,
			  struct error *error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	int result;

	if (fd < 0)
		return path_error(error, "open", path);
	result = fchown(fd, user->pw_uid, user->pw_gid);
	close(fd);
	return result < 0 ? path_error(error, "change the owner of", path) : 0;
}

static int chown_paths(const struct privileges_paths *paths,
		       const struct passwd *user, struct error *error)
{
	if (chown_directory(paths->run, 0755, user, error) < 0 ||
	    chown_directory(paths->state, 0750, user, error) < 0)
		return -1;
	return paths->pid_file ? chown_pid_file(paths->pid_file, user, error) : 0;
}

/* The bounding set first: to change it takes CAP_SETPCAP. */
static int switch_to(const struct passwd *user)
{
	const capng_type_t kept = CAPNG_EFFECTIVE | CAPNG_PERMITTED |
				  CAPNG_BOUNDING_SET;

	capng_clear(CAPNG_SELECT_ALL);
	if (capng_update(CAPNG_ADD, kept, CAP_NET_ADMIN) ||
	    capng_apply(CAPNG_SELECT_BOUNDS) ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	return capng_change_id((int)user->pw_uid, (int)user->pw_gid,
			       CAPNG_INIT_SUPP_GRP) ? -1 : 0;
}

int privileges_drop(const char *name, const struct privileges_paths *paths,
		    struct error *error)
{
	const struct passwd *user = getpwnam(name);

	if (!user)
		return error_set(error, "unknown user \"%s\"", name);
	if (geteuid() == user->pw_uid && user->pw_uid)
		return 0;
	if (geteuid())
		return error_set(error, "only root can switch to user \"%s\"", name);
	if (!user->pw_uid)
		return error_set(error, "user \"%s\" is root: --user needs an unprivileged user",
				 name);
	if (chown_paths(paths, user, error) < 0)
		return -1;
	if (switch_to(user) < 0)
		return error_set(error, "cannot switch to user \"%s\": %s", name,
				 strerror(errno));
	return 0;
}
#else
int privileges_drop(const char *name, const struct privileges_paths *paths,
		    struct error *error)
{
	return error_set(error, "cannot switch to user \"%s\": slammerd was built without libcap-ng",
			 name);
}
#endif
