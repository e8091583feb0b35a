// SPDX-License-Identifier: GPL-2.0-or-later
/* notice.c - pending items -> rows -> texts and attachments -> a mail */
#include <stdlib.h>
#include <string.h>

#include "bulletin/hash.h"
#include "common/error.h"
#include "internal.h"
#include "render/mail/mail.h"
#include "sign/sign.h"

/* Between the languages of one mail. */
#define BETWEEN	"\n\n______________________________________________________________________\n\n\n"

/* A UUID, the same for a source in every attachment and at every attempt. */
static void row_id(const struct draft *m, struct row *row)
{
	char what[512], hex[HASH_SHA256_MAX];

	snprintf(what, sizeof(what), "%s/%s/%d/%s/%u",
		 publisher_email(m->context->publisher), m->constituent->name,
		 row->kind, row->address, row->occurrence);
	hash_sha256(what, strlen(what), hex);
	snprintf(row->id, sizeof(row->id), "%.8s-%.4s-4%.3s-a%.3s-%.12s", hex,
		 hex + 8, hex + 12, hex + 15, hex + 18);
}

static int make_rows(struct draft *m)
{
	const struct ledger_item *item, *before = NULL;
	struct row *row;
	size_t i;

	m->rows.list = calloc(m->pending->reportable, sizeof(*m->rows.list));
	if (!m->rows.list)
		return error_no_memory(m->error);
	for (i = 0; i < m->pending->count; i++) {
		if (!m->pending->list[i].report)
			continue;
		item = &m->pending->list[i].item;
		row = &m->rows.list[m->rows.count++];
		row->kind = (enum constituent_kind)item->kind;
		row->classes = item->classes;
		row->evidence = row->kind == CONSTITUENT_INFECTED ?
			EVIDENCE_WORM : (enum evidence)item->evidence;
		row->targets = item->targets;
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
	m->notice->items = m->rows.count;
	return 0;
}

/* The constituent's languages, or those that the publisher has a name in. */
static int find_languages(struct draft *m)
{
	const char *const *wanted = m->constituent->languages;
	const json_t *usual = publisher_languages(m->context->publisher), *value;
	size_t n = 0, i;

	for (; *wanted && n < LANGUAGES_MAX; wanted++)
		m->languages[n++] = *wanted;
	if (!n)
		json_array_foreach(usual, i, value)
			if (n < LANGUAGES_MAX)
				m->languages[n++] = json_string_value(value);
	return n ? 0 : error_set(m->error, "the publisher has no language");
}

static int set_reporter(struct draft *m)
{
	const char *email = publisher_email(m->context->publisher);
	int kind;

	m->rows.org = publisher_short(m->context->publisher);
	m->rows.contact = email;
	m->rows.domain = strchr(email, '@') ? strchr(email, '@') + 1 : email;
	m->rows.made = m->context->now;
	for (kind = 0; kind < CONSTITUENT_KIND_COUNT; kind++) {
		m->rows.evidence[kind] =
			notice_templates_evidence(m->context->templates, m->languages[0],
					  (enum constituent_kind)kind, m->error);
		if (!m->rows.evidence[kind])
			return -1;
	}
	return 0;
}

/* The publisher's name in the language of one of the texts. */
static int set_language(struct draft *m, json_t *values, const char *language)
{
	const char *name = publisher_name(m->context->publisher, language);

	if (!name)
		return error_set(m->error, "the publisher has no name in the language \"%s\" (publisher.name.%s)",
			 language, language);
	return json_object_set_new(json_object_get(values, "publisher"), "name",
				   json_string(name));
}

typedef char *render_fn(struct notice_templates *words, const char *language,
		       const json_t *values, struct error *error);

/* In all languages, one after the other. */
static char *in_all(struct draft *m, json_t *values, render_fn *render,
		    const char *between)
{
	char *all = NULL, *part, *longer;
	size_t i;

	for (i = 0; m->languages[i]; i++) {
		part = set_language(m, values, m->languages[i]) ? NULL :
			render(m->context->templates, m->languages[i], values,
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

static void set_recipients(const struct draft *m, struct mailbox *to,
			   struct mail *mail)
{
	const char *const *contact;

	for (contact = m->constituent->contacts; *contact; contact++)
		to[mail->n_to++].address = *contact;
	mail->to = to;
}

/* Only the constituent can read it; without its key it is not sent. */
static int encrypt_mail(struct draft *m)
{
	const char *home = publisher_key_home(m->context->publisher);
	struct notice *notice = m->notice;
	char *inner, *armor = NULL, *mail = NULL;
	size_t length, size = 0;
	FILE *out = NULL;
	int ret = -1;

	inner = mail_inner(notice->mail, notice->size, &length);
	if (!inner)
		return error_no_memory(m->error);
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
		return error_no_memory(m->error);
	}
	free(notice->mail);
	notice->mail = mail;
	notice->size = size;
	return 0;
}

static int write_mail(struct draft *m, struct mail *mail)
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
		return error_no_memory(m->error);
	}
	for (i = 0; i < m->n_files; i++)
		attachments[i] = (struct mail_attachment){
			m->files[i].type, m->files[i].name, m->files[i].data,
			m->files[i].size };
	mail->attachments = attachments;
	mail->n_attachments = m->n_files;
	ret = mail_write(out, mail, m->error);
	if (fclose(out) && !ret)
		ret = error_no_memory(m->error);
	free(attachments);
	if (!ret && m->constituent->encrypt)
		ret = encrypt_mail(m);
	return ret;
}

static int make_mail(struct draft *m, const char *subject, const char *text)
{
	const struct publisher *p = m->context->publisher;
	struct mailbox to[CONSTITUENT_CONTACTS_MAX] = { { NULL, NULL } };
	char id[MAIL_ID_MAX], what[256];
	struct mail mail = {
		.from = { publisher_short(p), publisher_email(p) },
		.subject = subject, .date = m->context->now, .text = text,
		.charset = MAIL_UTF_8, .automatic = true,
		.signer = m->constituent->sign ? m->context->signer : NULL,
	};

	if (m->context->from && *m->context->from->address)
		mail.from = (struct mailbox){ m->context->from->name,
					      m->context->from->address };
	snprintf(what, sizeof(what), "notice/%s/%lld/%s", m->constituent->name,
		 (long long)m->context->now, m->rows.list[0].id);
	mail.message_id = mail_id(id, what, mail.from.address);
	set_recipients(m, to, &mail);
	return write_mail(m, &mail);
}

static int make(struct draft *m)
{
	char *subject = NULL, *text = NULL;
	json_t *values;
	int ret = -1;

	if (find_languages(m) || set_reporter(m) || make_rows(m) ||
	    draft_attachments(m))
		return -1;
	values = draft_values(m);
	if (!values)
		return error_no_memory(m->error);
	text = in_all(m, values, notice_templates_text, BETWEEN);
	if (text)
		subject = in_all(m, values, notice_templates_subject, " / ");
	if (subject)
		ret = make_mail(m, subject, text);
	json_decref(values);
	free(subject);
	free(text);
	return ret;
}

int notice_make(struct notice *notice, const struct notice_context *context,
		const struct constituent *constituent,
		const struct pending *pending, struct error *error)
{
	struct draft m = {
		.notice = notice, .context = context, .constituent = constituent,
		.pending = pending, .error = error,
	};
	int ret;

	memset(notice, 0, sizeof(*notice));
	ret = make(&m);
	draft_free_attachments(&m, 0);
	free(m.files);
	free(m.rows.list);
	if (ret)
		notice_free(notice);
	return ret;
}

void notice_free(struct notice *notice)
{
	free(notice->mail);
	memset(notice, 0, sizeof(*notice));
}
