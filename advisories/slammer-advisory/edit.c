// SPDX-License-Identifier: GPL-2.0-or-later
/* edit.c - `slammer-advisory edit`: titles, summaries and the text of a draft */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bulletin/content.h"
#include "commands.h"
#include "draft_builder.h"
#include "editor.h"

struct options {
	struct office office;
	const char *words[2];
	size_t count;
	const char *language;
	const char *text;
	json_t *title;
	json_t *summary;
	bool json;
};

static int help(void)
{
	puts("Usage: slammer-advisory edit ID [--lang LANG] [OPTION]...\n"
	     "Changes a draft. An approved one is a draft again then, and keeps its number.\n"
	     "Without --text, --title and --summary an editor is opened on the text; the\n"
	     "markup is described in nf-slammer-templates(5). What is wrong is shown with its\n"
	     "line, and nothing of it is lost.\n"
	     "\n"
	     "  --lang LANG       which text (the first of the bulletin's languages)\n"
	     "  --text FILE       take the text from there; - is standard input\n"
	     "  --title LANG=TEXT     another title; once for each language\n"
	     "  --summary LANG=TEXT   what is new, in one sentence; likewise\n"
	     "  --json            say what was made as JSON\n"
	     HELP_PUBLISHER HELP_DESK HELP_BY HELP_END HELP_ID
	     "\n\nThe editor is that of $VISUAL or $EDITOR, or vi.");
	return 0;
}

/* A copy of the content in which @key is another text in some languages. */
static int set_texts(json_t *content, const char *key, const json_t *texts)
{
	json_t *object = json_object_get(content, key), *value;
	const char *language;

	json_object_foreach((json_t *)texts, language, value) {
		if (!json_object_get(object, language))
			return complain_usage("--%s %s=...: the bulletin is not in that language",
					      key, language);
		json_object_set(object, language, value);
	}
	return 0;
}

static int set_text(json_t *content, const char *language, const char *text)
{
	json_t *value = json_string(text);

	if (!value)
		return complain("text.%s: this is not UTF-8", language);
	return json_object_set_new(json_object_get(content, "text"), language,
				   value);
}

/* From a file or from an editor, until it is good or somebody gives up. */
static int take_text(struct options *o, json_t *content)
{
	const json_t *languages = json_object_get(content, "languages");
	const char *language = o->language ? o->language :
			       json_string_value(json_array_get(languages, 0));
	json_t *old = json_object_get(json_object_get(content, "text"), language);
	struct editor editor;
	char *text = NULL;
	int ret;

	if (!old)
		return complain_usage("--lang %s: the bulletin is not in that language",
				      language);
	ret = editor_begin(&editor, o->text, json_string_value(old), language);
	while (!ret) {
		ret = editor_read(&editor, &text);
		if (!ret)
			ret = set_text(content, language, text);
		free(text);
		text = NULL;
		if (ret || !editor_wrong(&editor, content))
			break;
		ret = editor_again(&editor);
	}
	editor_end(&editor, !ret);
	return ret;
}

static int change(struct options *o, struct edition *edition)
{
	char hash[CONTENT_HASH_MAX], name[64];
	struct error error;
	json_t *content = json_deep_copy(edition->content);
	int ret = 0;

	content_hash(edition->content, hash);
	if (o->title)
		ret = set_texts(content, "title", o->title);
	if (!ret && o->summary)
		ret = set_texts(content, "summary", o->summary);
	if (!ret && (o->text || (!o->title && !o->summary)))
		ret = take_text(o, content);
	if (!ret && edition_check(content, &error))
		ret = complain("%s", error.text);
	if (!ret && json_equal(content, edition->content)) {
		printf("%s is as it was\n", office_name(edition, name));
	} else if (!ret) {
		json_decref(edition->content);
		edition->content = json_incref(content);
		ret = drafting_save(&o->office, edition, hash, o->json);
	}
	json_decref(content);
	return ret;
}

static int run(struct options *o)
{
	struct edition edition = { 0 };
	char name[64];
	int ret = office_open(&o->office, DB_WRITE);

	if (!ret)
		ret = office_read(&o->office, o->words, o->count, &edition);
	if (!ret && edition.state == EDITION_PUBLISHED)
		ret = complain("%s is published and never changes any more: update makes a new revision",
			       office_name(&edition, name));
	if (!ret)
		ret = change(o, &edition);
	edition_free(&edition);
	return ret;
}

int cmd_edit(int argc, char **argv)
{
	struct options o = { 0 };
	const struct option_row rows[] = {
		OPTIONS_PUBLISHER(&o.office), OPTIONS_DESK(&o.office),
		OPTIONS_BY(&o.office),
		{ "lang", .value = &o.language },
		{ "text", .value = &o.text },
		{ "title", .texts = &o.title },
		{ "summary", .texts = &o.summary },
		{ "json", .flag = &o.json },
		{ NULL }
	};
	int ret = options_parse(rows, argc, argv, o.words, 2, &o.count);

	if (ret == OPTIONS_HELP)
		ret = help();
	else if (!ret)
		ret = run(&o);
	json_decref(o.title);
	json_decref(o.summary);
	office_close(&o.office);
	return ret;
}
