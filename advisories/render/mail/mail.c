// SPDX-License-Identifier: GPL-2.0-or-later
/* mail.c - composes header, text and attachments */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "encoding.h"
#include "bulletin/hash.h"
#include "common/error.h"
#include "render/text/clean.h"
#include "iso2022jp.h"
#include "internal.h"
#include "encoding.h"
#include "sign/sign.h"

#define LINE_MAX_BYTES	998	/* RFC 5322, without its end */
#define DATE_MAX	64
#define BOUNDARY_MAX	40
#define TYPE_MAX	80
#define LEGIBLE		6	/* times as many letters as others */

/* A mail's text in its final bytes. */
struct body {
	char *bytes;
	size_t length;
	const char *charset;
	const char *encoding;
};

/* What is decided before a byte is written. */
struct message {
	const struct mail *mail;
	enum mail_charset charset;
	struct body body;
	char date[DATE_MAX];
	char boundary[BOUNDARY_MAX];
	struct error *error;
};

static bool is_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

static int check_mailbox(struct message *m, const char *what,
			 const struct mailbox *box)
{
	if (box->name && mail_header_check(what, box->name, m->error))
		return -1;
	if (!box->address)
		return error_set(m->error, "%s: has no address", what);
	if (mail_header_check(what, box->address, m->error))
		return -1;
	if (mail_address_valid(box->address))
		return 0;
	return error_set(m->error, "%s: \"%.300s\" is not a mail address", what, box->address);
}

/* type/subtype, perhaps with parameters: printable, and short enough for a line */
static bool is_type(const char *type)
{
	const char *slash = type ? strchr(type, '/') : NULL, *c;

	if (!slash || slash == type || !slash[1] || strlen(type) >= TYPE_MAX)
		return false;
	for (c = type; *c; c++)
		if (*c < ' ' || *c > 0x7e)
			return false;
	return strspn(type, "abcdefghijklmnopqrstuvwxyz") == (size_t)(slash - type);
}

static int check_attachment(struct message *m, const struct mail_attachment *a)
{
	if (!is_type(a->type))
		return error_set(m->error, "attachment: not a media type, such as text/csv");
	if (!a->filename || !*a->filename)
		return error_set(m->error, "attachment: has no filename");
	if (mail_header_check("attachment", a->filename, m->error))
		return -1;
	if (*a->filename == '.' || strpbrk(a->filename, "/\\:"))
		return error_set(m->error, "attachment: \"%s\" is not the name of a file without a folder",
			    a->filename);
	return 0;
}

static int check_headers(struct message *m)
{
	const struct mail *mail = m->mail;
	size_t i;

	if (check_mailbox(m, "from", &mail->from) ||
	    (mail->reply_to.address &&
	     check_mailbox(m, "reply-to", &mail->reply_to)))
		return -1;
	if (!mail->n_to)
		return error_set(m->error, "to: there is no recipient");
	for (i = 0; i < mail->n_to; i++)
		if (check_mailbox(m, "to", &mail->to[i]))
			return -1;
	if (mail_header_check("subject", mail->subject, m->error))
		return -1;
	if (!mail_address_valid(mail->message_id))
		return error_set(m->error, "message-id: is not left@domain");
	if (mail->list_id && (strlen(mail->list_id) >= TYPE_MAX ||
			      !mail_is_domain(mail->list_id)))
		return error_set(m->error, "list-id: is not like alerts.csirt.example");
	for (i = 0; i < mail->n_attachments; i++)
		if (check_attachment(m, &mail->attachments[i]))
			return -1;
	return 0;
}

/* The first part of the mail with a character that ISO-2022-JP lacks; NULL: none. */
static const char *find_lack(const struct mail *mail, const char *text,
			     struct iso2022jp_place *place)
{
	size_t i;

