// SPDX-License-Identifier: GPL-2.0-or-later
/* not_built.c - kernels that the module could not be built for */
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "machine/not_built.h"

#define BLANKS	" \t\r\n"

/* "RELEASE\tREASON\n". False if it is something else. */
static bool parse_line(char *line, struct not_built *kernel)
{
	size_t length = strcspn(line, BLANKS);
	char *reason = line + length + strspn(line + length, BLANKS);

	/* a release is part of file names */
	if (!length || length >= sizeof(kernel->release) || *line == '#' ||
	    *line == '.' || memchr(line, '/', length))
		return false;
	reason[strcspn(reason, "\r\n")] = '\0';
	memset(kernel, 0, sizeof(*kernel));
	memcpy(kernel->release, line, length);
	snprintf(kernel->reason, sizeof(kernel->reason), "%s", reason);
	return true;
}

size_t not_built_parse(FILE *file, const char *running,
		       bool (*installed)(const char *release),
		       struct not_built list[NOT_BUILT_MAX])
{
	char line[NOT_BUILT_RELEASE_MAX + NOT_BUILT_REASON_MAX + 2];
	size_t n = 0;

	while (n < NOT_BUILT_MAX && fgets(line, sizeof(line), file)) {
		if (!parse_line(line, &list[n]))
			continue;
		list[n].running = !strcmp(list[n].release, running);
		if (list[n].running ||
		    (strverscmp(list[n].release, running) > 0 &&
		     installed(list[n].release)))
			n++;
	}
	return n;
}

static bool is_installed(const char *release)
{
	char path[NOT_BUILT_RELEASE_MAX + 16];

	snprintf(path, sizeof(path), "/lib/modules/%s", release);
	return !access(path, F_OK);
}

size_t not_built_read(struct not_built list[NOT_BUILT_MAX])
{
	FILE *file = fopen(NOT_BUILT_FILE, "re");
	struct utsname uts;
	size_t n = 0;

	if (!file)
		return 0;
	if (!uname(&uts))
		n = not_built_parse(file, uts.release, is_installed, list);
	fclose(file);
	return n;
}
