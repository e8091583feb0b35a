/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * notice.h - one mail to one constituent, from what is due to it
 *
 * The same items, words and time give the same bytes, but for a signature's.
 */
#ifndef NOTICES_NOTICE_H
#define NOTICES_NOTICE_H

#include "publisher/publisher.h"
#include "common/error.h"
#include "due.h"
#include "render/mail/mail.h"
#include "notice_templates.h"

/**
 * struct notice_archive - what all notices of a run have in common
 * @from:      who writes; its address is "": the publisher's short name and address
 * @signer:    NULL: the publisher has no key
 * @now:       time of the mails
 */
struct notice_archive {
	const struct publisher *publisher;
	struct notice_words *words;
	const struct mailbox_text *from;
	struct signer *signer;
	struct store_range range;
	int64_t now;
};

/**
 * struct notice - the mail
 * @items:   told in it, of so many @sources
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
 * notice_make - the mail about what is to be told
 * @due: has some news
 *
 * 0, or -1 with a sentence in @error; freed by notice_free().
 */
int notice_make(struct notice *notice, const struct notice_archive *archive,
		const struct constituent *constituent, const struct due *due,
		struct error *error);
void notice_free(struct notice *notice);

#endif /* NOTICES_NOTICE_H */
