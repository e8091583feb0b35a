// SPDX-License-Identifier: GPL-2.0-or-later
/* text.c - blocks of a bulletin -> lines of text */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"
#include "table.h"
#include "text.h"

/* Blocks from the first on that are written together, or 0: an error. */
static size_t write_blocks(FILE *out, const struct block *block, size_t left)
{
	size_t n = 1, rows;
	int ret = 0;

	switch (block->kind) {
	case BLOCK_ROW:
		n = table_rows(block, left);
		ret = table_write(out, block, n);
		break;
	case BLOCK_CHART:
		rows = chart_rows(block, left);
		ret = chart_write(out, block, rows);
		n += rows;
		break;
	case BLOCK_CODE:
		code_write(out, block->text);
		break;
	case BLOCK_ITEM:
		ret = layout_write(out, block->text, "  - ", "    ");
		break;
	case BLOCK_PARAGRAPH:
	case BLOCK_HEADING:
	case BLOCK_LINE:
	case BLOCK_RULE:
		ret = layout_write(out, block->text, "", "");
		break;
	}
	return ret ? 0 : n;
}

int render_text(FILE *out, const struct bulletin *bulletin)
{
	const struct document *d = &bulletin->document;
	const struct block *block;
	unsigned int gap;
	size_t i, n;

	for (i = 0; i < d->count; i += n) {
		block = &d->blocks[i];
		/* A chart that is not shown in text leaves no gap. */
		gap = block->kind == BLOCK_CHART &&
		      !chart_rows(block, d->count - i) ? 0 : block->gap;
		for (; gap; gap--)
			fputc('\n', out);
		n = write_blocks(out, block, d->count - i);
		if (!n)
			return -1;
	}
	return 0;
}
