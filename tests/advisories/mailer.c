// SPDX-License-Identifier: GPL-2.0-or-later
/*
* mailer.c - writes mails from JSON test cases through render/mail
 *
 * usage: mailer DIRECTORY <CASES
 *
 * Each line of CASES is a JSON object: from, to, reply_to ([ name|null, address ];
 * of to a list), subject, text, charset ("utf-8", "iso-2022-jp", "auto"), date,
 * message_id, and perhaps automatic, list_id, key and home (of GnuPG), attachments
 * ([ { type, filename, path } ]). Line N becomes DIRECTORY/N.eml, or DIRECTORY/N.error
* with the reason why it was refused.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/error.h"
#include "render/mail/mail.h"
#include "sign/sign.h"

#define BOXES		16
#define ATTACHMENTS	16

struct job {
	struct mailbox to[BOXES];
	struct mail_attachment attachments[ATTACHMENTS];
	struct mail mail;
	struct error error;
};

static const char *text_at(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static struct mailbox read_mailbox(const json_t *pair)
{
	return (struct mailbox){ json_string_value(json_array_get(pair, 0)),
				 json_string_value(json_array_get(pair, 1)) };
}

static enum mail_charset read_charset(const char *name)
{
	if (!strcmp(name, "auto"))
		return MAIL_AUTO;
	return strcmp(name, "utf-8") ? MAIL_ISO_2022_JP : MAIL_UTF_8;
}

static void *read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	void *bytes = NULL;

	if (!file || fseek(file, 0, SEEK_END)) {
		perror(path);
		exit(1);
	}
	*size = (size_t)ftell(file);
	rewind(file);
	bytes = malloc(*size + 1);
	if (!bytes || fread(bytes, 1, *size, file) != *size)
		exit(1);
	fclose(file);
	return bytes;
}

static void read_case(struct job *job, const json_t *object)
{
	const json_t *to = json_object_get(object, "to");
	const json_t *files = json_object_get(object, "attachments");
	struct mail *mail = &job->mail;
	size_t i;

	mail->to = job->to;
	mail->attachments = job->attachments;
	for (i = 0; i < json_array_size(to) && i < BOXES; i++)
		job->to[mail->n_to++] = read_mailbox(json_array_get(to, i));
	for (i = 0; i < json_array_size(files) && i < ATTACHMENTS; i++) {
		const json_t *file = json_array_get(files, i);
		struct mail_attachment *a = &job->attachments[i];

		a->type = text_at(file, "type");
		a->filename = text_at(file, "filename");
		a->data = read_file(text_at(file, "path"), &a->size);
		mail->n_attachments++;
	}
	mail->from = read_mailbox(json_object_get(object, "from"));
	mail->reply_to = read_mailbox(json_object_get(object, "reply_to"));
	mail->subject = text_at(object, "subject");
	mail->message_id = text_at(object, "message_id");
	mail->date = json_integer_value(json_object_get(object, "date"));
	mail->text = text_at(object, "text");
	mail->charset = read_charset(text_at(object, "charset"));
	mail->list_id = text_at(object, "list_id");
	mail->automatic = json_is_true(json_object_get(object, "automatic"));
}

static FILE *create(const char *folder, unsigned int n, const char *ending)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%u.%s", folder, n, ending);
	file = fopen(path, "wb");
	if (!file) {
		perror(path);
		exit(1);
	}
	return file;
}

static void write_case(struct job *job, const json_t *object,
		       const char *folder, unsigned int n)
{
	const char *key = text_at(object, "key");
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size), *file;
	int ret = -1;

	if (key)
		job->mail.signer = signer_open(key, text_at(object, "home"),
					       &job->error);
	if (!key || job->mail.signer)
		ret = mail_write(out, &job->mail, &job->error);
	fclose(out);
	file = create(folder, n, ret ? "error" : "eml");
	if (ret)
		fprintf(file, "%s\n", job->error.text);
	else
		fwrite(text, 1, size, file);
	fclose(file);
	free(text);
	signer_close(job->mail.signer);
}

int main(int argc, char **argv)
{
	unsigned int n = 0;
	char *line = NULL;
	size_t size = 0, i;
	json_t *object;

	if (argc != 2)
		return 2;
	tzset();
	while (getline(&line, &size, stdin) > 0) {
		struct job job = { 0 };

		object = json_loads(line, JSON_ALLOW_NUL, NULL);
		if (!object)
			return 1;
		read_case(&job, object);
		write_case(&job, object, argv[1], n++);
		for (i = 0; i < job.mail.n_attachments; i++)
			free((void *)(uintptr_t)job.attachments[i].data);
		json_decref(object);
	}
	free(line);
	return 0;
}
