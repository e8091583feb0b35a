/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * editor.h - a text that somebody edits, in a file that outlives a failure
 */
#ifndef ADVISORY_EDITOR_H
#define ADVISORY_EDITOR_H

#include <jansson.h>
#include <limits.h>
#include <stdbool.h>

/**
 * struct editor - where the text is
 * @path: the file, "-": standard input
 * @own:  it was made for this, and an editor is opened on it
 */
struct editor {
	char path[PATH_MAX];
	bool own;
};

/*
 * @from: a file of the user's, or NULL: one is made with @text, and an editor
 * opened. Each returns 0 or an exit status behind a complaint.
 */
int editor_begin(struct editor *editor, const char *from, const char *text,
		 const char *language);
/* What stands there now, malloced. */
int editor_read(struct editor *editor, char **text);
/* Complains and says true if no bulletin can be made of @content. */
bool editor_wrong(const struct editor *editor, const json_t *content);
/* Asks whether to edit again, and does. */
int editor_again(struct editor *editor);
/* @good: the text was taken; otherwise it is left where it is, and that is said. */
void editor_end(struct editor *editor, bool good);

#endif /* ADVISORY_EDITOR_H */
