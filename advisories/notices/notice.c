// SPDX-License-Identifier: GPL-2.0-or-later
/* notice.c - due items -> rows -> words and files -> a mail */
#include <stdlib.h>
#include <string.h>

#include "bulletin/hash.h"
#include "common/error.h"
#include "notice_parts.h"
#include "render/mail/mail_encrypted.h"
#include "sign/encrypt.h"

/* Between the languages of one mail. */
#define BETWEEN	"\n\n______________________________________________________________________\n\n\n"

static int fail(struct making *m, const char *sentence)
{
	return error_set(m->error, "%s", sentence);
}

/* A UUID that the same source has in every attachment and at every try. */
static void row_id(const struct making *m, struct report_row *row)
{
	char what[512], hex[HASH_SHA256_MAX];

	snprintf(what, sizeof(what), "%s/%s/%d/%s/%u",
		 publisher_email(m->archive->publisher), m->constituent->name,
		 row->kind, row->address, row->occurrence);
	hash_sha256(what, strlen(what), hex);
	snprintf(row->id, sizeof(row->id), "%.8s-%.4s-4%.3s-a%.3s-%.12s", hex,
		 hex + 8, hex + 12, hex + 15, hex + 18);
}

static int make_rows(struct making *m)
{
	const struct ledger_item *item, *before = NULL;
	struct report_row *row;
	size_t i;

	m->rows = calloc(m->due->news, sizeof(*m->rows));
	if (!m->rows)
		return fail(m, "out of memory");
	for (i = 0; i < m->due->count; i++) {
		if (!m->due->list[i].tell)
			continue;
		item = &m->due->list[i].item;
		row = &m->rows[m->report.count++];
		row->kind = (enum constituent_kind)item->kind;
		row->classes = item->classes;
		row->occurrence = item->occurrence;
		row->first = item->first;
		row->last = item->last;
		row->packets = item->packets;
		row->bytes = item->bytes;
		address_text(item->address, row->address);
		row_id(m, row);
		m->notice->kinds[row->kind]++;
		m->notice->again += row->occurrence > 1;
		m->notice->sources += !before ||
			!address_equal(before->address, item->address);
		before = item;
	}
	m->notice->items = m->report.count;
	m->report.rows = m->rows;
	return 0;
}

/* The constituent's languages, or all that the publisher has a name in. */
static int find_languages(struct making *m)
{
	const char *const *asked = m->constituent->languages;
	const json_t *usual = publisher_languages(m->archive->publisher), *value;
	size_t n = 0, i;

	for (; *asked && n < LANGUAGES_MAX; asked++)
		m->languages[n++] = *asked;
	if (!n)
		json_array_foreach(usual, i, value)
			if (n < LANGUAGES_MAX)
				m->languages[n++] = json_string_value(value);
	return n ? 0 : fail(m, "the publisher has no language");
}

static int make_report(struct making *m)
{
	const char *email = publisher_email(m->archive->publisher);
	int kind;

	m->report.org = publisher_short(m->archive->publisher);
	m->report.contact = email;
	m->report.domain = strchr(email, '@') ? strchr(email, '@') + 1 : email;
	m->report.made = m->archive->now;
	for (kind = 0; kind < CONSTITUENT_KIND_COUNT; kind++) {
		m->report.evidence[kind] =
			notice_words_kind(m->archive->words, m->languages[0],
					  (enum constituent_kind)kind, m->error);
		if (!m->report.evidence[kind])
			return -1;
	}
	return 0;
}

/* The publisher's name in the language, for one text of several. */
static int set_language(struct making *m, json_t *values, const char *language)
{
	const char *name = publisher_name(m->archive->publisher, language);

	if (!name)
		return error_set(m->error, "the publisher has no name in the language \"%s\" (publisher.name.%s)",
			 language, language);
	return json_object_set_new(json_object_get(values, "publisher"), "name",
				   json_string(name));
}

typedef char *words_fn(struct notice_words *words, const char *language,
		       const json_t *values, struct error *error);

/* In all languages, joined. */
static char *in_all(struct making *m, json_t *values, words_fn *words,
		    const char *between)
{
	char *all = NULL, *part, *longer;
	size_t i;

	for (i = 0; m->languages[i]; i++) {
		part = set_language(m, values, m->languages[i]) ? NULL :
			words(m->archive->words, m->languages[i], values,
			      m->error);
		if (!part || asprintf(&longer, "%s%s%s", all ? all : "",
				      all ? between : "", part) < 0)
			longer = NULL;
		free(part);
		free(all);
		all = longer;
		if (!all)
			return NULL;
	}
	return all;
}

