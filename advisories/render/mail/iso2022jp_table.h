/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * iso2022jp_table.h - how people spell what ISO-2022-JP lacks: data
 *
 * For what Unicode itself has no decomposition, or another one than people write.
 */
#ifndef RENDER_ISO2022JP_TABLE_H
#define RENDER_ISO2022JP_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct iso2022jp_row {
	uint32_t character;
	const char *substitute;		/* UTF-8, in JIS X 0208 or ASCII */
};

/* Ordered by character. */
extern const struct iso2022jp_row iso2022jp_table[];
extern const size_t iso2022jp_rows;

#endif /* RENDER_ISO2022JP_TABLE_H */
