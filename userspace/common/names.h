/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * names.h - names of classes, reasons, directions, verdicts and zones
 *
 * Policy file, JSON, tables and store all take these names from here. The lists are
 * in kmod/include.
 */
#ifndef COMMON_NAMES_H
#define COMMON_NAMES_H

#include "common/address.h"
#include "nfslammer/ruleset.h"

/* Name of a number; "?" if there is none. Static text. */
const char *class_name(unsigned int class);
const char *reason_name(unsigned int reason);
const char *direction_name(unsigned int direction);
const char *verdict_name(unsigned int verdict);
const char *zone_name(unsigned int zone);

/* One line about a reason for operators; "" if there is none. Static text. */
const char *reason_text(unsigned int reason);

/* Number of a name, -1 if there is no such name. */
int class_number(const char *name);
int reason_number(const char *name);
int direction_number(const char *name);
int verdict_number(const char *name);
int zone_number(const char *name);

#endif /* COMMON_NAMES_H */
