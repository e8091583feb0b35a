/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * not_built.h - kernels that the module could not be built for
 *
 * Whatever builds the module at an installation or a new kernel writes a file: a line
 * for each kernel, its release, a tab, and why. A line stays until the module has
 * been built for it, or the kernel is removed.
 */
#ifndef MACHINE_NOT_BUILT_H
#define MACHINE_NOT_BUILT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define NOT_BUILT_FILE		"/var/lib/nf-slammer/not-built"
#define NOT_BUILT_RELEASE_MAX	65	/* of uname() */
#define NOT_BUILT_REASON_MAX	256
#define NOT_BUILT_MAX		16	/* further kernels are left out */

/**
 * struct not_built - a kernel
 * @reason:	any bytes
 * @running:	this machine runs it now
 */
struct not_built {
	char release[NOT_BUILT_RELEASE_MAX];
	char reason[NOT_BUILT_REASON_MAX];
	bool running;
};

/**
 * not_built_parse - the kernels in a file that concern this machine
 * @running:   release of the running kernel
 * @installed: is that kernel still installed?
 * @list:      of NOT_BUILT_MAX elements
 *
 * Those are the running one, and installed ones of a higher version, which the machine
 * boots next. Other lines, and bad ones, are skipped. Returns their number.
 */
size_t not_built_parse(FILE *file, const char *running,
		       bool (*installed)(const char *release),
		       struct not_built list[NOT_BUILT_MAX]);

/* The same of NOT_BUILT_FILE on this machine; 0 without such a file. */
size_t not_built_read(struct not_built list[NOT_BUILT_MAX]);

#endif /* MACHINE_NOT_BUILT_H */
