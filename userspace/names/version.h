/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * version.h - the version that every program of nf-slammer tells
 *
 * The one place in userspace where it stands.
 */
#ifndef NAMES_VERSION_H
#define NAMES_VERSION_H

#define NF_SLAMMER_VERSION	"0.1.0"

#endif /* NAMES_VERSION_H */
