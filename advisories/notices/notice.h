/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * notice.h - one mail to one constituent, from its pending items
 *
 * The same items, templates and time give the same bytes, but for a signature's.
 */
#ifndef NOTICES_NOTICE_H
#define NOTICES_NOTICE_H

#include "publisher/publisher.h"
#include "common/error.h"
#include "pending.h"
#include "render/mail/mail.h"
#include "templates.h"

/**
 * struct notice_context - what all notices of a run have in common
 * @from:   the sender; if its address is "", the publisher's short name and address
 * @signer: NULL: the publisher has no key
 * @now:    time of the mails, seconds since 1970
 */
struct notice_context {
	const struct publisher *publisher;
	struct notice_templates *templates;
	const struct mailbox_text *from;
	struct signer *signer;
	struct store_range range;
	int64_t now;
};

/**
 * struct notice - the mail
 * @items:   reported in it, of so many @sources
 * @kinds:   how many of each kind
 * @again:   how many came back after quiet days
 */
struct notice {
	char *mail;
	size_t size;
	size_t items;
	size_t sources;
	size_t kinds[CONSTITUENT_KIND_COUNT];
	size_t again;
};

/**
 * notice_make - the mail about what is to be reported
 * @pending: has at least one reportable item
 *
 * 0, or -1 with a sentence in @error; freed by notice_free().
 */
int notice_make(struct notice *notice, const struct notice_context *context,
		const struct constituent *constituent,
		const struct pending *pending, struct error *error);
void notice_free(struct notice *notice);

#endif /* NOTICES_NOTICE_H */
