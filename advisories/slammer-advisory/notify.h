/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * notify.h - what the files of `slammer-advisory notify` share
 */
#ifndef ADVISORY_NOTIFY_H
#define ADVISORY_NOTIFY_H

#include <stdio.h>

#include "cli.h"
#include "notices/run.h"

enum notify_mode {
	NOTIFY_NONE,
	NOTIFY_DRY_RUN,
	NOTIFY_PREVIEW,
	NOTIFY_SEND,
	NOTIFY_LIST,
	NOTIFY_RETRY,
	NOTIFY_RESOLVE,
	NOTIFY_MODE_COUNT
};

/* @what: of PREVIEW a name, of RESOLVE a number; @how: "sent" or "resend" */
struct notify_options {
	enum notify_mode mode;
	const char *what;
	const char *how;
	bool json;
};

/**
 * struct notify_print - prints results as they come, as lines or as JSON
 * @step:  the step that progress is shown of
 * @begun: a list element was printed
 */
struct notify_print {
	const struct notify_options *options;
	struct progress progress;
	const char *step;
	bool begun;
	FILE *out;
};

void notify_print_begin(struct notify_print *print,
			const struct notices_run *run);
/* Callbacks of struct notices_run; @arg is struct notify_print. */
void notify_print_result(const struct notice_result *told, void *arg);
void notify_print_mail(const struct notice *notice, void *arg);
void notify_print_step(const char *what, uint64_t done, uint64_t total,
		       void *arg);
void notify_print_end(struct notify_print *print,
		      const struct notices_run *run);

/* --list and --resolve; each returns an exit status. */
int notify_list(struct archive *archive, struct ledger *ledger, bool json);
int notify_resolve(struct archive *archive, struct ledger *ledger,
		   const char *id, const char *how, int64_t now);

#endif /* ADVISORY_NOTIFY_H */
