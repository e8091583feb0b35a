// SPDX-License-Identifier: GPL-2.0-or-later
/* options.c - the address sanitizer, faster: it does not tell where memory came from
 *
 * To know that of a finding: ASAN_OPTIONS=malloc_context_size=30 build/fuzz/NAME FILE
 */

const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "malloc_context_size=0:quarantine_size_mb=2:thread_local_quarantine_size_kb=64";
}
