// SPDX-License-Identifier: GPL-2.0-or-later
/* render.c - `slammer-advisory render`: a bulletin in a format */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bulletin/content.h"
#include "publisher/labels.h"
#include "bulletin/values.h"
#include "cli.h"
#include "common/clock.h"
#include "common/error.h"
#include "context.h"
#include "render/csaf/csaf.h"
#include "render/csaf/json.h"
#include "render/html/html.h"
#include "render/mail/bulletin_mail.h"
#include "render/text/text.h"
#include "sign/sign.h"

#define DAY	86400

/* Separates the languages of a bulletin in one output. */
#define BETWEEN	"\n\n______________________________________________________________________\n\n\n"

/**
 * struct format_order - one rendering
 * @language:  of the bulletin; ignored by formats that are in all languages
 * @publisher: the current one, for what a bulletin does not hold, such as the key
 * @templates: likewise
 * @charset:   of a mail; NULL: the language's
 * @key:       fingerprint; NULL: the publisher's, if it has one
 * @no_key:    do not sign
 */
struct format_order {
	const struct edition *edition;
	const char *language;
	const struct publisher *publisher;
	const char *templates;
	const char *charset;
	const char *key;
	bool no_key;
};

/**
 * struct format - what a bulletin can be rendered as
 * @write:  0, or -1 with a sentence in @error
 * @joined: several languages may follow each other in one output
 * @all:    one output is in all languages
 */
struct format {
	const char *name;
	int (*write)(FILE *out, const struct format_order *order,
		     struct error *error);
	bool joined;
	bool all;
};

static int write_text(FILE *out, const struct format_order *order,
		      struct error *error)
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

static int write_csaf(FILE *out, const struct format_order *order,
		      struct error *error)
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

/* The key of the options, or the publisher's; *signer is NULL without a key. */
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

static int write_mail(FILE *out, const struct format_order *order,
		      struct error *error)
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

/* A single page: links to other bulletins are known only on the published site. */
static int write_html(FILE *out, const struct format_order *order,
		      struct error *error)
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

static const struct format *format_find(const char *name)
{
	size_t i;

	for (i = 0; i < FORMATS; i++)
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	return NULL;
}

static const char *format_names(char *buf, size_t size)
{
	size_t i, n = 0;

	*buf = 0;
	for (i = 0; i < FORMATS && n < size; i++)
		n += (size_t)snprintf(buf + n, size - n, "%s%s", i ? ", " : "",
				      formats[i].name);
	return buf;
}

struct options {
	struct context context;
	struct period period;
	const char *words[2];
	size_t n_words;
	const char *language;
	const char *number;
	const char *date;
	const char *output;
	const char *format;
	const char *charset;
	const char *key;
	bool no_key;
	bool json;
};

/**
 * struct job - the parsed options, and what they select
 * @facts: with --json; else NULL
 */
struct job {
	struct options *options;
	const struct format *format;
	unsigned int number;
	int64_t date;
	json_t *facts;
	struct edition edition;
};

static int help(void)
{
	char names[256];

	printf("Usage: slammer-advisory render [ID] [OPTION]...\n"
	       "Prints a bulletin or, without ID, a preview of a period made from the stored\n"
	       "statistics; the preview is not saved.\n"
	       "\n"
	       "Bulletin:\n"
	       "  --format FORMAT   %s (text)\n", format_names(names, sizeof(names)));
	puts("  --lang LANG       ja, en or both: all languages of the bulletin (both)\n"
	     "  --json            the facts as JSON, with addresses: not for publication\n"
	     "  --output FILE     write to FILE, completely or not at all (standard output)\n"
	     "\n"
	     "Mail (--format mail):\n"
	     "  --charset CHARSET iso-2022-jp or utf-8 (the language's)\n"
	     "  --key FINGERPRINT sign with this key (the publisher's key, if there is one)\n"
	     "  --no-key          do not sign\n"
	     "\n"
	     "Period, without ID (default: the last 24 hours):\n"
	     HELP_PERIOD
	     "  --number N        1 to 9999; without it the bulletin is a draft\n"
	     "  --date YYYY-MM-DD of publication (today)\n"
	     "\n"
	     "Files:\n"
	     HELP_PUBLISHER HELP_ARCHIVE HELP_END HELP_ID HELP_TIME);
	return 0;
}

static int parse_options(struct options *o, int argc, char **argv)
{
	const struct option_row rows[] = {
		OPTIONS_PERIOD(&o->period),
		OPTIONS_PUBLISHER(&o->context),
		OPTIONS_ARCHIVE(&o->context),
		{ "lang", .value = &o->language },
		{ "number", .value = &o->number },
		{ "date", .value = &o->date },
		{ "output", .value = &o->output },
		{ "format", .value = &o->format },
		{ "charset", .value = &o->charset },
		{ "key", .value = &o->key },
		{ "no-key", .flag = &o->no_key },
		{ "json", .flag = &o->json },
		{ NULL }
	};

	return options_parse(rows, argc, argv, o->words, 2, &o->n_words);
}

static int find_number(struct job *job)
{
	const char *text = job->options->number;
	char *end;
	long n;

	if (!text)
		return 0;
	errno = 0;
	n = strtol(text, &end, 10);
	if (errno || *end || end == text || n < 1 || n > ARCHIVE_NUMBER_MAX)
		return usage_error("--number is 1 to %d, not \"%s\"",
				   ARCHIVE_NUMBER_MAX, text);
	job->number = (unsigned int)n;
	return 0;
}

