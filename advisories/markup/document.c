// SPDX-License-Identifier: GPL-2.0-or-later
/* document.c - lines of light markup -> blocks */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/array.h"
#include "common/error.h"
#include "document.h"

struct builder {
	struct document *d;
	unsigned int gap;
	bool open;		/* the next line may continue the last block */
	size_t length;		/* of its text, if so */
	size_t room;		/* bytes allocated for its text; 0: just what it needs */
	struct error *error;
};

static int fail(struct builder *b, const char *sentence)
{
	return error_set(b->error, "%s", sentence);
}

static struct block *add_block(struct builder *b, enum block_kind kind)
{
	struct document *d = b->d;

	if (array_grow(&d->blocks, &d->room, d->count)) {
		fail(b, "out of memory");
		return NULL;
	}
	d->blocks[d->count] = (struct block){
		.kind = kind, .gap = d->count ? b->gap : 0,
	};
	b->gap = 0;
	b->open = kind == BLOCK_PARAGRAPH || kind == BLOCK_ITEM ||
		  kind == BLOCK_CODE;
	return &d->blocks[d->count++];
}

/* A copy without backslashes and trailing blanks. */
static char *unescape(const char *text, size_t length)
{
	char *copy = malloc(length + 1), *out = copy, *last;
	const char *end = text + length;

	if (!copy)
		return NULL;
	for (last = copy; text < end; text++) {
		if (*text == '\\' && text + 1 < end)
			text++;
		*out++ = *text;
		if (*text != ' ' && *text != '\r')
			last = out;
	}
	*last = 0;
	return copy;
}

/* The same without leading blanks. */
static char *trimmed(const char *text, size_t length)
{
	size_t blanks = 0;

	while (blanks < length && text[blanks] == ' ')
		blanks++;
	return unescape(text + blanks, length - blanks);
}

static bool continues(const struct builder *b, enum block_kind kind)
{
	return b->open && b->d->blocks[b->d->count - 1].kind == kind;
}

/* One more line of the last block. */
static int continue_block(struct builder *b, const char *line, size_t length)
{
	struct block *block = &b->d->blocks[b->d->count - 1];
	char *more, *grown = block->text;
	size_t n;

	more = block->kind == BLOCK_CODE ? unescape(line, length) :
	       trimmed(line, length);
	n = b->length + 1 + (more ? strlen(more) : 0);
	if (more && n >= b->room) {
		b->room = 2 * (n + 1);
		grown = realloc(block->text, b->room);
	}
	if (!more || !grown) {
		free(more);
		return fail(b, "out of memory");
	}
	grown[b->length] = '\n';
	strcpy(grown + b->length + 1, more);
	free(more);
	block->text = grown;
	b->length = n;
	return 0;
}

static int add_text(struct builder *b, enum block_kind kind, const char *line,
		    size_t length)
{
	struct block *block = add_block(b, kind);

	if (!block)
		return -1;
	block->text = kind == BLOCK_CODE ? unescape(line, length) :
		      trimmed(line, length);
	if (!block->text)
		return fail(b, "out of memory");
	b->length = strlen(block->text);
	b->room = 0;
	return 0;
}

/* The end of the cell at @c: an unescaped '|'. */
static const char *cell_end(const char *c, const char *end)
{
	for (; c < end && *c != '|'; c++)
		if (*c == '\\' && c + 1 < end)
			c++;
	return c;
}

static int add_row(struct builder *b, const char *line, size_t length)
{
	const char *end = line + length, *stop;
	struct block *block = add_block(b, BLOCK_ROW);

	if (!block)
		return -1;
	do {
		if (block->n_cells == DOCUMENT_CELLS)
			return fail(b, "a table has more than 8 columns");
		stop = cell_end(line, end);
		block->cells[block->n_cells] = trimmed(line, (size_t)(stop - line));
		if (!block->cells[block->n_cells++])
			return fail(b, "out of memory");
		line = stop + 1;
	} while (stop < end);
	block->text = strdup(block->cells[0]);
	return block->text ? 0 : fail(b, "out of memory");
}

