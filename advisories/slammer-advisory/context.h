/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * office.h - what most commands work with: publisher, templates, the archive's database
 */
#ifndef ADVISORY_OFFICE_H
#define ADVISORY_OFFICE_H

#include "bulletin/publisher.h"
#include "bulletin/register.h"
#include "options.h"

/**
 * struct office - how they were asked for, and what came of it
 * @publisher_path, @templates_path, @archive_path, @who: options; NULL: as usual
 * @by: who does this, for the history
 */
struct office {
	const char *publisher_path;
	const char *templates_path;
	const char *archive_path;
	const char *who;
	struct publisher *publisher;
	const char *templates;
	struct archive *archive;
	const char *by;
};

#define OPTIONS_PUBLISHER(office)					\
	{ "publisher", .value = &(office)->publisher_path },		\
	{ "templates", .value = &(office)->templates_path }
#define OPTIONS_DESK(office)						\
	{ "desk", .value = &(office)->archive_path }
#define OPTIONS_BY(office)						\
	{ "by", .value = &(office)->who }

#define HELP_PUBLISHER							\
	"  --publisher FILE  (/etc/nf-slammer/publisher.conf)\n"	\
	"  --templates DIR   (those that were installed)\n"
#define HELP_DESK							\
	"  --desk FILE       bulletins are kept there\n"		\
	"                    (" DEFAULT_DESK ")\n"
#define HELP_BY								\
	"  --by NAME         who does this, for the history (your login name)\n"
#define HELP_END							\
	"  --help            show this\n"
#define HELP_ID								\
	"\nID: \"draft 3\" or 3, 2026-0001, EXAMPLE-AT-2026-0001, at260001."

/*
 * Publisher and templates, the publisher's time zone set; 0 or an exit status
 * behind a complaint. office_close() in any case.
 */
int office_prepare(struct office *office);
/* The same, and the database. */
int office_open(struct office *office, enum db_mode mode);
void office_close(struct office *office);

/*
 * The words of a command line ("3" or "draft" "3") as a bulletin's id; 0 or an exit
 * status behind a complaint.
 */
int office_find(struct office *office, const char *const *words, size_t count,
		int64_t *id);
/* The same, and its last revision; edition_free() is the caller's. */
int office_read(struct office *office, const char *const *words, size_t count,
		struct edition *edition);

/* "EXAMPLE-AT-2026-0001" or "draft 3"; returns @buf. */
const char *office_name(const struct edition *edition, char buf[64]);

#endif /* ADVISORY_OFFICE_H */
