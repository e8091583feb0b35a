/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * archive_fixture.h - a new archive for each test program
 */
#ifndef TESTS_ARCHIVE_FIXTURE_H
#define TESTS_ARCHIVE_FIXTURE_H

#include "archive/archive.h"
#include "common/error.h"

/* The path of a file that does not exist; valid until the next call. */
const char *archive_path(const char *name);

/* A new, empty archive. */
struct archive *archive_fresh(const char *name);

#endif /* TESTS_ARCHIVE_FIXTURE_H */
