// SPDX-License-Identifier: GPL-2.0-or-later
/* formats.c - the table of formats, and how each is called */
#include <string.h>

#include "bulletin/labels.h"
#include "common/error.h"
#include "formats.h"
#include "render/mail/bulletin_mail.h"
#include "render/csaf/csaf.h"
#include "render/html/html.h"
#include "render/text/text.h"
#include "sign/sign.h"

static int write_text(FILE *out, const struct format_order *order, struct error *error)
{
	struct bulletin bulletin;
	int ret;

	if (edition_bulletin(&bulletin, order->edition, order->language, error))
		return -1;
	ret = render_text(out, &bulletin);
	if (ret)
		error_no_memory(error);
	bulletin_free(&bulletin);
	return ret;
}

static int write_csaf(FILE *out, const struct format_order *order, struct error *error)
{
	json_t *labels = labels_load(order->templates,
				     csaf_language(order->edition->content), error);
	int ret;

	if (!labels)
		return -1;
	ret = render_csaf(out, order->edition, labels, error);
	json_decref(labels);
	return ret;
}

/* By the key that was asked for, or the publisher's; NULL: by none. */
static int find_signer(struct signer **signer, const struct format_order *order,
		       struct error *error)
{
	const char *key = order->key ? order->key :
			  publisher_key(order->publisher);

	*signer = NULL;
	if (!key || order->no_key)
		return 0;
	*signer = signer_open(key, publisher_key_home(order->publisher), error);
	return *signer ? 0 : -1;
}

static int write_mail(FILE *out, const struct format_order *order, struct error *error)
{
	struct bulletin_mail how = {
		.language = order->language, .charset = order->charset,
	};
	json_t *labels = labels_load(order->templates, order->language, error);
	int ret;

	if (!labels)
		return -1;
	how.labels = labels;
	ret = find_signer(&how.signer, order, error);
	if (!ret)
		ret = render_mail(out, order->edition, &how, error);
	signer_close(how.signer);
	json_decref(labels);
	return ret;
}

/* A page on its own: the way to its neighbours is known only where it is published. */
static int write_html(FILE *out, const struct format_order *order, struct error *error)
{
	json_t *labels = labels_load(order->templates, order->language, error);
	struct page_links links = { 0 };
	struct bulletin bulletin;
	int ret = -1;

	if (labels && !edition_bulletin(&bulletin, order->edition,
					order->language, error)) {
		ret = render_html(out, order->edition, &bulletin, labels, &links,
				  error);
		bulletin_free(&bulletin);
	}
	json_decref(labels);
	return ret;
}

static const struct format formats[] = {
	{ .name = "text", .write = write_text, .joined = true },
	{ .name = "csaf", .write = write_csaf, .all = true },
	{ .name = "mail", .write = write_mail },
	{ .name = "html", .write = write_html },
};

#define FORMATS	(sizeof(formats) / sizeof(formats[0]))

const struct format *format_find(const char *name)
{
	size_t i;

	for (i = 0; i < FORMATS; i++)
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	return NULL;
}

const char *format_names(char *buf, size_t size)
{
	size_t i, n = 0;

	*buf = 0;
	for (i = 0; i < FORMATS && n < size; i++)
		n += (size_t)snprintf(buf + n, size - n, "%s%s", i ? ", " : "",
				      formats[i].name);
	return buf;
}
