/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * output.h - standard output is closed, and whether all of it was written
 *
 * A full disk, a quota or a file server may tell only when the file is closed: a
 * program that ends without looking has lost its output and says "success".
 */
#ifndef COMMON_OUTPUT_H
#define COMMON_OUTPUT_H

#include <stdio.h>

/*
 * Closes @file, once and last. 0, or -1 with errno if something that was written to it
 * is lost. A descriptor that was closed from the start is no error if nothing was
 * written.
 */
int output_finish(FILE *file);

#endif /* COMMON_OUTPUT_H */