static void set_recipients(const struct making *m, struct mailbox *to,
			   struct mail *mail)
{
	const char *const *contact;

	for (contact = m->constituent->contacts; *contact; contact++)
		to[mail->n_to++].address = *contact;
	mail->to = to;
}

/* The mail becomes one that only the constituent reads; else it does not go. */
static int encrypt_mail(struct making *m)
{
	const char *home = publisher_key_home(m->archive->publisher);
	struct notice *notice = m->notice;
	char *inner, *armor = NULL, *mail = NULL;
	size_t length, size = 0;
	FILE *out = NULL;
	int ret = -1;

	inner = mail_inner(notice->mail, notice->size, &length);
	if (!inner)
		return fail(m, "out of memory");
	armor = encrypt_to(m->constituent->key, home, inner, length, &length,
			   m->error);
	free(inner);
	if (!armor)
		return -1;
	out = open_memstream(&mail, &size);
	if (out)
		ret = mail_encrypted(out, notice->mail, notice->size, armor);
	free(armor);
	if (!out || fclose(out) || ret) {
		free(mail);
		return fail(m, "out of memory");
	}
	free(notice->mail);
	notice->mail = mail;
	notice->size = size;
	return 0;
}

static int write_mail(struct making *m, struct mail *mail)
{
	struct mail_attachment *attachments;
	FILE *out;
	size_t i;
	int ret;

	attachments = calloc(m->n_files + 1, sizeof(*attachments));
	out = attachments ? open_memstream(&m->notice->mail, &m->notice->size) :
			    NULL;
	if (!out) {
		free(attachments);
		return fail(m, "out of memory");
	}
	for (i = 0; i < m->n_files; i++)
		attachments[i] = (struct mail_attachment){
			m->files[i].type, m->files[i].name, m->files[i].data,
			m->files[i].size };
	mail->attachments = attachments;
	mail->n_attachments = m->n_files;
	ret = mail_write(out, mail, m->error);
	if (fclose(out) && !ret)
		ret = fail(m, "out of memory");
	free(attachments);
	if (!ret && m->constituent->encrypt)
		ret = encrypt_mail(m);
	return ret;
}

static int make_mail(struct making *m, const char *subject, const char *text)
{
	const struct publisher *p = m->archive->publisher;
	struct mailbox to[CONSTITUENT_CONTACTS_MAX] = { { NULL, NULL } };
	char id[MAIL_ID_MAX], what[256];
	struct mail mail = {
		.from = { publisher_short(p), publisher_email(p) },
		.subject = subject, .date = m->archive->now, .text = text,
		.charset = MAIL_UTF_8, .automatic = true,
		.signer = m->constituent->sign ? m->archive->signer : NULL,
	};

	if (m->archive->from && *m->archive->from->address)
		mail.from = (struct mailbox){ m->archive->from->name,
					      m->archive->from->address };
	snprintf(what, sizeof(what), "notice/%s/%lld/%s", m->constituent->name,
		 (long long)m->archive->now, m->rows[0].id);
	mail.message_id = mail_id(id, what, mail.from.address);
	set_recipients(m, to, &mail);
	return write_mail(m, &mail);
}

static int make(struct making *m)
{
	char *subject = NULL, *text = NULL;
	json_t *values;
	int ret = -1;

	if (find_languages(m) || make_report(m) || make_rows(m) ||
	    making_files(m))
		return -1;
	values = making_values(m);
	if (!values)
		return fail(m, "out of memory");
	text = in_all(m, values, notice_words_text, BETWEEN);
	if (text)
		subject = in_all(m, values, notice_words_title, " / ");
	if (subject)
		ret = make_mail(m, subject, text);
	json_decref(values);
	free(subject);
	free(text);
	return ret;
}

int notice_make(struct notice *notice, const struct notice_archive *archive,
		const struct constituent *constituent, const struct due *due,
		struct error *error)
{
	struct making m = {
		.notice = notice, .archive = archive, .constituent = constituent,
		.due = due, .error = error,
	};
	size_t i;
	int ret;

	memset(notice, 0, sizeof(*notice));
	ret = make(&m);
	for (i = 0; i < m.n_files; i++) {
		free(m.files[i].name);
		free(m.files[i].data);
	}
	free(m.files);
	free(m.rows);
	if (ret)
		notice_free(notice);
	return ret;
}

void notice_free(struct notice *notice)
{
	free(notice->mail);
	memset(notice, 0, sizeof(*notice));
}
