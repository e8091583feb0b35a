// SPDX-License-Identifier: GPL-2.0-or-later
/* output.c - written beside its place and then renamed, or held back until whole */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/error.h"
#include "output.h"

static int fail(const struct output *output, struct error *error)
{
	return error_set(error, "%s: cannot be written: %s",
		 output->path ? output->path : "standard output",
		 strerror(errno));
}

int output_open(struct output *output, const char *path, struct error *error)
{
	mode_t mask;
	int fd;

	memset(output, 0, sizeof(*output));
	output->path = path;
	if (!path) {
		output->file = tmpfile();
		return output->file ? 0 : fail(output, error);
	}
	if (snprintf(output->temporary, PATH_MAX, "%s.XXXXXX", path) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return fail(output, error);
	}
	fd = mkstemp(output->temporary);
	if (fd < 0)
		return fail(output, error);
	/* mkstemp() is for secrets; this is for whom the umask says. */
	mask = umask(0);
	umask(mask);
	if (!fchmod(fd, 0666 & ~mask))
		output->file = fdopen(fd, "w");
	if (output->file)
		return 0;
	fail(output, error);
	unlink(output->temporary);
	close(fd);
	return -1;
}

static int copy(FILE *from, FILE *to)
{
	char buf[8192];
	size_t n;

	rewind(from);
	while ((n = fread(buf, 1, sizeof(buf), from)))
		if (fwrite(buf, 1, n, to) != n)
			return -1;
	return ferror(from) || fflush(to) ? -1 : 0;
}

int output_close(struct output *output, bool keep, struct error *error)
{
	int ret = 0;

	if (!output->path) {
		if (keep && copy(output->file, stdout))
			ret = fail(output, error);
		fclose(output->file);
		return ret;
	}
	if (fflush(output->file) || fsync(fileno(output->file)))
		ret = fail(output, error);
	if (fclose(output->file) && !ret)
		ret = fail(output, error);
	if (keep && !ret && !rename(output->temporary, output->path))
		return 0;
	if (keep && !ret)
		ret = fail(output, error);
	unlink(output->temporary);
	return ret;
}