	if (iso2022jp_lacks(mail->subject, place))
		return "subject";
	if (mail->from.name && iso2022jp_lacks(mail->from.name, place))
		return "from";
	if (mail->reply_to.name && iso2022jp_lacks(mail->reply_to.name, place))
		return "reply-to";
	for (i = 0; i < mail->n_to; i++)
		if (mail->to[i].name && iso2022jp_lacks(mail->to[i].name, place))
			return "to";
	return iso2022jp_lacks(text, place) ? "text" : NULL;
}

static int choose_charset(struct message *m, const char *text)
{
	struct iso2022jp_place place;
	const char *where;

	m->charset = m->mail->charset;
	if (m->charset == MAIL_UTF_8)
		return 0;
	where = find_lack(m->mail, text, &place);
	if (where && m->charset == MAIL_ISO_2022_JP)
		return error_set(m->error, "%s: line %zu, character %zu: U+%04X is not in ISO-2022-JP (UTF-8 has it)",
			    where, place.line, place.column, place.character);
	m->charset = where ? MAIL_UTF_8 : MAIL_ISO_2022_JP;
	return 0;
}

static int encode_body(struct message *m, const char *text)
{
	struct body *body = &m->body;

	body->charset = "us-ascii";
	if (m->charset == MAIL_ISO_2022_JP && !is_ascii(text)) {
		body->charset = "iso-2022-jp";
		body->bytes = iso2022jp_encode(text, &body->length, m->error);
		return body->bytes ? 0 : -1;
	}
	if (!is_ascii(text))
		body->charset = "utf-8";
	body->bytes = strdup(text);
	body->length = strlen(text);
	return body->bytes ? 0 : error_no_memory(m->error);
}

static int sign_body(struct message *m)
{
	struct body *body = &m->body;
	char *signed_text;
	size_t length;

	if (!m->mail->signer)
		return 0;
	signed_text = sign_clear(m->mail->signer, body->bytes, body->length,
				 &length, m->error);
	if (!signed_text)
		return -1;
	free(body->bytes);
	body->bytes = signed_text;
	body->length = length;
	return 0;
}

static const char *encoding_of(const struct body *body)
{
	size_t i, line = 0, longest = 0, high = 0;

	for (i = 0; i < body->length; i++) {
		line = body->bytes[i] == '\n' ? 0 : line + 1;
		longest = line > longest ? line : longest;
		high += (unsigned char)body->bytes[i] >= 0x80;
	}
	if (!high && longest <= LINE_MAX_BYTES)
		return "7bit";
	/* Quoted-printable if mostly ASCII: readable in the source. But ESC is not. */
	if (high * LEGIBLE < body->length && !strchr(body->bytes, '\033'))
		return "quoted-printable";
	return "base64";
}

/* A text without invisible characters, its last line ended. */
static char *read_text(const char *text)
{
	char *clean = clean_text(text), *whole = NULL;
	size_t n = clean ? strlen(clean) : 0;

	if (clean && asprintf(&whole, "%s%s", clean,
			      n && clean[n - 1] != '\n' ? "\n" : "") < 0)
		whole = NULL;
	free(clean);
	return whole;
}

static int make_body(struct message *m)
{
	char *text = read_text(m->mail->text);
	int ret = text ? 0 : error_no_memory(m->error);

	if (!ret)
		ret = choose_charset(m, text);
	if (!ret)
		ret = encode_body(m, text);
	free(text);
	return ret;
}

/* Days and months are English in every locale. */
static int make_date(struct message *m)
{
	static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri",
					"Sat" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May",
					  "Jun", "Jul", "Aug", "Sep", "Oct",
					  "Nov", "Dec" };
	time_t date = (time_t)m->mail->date;
	struct tm tm;
	long minutes;

	if (date < 0 || !localtime_r(&date, &tm) || tm.tm_year > 9999 - 1900)
		return error_set(m->error, "date: is not between 1970 and 9999");
	minutes = labs(tm.tm_gmtoff) / 60;
	snprintf(m->date, DATE_MAX, "%s, %d %s %d %02d:%02d:%02d %c%02ld%02ld",
		 days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon],
		 tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec,
		 tm.tm_gmtoff < 0 ? '-' : '+', minutes / 60, minutes % 60);
	return 0;
}

