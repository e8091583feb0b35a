// SPDX-License-Identifier: GPL-2.0-or-later
/* edit.c - `slammer-advisory edit`: titles, summaries and the text of a draft */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bulletin/content.h"
#include "bulletin/edition.h"
#include "cli.h"
#include "common/error.h"
#include "context.h"
#include "draft_builder.h"

/**
 * struct editor - the file that holds the text under edit; it outlives a failure
 * @path: the file, "-": standard input
 * @own:  made by this program, and an editor was opened on it
 */
struct editor {
	char path[PATH_MAX];
	bool own;
};

#define TEXT_MAX	(1 << 20)

static const char *editor_command(void)
{
	const char *command = getenv("VISUAL");

	if (!command || !*command)
		command = getenv("EDITOR");
	return command && *command ? command : "vi";
}

/* The command may have arguments, so a shell splits it; the path is a parameter. */
static int open_editor(const struct editor *editor)
{
	int status = -1;
	pid_t pid = fork();
	char *line;

	if (!pid) {
		if (asprintf(&line, "%s \"$1\"", editor_command()) > 0)
			execl("/bin/sh", "sh", "-c", line, "sh", editor->path,
			      (char *)NULL);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (status)
		return command_error("the editor \"%s\" failed", editor_command());
	return 0;
}

static int write_file(struct editor *editor, const char *text,
		      const char *language)
{
	const char *folder = getenv("TMPDIR");
	char ending[32];
	FILE *file;
	int fd;

	snprintf(ending, sizeof(ending), ".%.16s.txt", language);
	if (snprintf(editor->path, PATH_MAX, "%s/nf-slammer-XXXXXX%s",
		     folder && *folder ? folder : "/tmp", ending) >= PATH_MAX)
		return command_error("TMPDIR is too long");
	fd = mkstemps(editor->path, (int)strlen(ending));
	file = fd < 0 ? NULL : fdopen(fd, "w");
	if (!file || fputs(text, file) < 0 || fclose(file)) {
		command_error("%s: cannot be written: %s", editor->path,
			  strerror(errno));
		*editor->path = 0;
		return 1;
	}
	return 0;
}

static int editor_begin(struct editor *editor, const char *from,
			const char *text, const char *language)
{
	int ret;

	memset(editor, 0, sizeof(*editor));
	if (from) {
		snprintf(editor->path, PATH_MAX, "%s", from);
		return 0;
	}
	editor->own = true;
	ret = write_file(editor, text, language);
	return ret ? ret : open_editor(editor);
}

static int editor_read(struct editor *editor, char **text)
{
	bool input = !strcmp(editor->path, "-");
	FILE *file = input ? stdin : fopen(editor->path, "re");
	size_t n = 0;
	bool good;

	*text = calloc(1, TEXT_MAX + 1);
	if (file && *text)
		n = fread(*text, 1, TEXT_MAX + 1, file);
	good = file && *text && !ferror(file);
	if (!good)
		command_error("%s: cannot be read: %s", editor->path, strerror(errno));
	else if (n > TEXT_MAX || strlen(*text) != n)
		command_error("%s: not a text, or larger than 1 MiB",
			  editor->path);
	if (file && !input)
		fclose(file);
	return good && n <= TEXT_MAX && strlen(*text) == n ? 0 : 1;
}

static bool check_text(const struct editor *editor, const json_t *content)
{
	struct error error;

	if (!edition_check(content, &error))
		return false;
	command_error("%s", error.text);
	return true;
}

static int editor_again(struct editor *editor)
{
	char answer[16] = "";

	if (!editor->own || !isatty(STDIN_FILENO))
		return 1;
	fputs("Edit it again? [yes/no] ", stderr);
	if (!fgets(answer, sizeof(answer), stdin) ||
	    (*answer != 'y' && *answer != '\n'))
		return 1;
	return open_editor(editor);
}

static void editor_end(struct editor *editor, bool good)
{
	if (!editor->own || !*editor->path)
		return;
	if (good)
		unlink(editor->path);
	else
		command_error("your text is kept in %s; use --text to read it from there",
			  editor->path);
}

struct options {
	struct context context;
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
	     "Changes a draft. An approved one becomes a draft again and keeps its number.\n"
	     "Without --text, --title and --summary an editor opens with the text; the markup\n"
	     "is described in nf-slammer-templates(5). Errors are shown with their line, and\n"
	     "your text is kept.\n"
	     "\n"
	     "  --lang LANG       language of the text (the bulletin's first)\n"
	     "  --text FILE       read the text from FILE; - is standard input\n"
	     "  --title LANG=TEXT     new title; once for each language\n"
	     "  --summary LANG=TEXT   what is new, in one sentence; once for each\n"
	     "  --json            print the result as JSON\n"
	     HELP_PUBLISHER HELP_ARCHIVE HELP_BY HELP_END HELP_ID
	     "\n\nThe editor is $VISUAL, $EDITOR or vi.");
	return 0;
}

/* Replace the content's title or summary (@key) in the languages of @texts. */
static int set_texts(json_t *content, const char *key, const json_t *texts)
{
	json_t *object = json_object_get(content, key), *value;
	const char *language;

	json_object_foreach((json_t *)texts, language, value) {
		if (!json_object_get(object, language))
			return usage_error("--%s %s=...: the bulletin does not have that language",
					   key, language);
		json_object_set(object, language, value);
	}
	return 0;
}

static int set_text(json_t *content, const char *language, const char *text)
{
	json_t *value = json_string(text);

	if (!value)
		return command_error("text.%s: not UTF-8", language);
	return json_object_set_new(json_object_get(content, "text"), language,
				   value);
}

/* From a file, or from an editor until the text is valid or the user gives up. */
static int read_text(struct options *o, json_t *content)
{
	const json_t *languages = json_object_get(content, "languages");
	const char *language = o->language ? o->language :
			       json_string_value(json_array_get(languages, 0));
	json_t *old = json_object_get(json_object_get(content, "text"), language);
	struct editor editor;
	char *text = NULL;
	int ret;

	if (!old)
		return usage_error("--lang %s: the bulletin does not have that language",
				   language);
	ret = editor_begin(&editor, o->text, json_string_value(old), language);
	while (!ret) {
		ret = editor_read(&editor, &text);
		if (!ret)
			ret = set_text(content, language, text);
		free(text);
		text = NULL;
		if (ret || !check_text(&editor, content))
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
		ret = read_text(o, content);
	if (!ret && edition_check(content, &error))
		ret = command_error("%s", error.text);
	if (!ret && json_equal(content, edition->content)) {
		printf("%s is unchanged\n", edition_label(edition, name));
	} else if (!ret) {
		json_decref(edition->content);
		edition->content = json_incref(content);
		ret = draft_save(&o->context, edition, hash, o->json);
	}
	json_decref(content);
	return ret;
}

static int run(struct options *o)
{
	struct edition edition = { 0 };
	char name[64];
	int ret = context_open(&o->context, DB_WRITE);

	if (!ret)
		ret = context_read(&o->context, o->words, o->count, &edition);
	if (!ret && edition.state == EDITION_PUBLISHED)
		ret = command_error("%s is published and cannot be changed: use update for a new revision",
				edition_label(&edition, name));
	if (!ret)
		ret = change(o, &edition);
	edition_free(&edition);
	return ret;
}

int cmd_edit(int argc, char **argv)
{
	struct options o = { 0 };
	const struct option_row rows[] = {
		OPTIONS_PUBLISHER(&o.context), OPTIONS_ARCHIVE(&o.context),
		OPTIONS_BY(&o.context),
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
	context_close(&o.context);
	return ret;
}
