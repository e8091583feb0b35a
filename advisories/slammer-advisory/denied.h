/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * denied.h - what a user may do whom a database's file or folder refuses
 *
 * The folder of register and statistics belongs to the user that the packages create;
 * "Permission denied" alone does not say who that is.
 */
#ifndef ADVISORY_DENIED_H
#define ADVISORY_DENIED_H

#include "cli.h"
#include "common/error.h"
#include "db/db.h"

/**
 * denied_advice - appends to @error who may use @path
 *
 * Nothing if this user may, or if another reason than permissions is in the way.
 */
void denied_advice(const char *path, enum db_mode mode, struct error *error);

#endif /* ADVISORY_DENIED_H */