static int add_code(struct builder *b, const char *line, size_t length)
{
	if (continues(b, BLOCK_CODE))
		return continue_block(b, line, length);
	return add_text(b, BLOCK_CODE, line, length);
}

/* "chart NAME [SIGN]" */
static int add_chart(struct builder *b, const char *line, size_t length)
{
	static const char *const names[] = {
#define X(sym, name) [CHART_##sym] = name,
		DOCUMENT_CHARTS(X)
#undef X
	};
	char *text = trimmed(line, length), *save = NULL, *name, *sign;
	struct block *block;
	size_t i;

	if (!text)
		return fail(b, "out of memory");
	name = strtok_r(text, " ", &save);
	name = name && !strcmp(name, "chart") ? strtok_r(NULL, " ", &save) : NULL;
	sign = name ? strtok_r(NULL, " ", &save) : NULL;
	for (i = 0; name && i < CHART_COUNT && strcmp(name, names[i]); i++)
		;
	if (!name || i == CHART_COUNT || (sign && strtok_r(NULL, " ", &save))) {
		free(text);
		return fail(b, "expected after \"~ \": chart series, networks or directions, and an optional sign");
	}
	block = add_block(b, BLOCK_CHART);
	if (block) {
		block->chart = (enum document_chart)i;
		block->n_cells = 2;
		block->text = strdup(name);
		block->cells[0] = strdup(name);
		block->cells[1] = strdup(sign ? sign : "#");
	}
	free(text);
	return block && block->text && block->cells[0] && block->cells[1] ?
	       0 : fail(b, "out of memory");
}

/* A line that starts with a mark; 1 if it has none. */
static int add_marked(struct builder *b, const char *line, size_t length)
{
	if (*line == '|')
		return add_row(b, line + 1, length - 1);
	if (*line == '`' && length == 1)
		return add_code(b, "", 0);
	if (length < 2 || line[1] != ' ')
		return 1;
	line += 2;
	length -= 2;
	switch (line[-2]) {
	case '#':
		return add_text(b, BLOCK_HEADING, line, length);
	case '>':
		return add_text(b, BLOCK_LINE, line, length);
	case '*':
		return add_text(b, BLOCK_ITEM, line, length);
	case '`':
		return add_code(b, line, length);
	case '~':
		return add_chart(b, line, length);
	}
	return 1;
}

static int add_line(struct builder *b, const char *line, size_t length)
{
	int ret;

	if (!length || strspn(line, " \t\r") >= length) {
		if (b->gap < DOCUMENT_GAP)
			b->gap++;
		b->open = false;
		return 0;
	}
	if (length > 2 && strspn(line, "=") >= length)
		return add_text(b, BLOCK_RULE, line, length);
	ret = add_marked(b, line, length);
	if (ret <= 0)
		return ret;
	if (continues(b, BLOCK_PARAGRAPH) ||
	    (continues(b, BLOCK_ITEM) && !strncmp(line, "  ", 2)))
		return continue_block(b, line, length);
	return add_text(b, BLOCK_PARAGRAPH, line, length);
}

int document_parse(struct document *document, const char *text,
		   struct error *error)
{
	struct builder b = { .d = document, .error = error };
	const char *end;

	memset(document, 0, sizeof(*document));
	while (*text) {
		end = strchrnul(text, '\n');
		if (add_line(&b, text, (size_t)(end - text))) {
			document_free(document);
			return -1;
		}
		text = *end ? end + 1 : end;
	}
	return 0;
}

void document_free(struct document *document)
{
	size_t i, k;

	for (i = 0; i < document->count; i++) {
		for (k = 0; k < document->blocks[i].n_cells; k++)
			free(document->blocks[i].cells[k]);
		free(document->blocks[i].text);
	}
	free(document->blocks);
	memset(document, 0, sizeof(*document));
}