static int find_date(struct job *job)
{
	const char *text = job->options->date;
	struct tm day;

	job->date = (int64_t)time(NULL);
	if (!text)
		return 0;
	if (clock_date(text, &day))
		return usage_error("--date is a day such as 2026-01-27, not \"%s\"",
				   text);
	day.tm_isdst = -1;
	job->date = (int64_t)mktime(&day);
	return 0;
}

static int find_format(struct job *job)
{
	const struct options *o = job->options;
	char names[256];

	job->format = format_find(o->format ? o->format : "text");
	if (job->format)
		return 0;
	return usage_error("there is no format \"%s\" (%s)", o->format,
			   format_names(names, sizeof(names)));
}

/* NULL: the publisher's languages, which include the wanted one; else only that. */
static json_t *wanted_languages(const struct options *o)
{
	json_t *value;
	size_t i;

	if (!o->language || !strcmp(o->language, "both"))
		return NULL;
	json_array_foreach(publisher_languages(o->context.publisher), i, value)
		if (!strcmp(json_string_value(value), o->language))
			return NULL;
	return json_pack("[s]", o->language);
}

/* A preview, in memory only. */
static int make_edition(struct job *job, const json_t *facts)
{
	struct content_order order = {
		.type = EDITION_ALERT, .facts = facts,
		.publisher = job->options->context.publisher,
		.templates = job->options->context.templates,
	};
	json_t *languages = wanted_languages(job->options), *content;
	struct error error;
	int ret = 0;

	order.languages = languages;
	content = content_make(&order, &error);
	if (!content)
		ret = command_error("%s", error.text);
	else if (edition_alone(&job->edition, EDITION_ALERT, job->number,
			       job->date, content))
		ret = command_error("out of memory");
	json_decref(content);
	json_decref(languages);
	return ret;
}

static int from_period(struct job *job)
{
	struct options *o = job->options;
	struct facts facts = { 0 };
	json_t *public;
	int ret;

	ret = context_prepare(&o->context);
	if (!ret)
		ret = find_number(job);
	if (!ret)
		ret = find_date(job);
	if (!ret)
		ret = period_facts(&o->period, DAY, &facts);
	if (ret)
		return ret;
	if (o->json) {
		job->facts = values_facts(&facts, VALUES_FULL);
	} else {
		public = values_facts(&facts, VALUES_PUBLIC);
		ret = make_edition(job, public);
		json_decref(public);
	}
	facts_free(&facts);
	return ret;
}

static int from_register(struct job *job)
{
	struct options *o = job->options;
	int ret;

	if (period_given(&o->period) || o->number || o->date)
		return usage_error("--number, --date and period options need a preview: omit the ID");
	ret = context_open(&o->context, DB_READ);
	if (!ret)
		ret = context_read(&o->context, o->words, o->n_words, &job->edition);
	if (!ret && o->json)
		job->facts = json_incref(json_object_get(job->edition.content,
							 "facts"));
	return ret;
}

static int write_one(struct job *job, const char *language, FILE *out)
{
	struct format_order order = {
		.edition = &job->edition, .language = language,
		.publisher = job->options->context.publisher,
		.templates = job->options->context.templates,
		.charset = job->options->charset, .key = job->options->key,
		.no_key = job->options->no_key,
	};
	struct error error;

	if (job->format->write(out, &order, &error))
		return command_error("%s", error.text);
	return 0;
}

static int write_all(struct job *job, FILE *out)
{
	const json_t *languages = json_object_get(job->edition.content,
						  "languages");
	const char *language = job->options->language;
	int ret = 0;
	json_t *value;
	size_t i;

	if (job->facts)
		return render_json(out, job->facts) ? command_error("out of memory") :
						      0;
	if (language && strcmp(language, "both"))
		return write_one(job, language, out);
	if (!job->format->all && !job->format->joined &&
	    json_array_size(languages) > 1)
		return usage_error("--format %s holds one language: select it with --lang",
				   job->format->name);
	json_array_foreach(languages, i, value) {
		if (i && job->format->all)
			break;
		if (i)
			fputs(BETWEEN, out);
		ret = write_one(job, json_string_value(value), out);
		if (ret)
			break;
	}
	return ret;
}

static int run(struct job *job)
{
	struct error error;
	struct output output;
	int ret;

	ret = find_format(job);
	if (!ret)
		ret = job->options->n_words ? from_register(job) :
					      from_period(job);
	if (ret)
		return ret;
	if (output_open(&output, job->options->output, &error))
		return command_error("%s", error.text);
	ret = write_all(job, output.file);
	if (output_close(&output, !ret, &error) && !ret)
		ret = command_error("%s", error.text);
	return ret;
}

int cmd_render(int argc, char **argv)
{
	struct options options = { 0 };
	struct job job = { .options = &options };
	int ret = parse_options(&options, argc, argv);

	if (ret == OPTIONS_HELP)
		return help();
	if (!ret)
		ret = run(&job);
	json_decref(job.facts);
	edition_free(&job.edition);
	context_close(&options.context);
	return ret;
}
