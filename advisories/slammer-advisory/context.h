/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * context.h - what most commands work with: publisher, templates, archive, a period
 */
#ifndef ADVISORY_CONTEXT_H
#define ADVISORY_CONTEXT_H

#include "bulletin/register.h"
#include "cli.h"
#include "facts/facts.h"
#include "publisher/publisher.h"

/**
 * struct context - the options, and what they open
 * @publisher_path, @templates_path, @archive_path, @by_option: options; NULL: default
 * @templates: folder
 * @by:        who runs the command, for the history
 */
struct context {
	const char *publisher_path;
	const char *templates_path;
	const char *archive_path;
	const char *by_option;
	struct publisher *publisher;
	const char *templates;
	struct archive *archive;
	const char *by;
};

#define OPTIONS_PUBLISHER(context)					\
	{ "publisher", .value = &(context)->publisher_path },		\
	{ "templates", .value = &(context)->templates_path }
#define OPTIONS_ARCHIVE(context)					\
	{ "archive", .value = &(context)->archive_path, .old_name = "desk" }
#define OPTIONS_BY(context)						\
	{ "by", .value = &(context)->by_option }

#define HELP_PUBLISHER							\
	"  --publisher FILE  (/etc/nf-slammer/publisher.conf)\n"	\
	"  --templates DIR   (the installed ones)\n"
#define HELP_ARCHIVE							\
	"  --archive FILE    database of bulletins and notices\n"	\
	"                    (" DEFAULT_ARCHIVE ")\n"
#define HELP_BY								\
	"  --by NAME         who does this, for the history (your login name)\n"
#define HELP_END							\
	"  -h, --help        show this help\n"			\
	"  -V, --version     show the version\n"
#define HELP_ID								\
	"\nID: \"draft 3\" or 3, 2026-0001, EXAMPLE-AT-2026-0001, at260001."

/*
 * Loads the publisher, sets its time zone, finds templates and user. 0 or an exit
 * status after an error message; context_close() in any case.
 */
int context_prepare(struct context *context);
/* The same, and opens the archive. */
int context_open(struct context *context, enum db_mode mode);
void context_close(struct context *context);
/* As the option says, or the default. */
const char *context_archive_path(const struct context *context);

/*
 * Reads the last revision of the bulletin that the words of a command line name
 * ("3" or "draft" "3"). 0 or an exit status after an error message; edition_free()
 * is the caller's.
 */
int context_read(struct context *context, const char *const *words,
		 size_t count, struct edition *edition);

/* "EXAMPLE-AT-2026-0001" or "draft 3"; returns @buf. */
const char *edition_label(const struct edition *edition, char buf[64]);
/* Its title in the publisher's own language; borrowed, "" if there is none. */
const char *edition_title(const struct edition *edition);
/*
 * As --json prints it; a new reference:
 * { id, name, number|null, year, revision, type, state, first|null, current, hash,
 *   languages, title, summary, history }
 */
json_t *edition_json(const struct edition *edition);

/* Options of a period; NULL: not given. */
struct period {
	const char *store;
	const char *from;
	const char *until;
	const char *last;
	const char *sensor;
};

#define OPTIONS_PERIOD(period)						\
	{ "store", .value = &(period)->store },				\
	{ "from", .value = &(period)->from },				\
	{ "until", .value = &(period)->until },				\
	{ "last", .value = &(period)->last },				\
	{ "sensor", .value = &(period)->sensor }

#define HELP_PERIOD							\
	"  --from TIME       start of the period\n"			\
	"  --until TIME      end of the period, exclusive (now)\n"	\
	"  --last DURATION   its length: 90min, 24h, 7d, 2w\n"		\
	"  --sensor NAME     only what this sensor (router) saw\n"	\
	"  --store FILE      (" DEFAULT_STORE ")\n"
#define HELP_TIME							\
	"\nTIME: 2026-01-27, '2026-01-27 09:00', 2026-01-27T09:00+09:00, @1769472000, now,\n" \
	"today, yesterday; in the publisher's time zone."

/* Was any of it given? */
bool period_given(const struct period *period);

/**
 * period_range - the half-open range that the options describe
 * @length: in seconds, where the options do not say
 * @now:    seconds since 1970
 *
 * The time zone must be set. 0 or an exit status after an error message.
 */
int period_range(const struct period *period, int64_t length, int64_t now,
		 struct store_range *range);
/*
 * Opens the store to read and checks that the sensor is in it. 0 or an exit status
 * after an error message; store_close() in any case.
 */
int period_open(const struct period *period, struct store **store);
/*
 * Collects the facts of the period. 0, and facts_free() is the caller's; or an exit
 * status after an error message.
 */
int period_facts(const struct period *period, int64_t length,
		 struct facts *facts);

#endif /* ADVISORY_CONTEXT_H */
