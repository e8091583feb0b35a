// SPDX-License-Identifier: GPL-2.0-or-later
/* bulletin_mail.c - an edition's text, subject and addresses -> mail.h */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bulletin/content.h"
#include "bulletin_mail.h"
#include "common/error.h"
#include "iso2022jp.h"
#include "mail.h"
#include "render/text/text.h"
#include "render/text/format.h"

#define NAME_MAX_BYTES	64
#define WHAT_MAX	256

static char *text_of(const struct bulletin *bulletin)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int ret;

	if (!out)
		return NULL;
	ret = render_text(out, bulletin);
	if (!fclose(out) && !ret)
		return text;
	free(text);
	return NULL;
}

/* Is there a YYYY-MM-DD in a line? */
static bool has_date(const char *line)
{
	static const char pattern[] = "0000-00-00";
	size_t n;

	for (; *line; line++) {
		for (n = 0; pattern[n]; n++)
			if (pattern[n] == '0' ?
			    !isdigit((unsigned char)line[n]) : line[n] != '-')
				break;
		if (!pattern[n])
			return true;
	}
	return false;
}

/* The line "NAME Alert YYYY-MM-DD" of a bulletin; NULL if there is none. */
static struct block *find_line(const struct bulletin *bulletin,
			       const char *short_name)
{
	struct block *block = bulletin->document.blocks;
	struct block *end = block + bulletin->document.count;

	for (; block < end && block->kind != BLOCK_HEADING; block++)
		if (block->kind == BLOCK_LINE && has_date(block->text) &&
		    !strncmp(block->text, short_name, strlen(short_name)))
			return block;
	return NULL;
}

/* "<<< NAME Alert YYYY-MM-DD >>>" in its place; without one, the number. */
static char *mark_line(struct bulletin *bulletin, const char *short_name)
{
	struct block *block = find_line(bulletin, short_name);
	char *line;

	if (!block)
		return *bulletin->number ? strdup(bulletin->number) :
		       strdup(short_name);
	if (asprintf(&line, "<<< %s >>>", block->text) < 0)
		return NULL;
	free(block->text);
	block->text = line;
	return strdup(line);
}

static enum mail_charset charset_of(const struct bulletin_mail *how)
{
	const char *label = format_label(how->labels, "mail_charset");

	if (how->charset)
		return strcasecmp(how->charset, "utf-8") ? MAIL_ISO_2022_JP :
		       MAIL_UTF_8;
	return strcasecmp(label, "iso-2022-jp") ? MAIL_UTF_8 : MAIL_AUTO;
}

/* As text; substitutes go in before it is laid out, because they may be wider. */
static char *lay_out(struct bulletin *bulletin, enum mail_charset charset)
{
	char *text = text_of(bulletin);

	if (!text || charset == MAIL_UTF_8 ||
	    (charset == MAIL_AUTO && iso2022jp_lacks(text, NULL)))
		return text;
	free(text);
	return iso2022jp_document(&bulletin->document) ? NULL :
	       text_of(bulletin);
}

/* Sender and recipient, from the publisher's settings in the draft. */
static int find_mailboxes(const json_t *publisher, struct mailbox_text *from,
			  struct mailbox_text *to, struct error *error)
{
	const char *sender = path_text(publisher, "mail.from");
	const char *receiver = path_text(publisher, "mail.to");

	if (!sender || !receiver)
		return error_set(error, "this bulletin was drafted without publisher.mail.from and publisher.mail.to: set them in publisher.conf, then make a new draft or revision");
	return mailbox_parse(from, sender, error) ||
	       mailbox_parse(to, receiver, error) ? -1 : 0;
}

/* The same revision and language give the same Message-ID everywhere. */
static void make_id(char id[MAIL_ID_MAX], const struct edition *edition,
		    const char *language, const char *from)
{
	char what[WHAT_MAX], name[NAME_MAX_BYTES], hash[CONTENT_HASH_MAX];

	snprintf(what, sizeof(what), "%s/%u/%s/%s", edition_name(edition, name),
		 edition->revision, language,
		 content_hash(edition->content, hash));
	mail_id(id, what, from);
}

/* "[Draft] " and "[TLP:RED] " come first, so that they are seen when it is forwarded. */
static char *make_subject(const struct edition *edition,
			  const struct bulletin_mail *how,
			  const struct bulletin *bulletin, const char *line)
{
	static const char *const states[] = {
		[EDITION_DRAFT] = "state_draft",
		[EDITION_APPROVED] = "state_approved",
	};
	const char *tlp = path_text(edition->content, "publisher.tlp");
	bool open = edition->state == EDITION_PUBLISHED;
	bool free_to_all = !tlp || !strcmp(tlp, "WHITE");
	char *subject, *marked;

	subject = format_fill(how->labels, "mail_subject", "line", line,
			     "number", bulletin->number, "title",
			     bulletin->title, NULL);
	if (!subject ||
	    asprintf(&marked, "%s%s%s%s%s%s%s", open ? "" : "[",
		     open ? "" : format_label(how->labels, states[edition->state]),
		     open ? "" : "] ", free_to_all ? "" : "[TLP:",
		     free_to_all ? "" : tlp, free_to_all ? "" : "] ",
		     subject) < 0)
		marked = NULL;
	free(subject);
	return marked;
}

static int write_mail(FILE *out, const struct edition *edition,
		      const struct bulletin_mail *how,
		      const struct bulletin *bulletin, const char *line,
		      const char *text, struct error *error)
{
	const json_t *publisher = path_at(edition->content, "publisher");
	const char *answers = path_text(publisher, "email");
	struct mailbox_text from, to;
	struct mailbox receiver = { to.name, to.address };
	char id[MAIL_ID_MAX];
	char *subject;
	int ret;

	if (find_mailboxes(publisher, &from, &to, error))
		return -1;
	make_id(id, edition, how->language, from.address);
	subject = make_subject(edition, how, bulletin, line);
	ret = subject ? mail_write(out, &(struct mail){
		.from = { from.name, from.address },
		.reply_to = { NULL, answers && strcmp(answers, from.address) ?
				    answers : NULL },
		.to = &receiver, .n_to = 1, .subject = subject,
		.message_id = id, .date = edition->current, .text = text,
		.charset = charset_of(how), .signer = how->signer,
		.automatic = true,
	}, error) : -1;
	if (!subject)
		error_no_memory(error);
	free(subject);
	return ret;
}

int render_mail(FILE *out, const struct edition *edition,
		const struct bulletin_mail *how, struct error *error)
{
	const char *name = path_text(edition->content, "publisher.short");
	struct bulletin bulletin;
	char *line, *text;
	int ret = -1;

	if (how->charset && strcasecmp(how->charset, "utf-8") &&
	    strcasecmp(how->charset, "iso-2022-jp")) {
		return error_set(error, "\"%s\" is not a charset of mails (iso-2022-jp, utf-8)",
			 how->charset);
	}
	if (edition_bulletin(&bulletin, edition, how->language, error))
		return -1;
	line = mark_line(&bulletin, name ? name : "");
	text = lay_out(&bulletin, charset_of(how));
	if (line && text)
		ret = write_mail(out, edition, how, &bulletin, line, text,
				 error);
	else
		error_no_memory(error);
	free(line);
	free(text);
	bulletin_free(&bulletin);
	return ret;
}