/*
 * A hash of the parts, before they are signed. No line of base64 has a '_',
 * and no text can contain its own hash.
 */
static int make_boundary(struct message *m)
{
	const struct mail *mail = m->mail;
	char *all = NULL, hash[HASH_SHA256_MAX];
	size_t size, i;
	FILE *out = open_memstream(&all, &size);

	if (!out)
		return error_no_memory(m->error);
	fputs(hash_sha256(m->body.bytes, m->body.length, hash), out);
	for (i = 0; i < mail->n_attachments; i++)
		fprintf(out, "%s %s\n", mail->attachments[i].filename,
			hash_sha256(mail->attachments[i].data,
				    mail->attachments[i].size, hash));
	if (fclose(out)) {
		free(all);
		return error_no_memory(m->error);
	}
	snprintf(m->boundary, BOUNDARY_MAX, "=_%.32s",
		 hash_sha256(all, size, hash));
	free(all);
	return 0;
}

static void write_headers(FILE *out, const struct message *m)
{
	const struct mail *mail = m->mail;

	fprintf(out, "Date: %s\n", m->date);
	mail_header_mailboxes(out, "From", &mail->from, 1, m->charset);
	if (mail->reply_to.address)
		mail_header_mailboxes(out, "Reply-To", &mail->reply_to, 1,
				      m->charset);
	mail_header_mailboxes(out, "To", mail->to, mail->n_to, m->charset);
	mail_header_text(out, "Subject", mail->subject, m->charset);
	fprintf(out, "Message-ID: <%s>\n", mail->message_id);
	if (mail->list_id)
		fprintf(out, "List-Id: <%s>\n", mail->list_id);
	if (mail->automatic)
		fputs("Auto-Submitted: auto-generated\n", out);
	fputs("MIME-Version: 1.0\n", out);
}

static void write_body(FILE *out, const struct body *body)
{
	fprintf(out, "Content-Type: text/plain; charset=%s\n"
		"Content-Transfer-Encoding: %s\n\n",
		body->charset, body->encoding);
	if (*body->encoding == '7')
		fwrite(body->bytes, 1, body->length, out);
	else if (*body->encoding == 'q')
		quoted_lines(out, body->bytes, body->length);
	else
		base64_lines(out, body->bytes, body->length);
}

static void write_attachment(FILE *out, const struct mail_attachment *a)
{
	fprintf(out, "Content-Type: %s\n"
		"Content-Transfer-Encoding: base64\n"
		"Content-Disposition: attachment", a->type);
	mail_header_parameter(out, "filename", a->filename);
	fputs("\n\n", out);
	base64_lines(out, a->data, a->size);
}

static void write_message(FILE *out, const struct message *m)
{
	const struct mail *mail = m->mail;
	size_t i;

	write_headers(out, m);
	if (!mail->n_attachments) {
		write_body(out, &m->body);
		return;
	}
	fprintf(out, "Content-Type: multipart/mixed;\n boundary=\"%s\"\n\n--%s\n",
		m->boundary, m->boundary);
	write_body(out, &m->body);
	for (i = 0; i < mail->n_attachments; i++) {
		fprintf(out, "\n--%s\n", m->boundary);
		write_attachment(out, &mail->attachments[i]);
	}
	fprintf(out, "\n--%s--\n", m->boundary);
}

int mail_write(FILE *out, const struct mail *mail, struct error *error)
{
	struct message m = {
		.mail = mail, .error = error,
	};
	int ret = check_headers(&m);

	if (!ret)
		ret = make_date(&m);
	if (!ret)
		ret = make_body(&m);
	if (!ret)
		ret = make_boundary(&m);
	if (!ret)
		ret = sign_body(&m);
	if (!ret) {
		m.body.encoding = encoding_of(&m.body);
		write_message(out, &m);
		if (ferror(out))
			ret = error_set(error, "the mail cannot be written");
	}
	free(m.body.bytes);
	return ret;
}
