/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sql_fixture.h - read and change a database without the code that wrote it */
#ifndef TESTS_SQL_FIXTURE_H
#define TESTS_SQL_FIXTURE_H

#include <stdint.h>

/* The first number that a statement gives; the test fails if there is none. */
int64_t sql_number(const char *path, const char *sql);
/* Run statements; the test fails if one does. */
void sql_run(const char *path, const char *sql);

#endif /* TESTS_SQL_FIXTURE_H */
