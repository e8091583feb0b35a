/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * page_fixture.h - a bulletin, written by hand, for tests of pages and feeds
 */
#ifndef TESTS_PAGE_FIXTURE_H
#define TESTS_PAGE_FIXTURE_H

#include <jansson.h>
#include <stdint.h>

#include "bulletin/edition.h"

#define PAGE_TEMPLATES	"advisories/templates"

/* Markup of the bulletin's text. */
extern const char page_text_ja[], page_text_en[];

/* A published alert; its content and history are the caller's to json_decref(). */
void page_edition(struct edition *edition);
/* The facts in its content. */
json_t *page_facts(const struct edition *edition);
/* Sets the chart's points: @n of @seconds each from 2026-01-20 on, by value(i). */
void page_points(json_t *facts, size_t n, long seconds,
		 int64_t (*value)(size_t i));
/* The labels of a language, to be json_decref()ed; NULL: printed to stderr. */
json_t *page_labels(const char *language);
/* A bulletin with @markup instead of text from templates; 0 or -1. */
int page_bulletin(struct bulletin *bulletin, const char *language,
		  const char *title, const char *markup);

#endif /* TESTS_PAGE_FIXTURE_H */
