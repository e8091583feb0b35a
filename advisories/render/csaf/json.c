// SPDX-License-Identifier: GPL-2.0-or-later
/* json.c - facts -> JSON */
#include "json.h"

int render_json(FILE *out, const json_t *values)
{
	int ret = json_dumpf(values, out, JSON_INDENT(2) | JSON_PRESERVE_ORDER |
			     JSON_REAL_PRECISION(10));

	fputc('\n', out);
	return ret;
}
