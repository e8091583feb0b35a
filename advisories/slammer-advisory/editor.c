// SPDX-License-Identifier: GPL-2.0-or-later
/* editor.c - $EDITOR on a file of its own, and what became of it */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bulletin/edition.h"
#include "commands.h"
#include "common/error.h"
#include "editor.h"
#include "context.h"

#define TEXT_MAX	(1 << 20)

static const char *editor_command(void)
{
	const char *command = getenv("VISUAL");

	if (!command || !*command)
		command = getenv("EDITOR");
	return command && *command ? command : "vi";
}

/* The command may have arguments, so a shell reads it; the path it is handed. */
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
		return complain("the editor \"%s\" failed", editor_command());
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
		return complain("TMPDIR is too long");
	fd = mkstemps(editor->path, (int)strlen(ending));
	file = fd < 0 ? NULL : fdopen(fd, "w");
	if (!file || fputs(text, file) < 0 || fclose(file)) {
		complain("%s: cannot be written: %s", editor->path,
			 strerror(errno));
		*editor->path = 0;
		return 1;
	}
	return 0;
}

int editor_begin(struct editor *editor, const char *from, const char *text,
		 const char *language)
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

int editor_read(struct editor *editor, char **text)
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
		complain("%s: cannot be read: %s", editor->path, strerror(errno));
	else if (n > TEXT_MAX || strlen(*text) != n)
		complain("%s: this is not a text, or more than a mebibyte",
			 editor->path);
	if (file && !input)
		fclose(file);
	return good && n <= TEXT_MAX && strlen(*text) == n ? 0 : 1;
}

bool editor_wrong(const struct editor *editor, const json_t *content)
{
	struct error error;

	if (!edition_check(content, &error))
		return false;
	complain("%s", error.text);
	return true;
}

int editor_again(struct editor *editor)
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

void editor_end(struct editor *editor, bool good)
{
	if (!editor->own || !*editor->path)
		return;
	if (good)
		unlink(editor->path);
	else
		complain("your text is in %s; --text takes it from there",
			 editor->path);
}
