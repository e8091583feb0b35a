/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store_schema.h - SQL of older stores, for tests of the migrations */
#ifndef TESTS_STORE_SCHEMA_H
#define TESTS_STORE_SCHEMA_H

/* Version 1: its tables, and rows for them (two routers, three windows). */
extern const char store_schema_1[];
extern const char store_rows_1[];
/* From the version before to that one. */
extern const char store_migration_2[];
extern const char store_migration_3[];
extern const char store_migration_4[];

#endif /* TESTS_STORE_SCHEMA_H */
