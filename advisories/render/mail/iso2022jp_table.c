// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iso2022jp_table.c - substitutes by code point
 *
 * A row is here if readers take the substitute for the same thing: the sign in
 * letters, the kanji in the form that schools and newspapers print. What would
 * change a meaning (accents, most symbols, rare kanji) is not: it is reported.
 */
#include "iso2022jp_table.h"

const struct iso2022jp_row iso2022jp_table[] = {
	/* Signs of Latin-1 */
	{ 0x00a0, " " }, { 0x00a5, "\uffe5" }, { 0x00a6, "|" },
	{ 0x00a9, "(C)" }, { 0x00ab, "\u226a" }, { 0x00ae, "(R)" },
	{ 0x00b2, "^2" }, { 0x00b3, "^3" }, { 0x00b7, "\u30fb" },
	{ 0x00b9, "^1" }, { 0x00bb, "\u226b" }, { 0x00c5, "\u212b" },
	/* Dashes, quotes, bullets */
	{ 0x2011, "-" }, { 0x2012, "-" }, { 0x2013, "-" }, { 0x2014, "\u2015" },
	{ 0x201a, "," }, { 0x201e, "\u201d" }, { 0x201f, "\u201c" },
	{ 0x2022, "\u30fb" }, { 0x2023, "\u30fb" }, { 0x2027, "\u30fb" },
	{ 0x2039, "\u3008" }, { 0x203a, "\u3009" }, { 0x203e, "\uffe3" },
	{ 0x2043, "-" }, { 0x2044, "/" }, { 0x20ac, "EUR" }, { 0x2116, "No." },
	{ 0x2120, "(SM)" }, { 0x2122, "(TM)" },
	/* Arrows, mathematics */
	{ 0x2194, "<->" }, { 0x21e8, "\u2192" }, { 0x2211, "\u03a3" },
	{ 0x2215, "/" }, { 0x2219, "\u30fb" }, { 0x2225, "\u2016" },
	{ 0x223c, "\u301c" }, { 0x22bf, "\u25b3" }, { 0x22c5, "\u30fb" },
	{ 0x22ef, "\u2026" },
	/* Numbers in black and double circles; those in plain ones decompose */
	{ 0x24eb, "(11)" }, { 0x24ec, "(12)" }, { 0x24ed, "(13)" },
	{ 0x24ee, "(14)" }, { 0x24ef, "(15)" }, { 0x24f0, "(16)" },
	{ 0x24f1, "(17)" }, { 0x24f2, "(18)" }, { 0x24f3, "(19)" },
	{ 0x24f4, "(20)" }, { 0x24f5, "(1)" }, { 0x24f6, "(2)" },
	{ 0x24f7, "(3)" }, { 0x24f8, "(4)" }, { 0x24f9, "(5)" },
	{ 0x24fa, "(6)" }, { 0x24fb, "(7)" }, { 0x24fc, "(8)" },
	{ 0x24fd, "(9)" }, { 0x24fe, "(10)" }, { 0x24ff, "(0)" },
	/* Blocks, squares, bullets */
	{ 0x2588, "\u25a0" }, { 0x25aa, "\u25a0" }, { 0x25ab, "\u25a1" },
	{ 0x25e6, "\u25cb" }, { 0x25fb, "\u25a1" }, { 0x25fc, "\u25a0" },
	/* Dingbats: numbers, arrow */
	{ 0x2776, "(1)" }, { 0x2777, "(2)" }, { 0x2778, "(3)" },
	{ 0x2779, "(4)" }, { 0x277a, "(5)" }, { 0x277b, "(6)" },
	{ 0x277c, "(7)" }, { 0x277d, "(8)" }, { 0x277e, "(9)" },
	{ 0x277f, "(10)" }, { 0x2780, "(1)" }, { 0x2781, "(2)" },
	{ 0x2782, "(3)" }, { 0x2783, "(4)" }, { 0x2784, "(5)" },
	{ 0x2785, "(6)" }, { 0x2786, "(7)" }, { 0x2787, "(8)" },
	{ 0x2788, "(9)" }, { 0x2789, "(10)" }, { 0x278a, "(1)" },
	{ 0x278b, "(2)" }, { 0x278c, "(3)" }, { 0x278d, "(4)" },
	{ 0x278e, "(5)" }, { 0x278f, "(6)" }, { 0x2790, "(7)" },
	{ 0x2791, "(8)" }, { 0x2792, "(9)" }, { 0x2793, "(10)" },
	{ 0x2794, "\u2192" }, { 0x279c, "\u2192" }, { 0x27a1, "\u2192" },
	/* Japanese signs and sound marks */
	{ 0x301d, "\u201c" }, { 0x301e, "\u201d" }, { 0x301f, "\u201d" },
	{ 0x3095, "\u30f5" }, { 0x3096, "\u30f6" }, { 0x3099, "\u309b" },
	{ 0x309a, "\u309c" },
	/* Old and printed forms of kanji -> those of JIS X 0208 */
	{ 0x4ff1, "\u5036" }, { 0x5167, "\u5185" }, { 0x519d, "\u5b9c" },
	{ 0x525d, "\u5265" }, { 0x537d, "\u5373" }, { 0x5433, "\u5449" },
	{ 0x543f, "\u544a" }, { 0x555e, "\u5516" }, { 0x5653, "\u5618" },
	{ 0x5699, "\u565b" }, { 0x56ca, "\u56a2" }, { 0x5861, "\u586b" },
	{ 0x589e, "\u5897" }, { 0x59ec, "\u59eb" }, { 0x5bec, "\u5bdb" },
	{ 0x5c19, "\u5c1a" }, { 0x5c62, "\u5c61" }, { 0x5f65, "\u5f66" },
	{ 0x5fb7, "\u5fb3" }, { 0x6085, "\u60a6" }, { 0x6236, "\u6238" },
	{ 0x623e, "\u623b" }, { 0x6414, "\u63bb" }, { 0x6451, "\u63b4" },
	{ 0x654e, "\u6559" }, { 0x663b, "\u6602" }, { 0x665a, "\u6669" },
	{ 0x66c6, "\u66a6" }, { 0x66fb, "\u6607" }, { 0x6801, "\u67f3" },
	{ 0x6852, "\u6851" }, { 0x69ea, "\u6982" }, { 0x6a6b, "\u6a2a" },
	{ 0x6b65, "\u6b69" }, { 0x6b77, "\u6b74" }, { 0x6bcf, "\u6bce" },
	{ 0x6dda, "\u6d99" }, { 0x6df8, "\u6e05" }, { 0x6e34, "\u6e07" },
	{ 0x6eab, "\u6e29" }, { 0x6f51, "\u6e8c" }, { 0x6ff5, "\u6d5c" },
	{ 0x7028, "\u702c" }, { 0x7130, "\u7114" }, { 0x72c0, "\u72b6" },
	{ 0x7501, "\u74f6" }, { 0x7522, "\u7523" }, { 0x7626, "\u75e9" },
	{ 0x784f, "\u7814" }, { 0x79b1, "\u7977" }, { 0x7a05, "\u7a0e" },
	{ 0x7c1e, "\u7baa" }, { 0x7da0, "\u7dd1" }, { 0x7dd6, "\u7dd2" },
	{ 0x7de3, "\u7e01" }, { 0x7e6b, "\u7e4b" }, { 0x7fa1, "\u7fa8" },
	{ 0x812b, "\u8131" }, { 0x8346, "\u834a" }, { 0x840a, "\u83b1" },
	{ 0x8523, "\u848b" }, { 0x85b0, "\u85ab" }, { 0x865b, "\u865a" },
	{ 0x881f, "\u874b" }, { 0x88f5, "\u88f4" }, { 0x8aaa, "\u8aac" },
	{ 0x8cf4, "\u983c" }, { 0x8d12, "\u8ce2" }, { 0x8ec0, "\u8eaf" },
	{ 0x90de, "\u90ce" }, { 0x9115, "\u90f7" }, { 0x91ac, "\u91a4" },
	{ 0x92b3, "\u92ed" }, { 0x9304, "\u9332" }, { 0x9592, "\u9593" },
	{ 0x95b1, "\u95b2" }, { 0x9751, "\u9752" }, { 0x9830, "\u982c" },
	{ 0x985a, "\u985b" }, { 0x9a52, "\u9a28" }, { 0x9ad9, "\u9ad8" },
	{ 0x9dd7, "\u9d0e" }, { 0x9e7c, "\u9e78" }, { 0x9eb4, "\u9eb9" },
	{ 0x9ec3, "\u9ec4" }, { 0x9ed1, "\u9ed2" }, { 0xfa11, "\u5d0e" },
	/* Full-width signs that JIS X 0208 has elsewhere */
	{ 0xff02, "\u201d" }, { 0xff07, "\u2019" }, { 0xff0d, "\u2212" },
	{ 0xff5e, "\u301c" }, { 0xffe4, "|" },
	/* Old and printed forms of kanji -> those of JIS X 0208 */
	{ 0x20b9f, "\u53f1" }, { 0x20bb7, "\u5409" },
};

const size_t iso2022jp_rows = sizeof(iso2022jp_table) /
			      sizeof(iso2022jp_table[0]);
