/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xml.h - well-formed XML, written piece by piece
 *
 * xml.c is the only file that knows libxml2. In all texts control
 * characters, invisible ones and marks of direction are left out, the rest
 * is escaped. xml_close() reports the first failure.
 */
#ifndef RENDER_XML_H
#define RENDER_XML_H

#include <stdio.h>

#include "common/error.h"

struct xml;

/* NULL and a sentence in @error if there is no memory, or no libxml2. */
struct xml *xml_open(FILE *out, struct error *error);
/* Frees; 0, or -1 and a sentence in @error if anything could not be written. */
int xml_close(struct xml *xml, struct error *error);

/* <?xml version="1.0" encoding="UTF-8"?> */
void xml_declare(struct xml *xml);
/* <!DOCTYPE html>, which XML takes as well */
void xml_doctype(struct xml *xml);

void xml_start(struct xml *xml, const char *name);
/* </name> even if it is empty, because HTML requires it. */
void xml_end(struct xml *xml);
/* <name/> */
void xml_end_void(struct xml *xml);
/* Nothing is written if @value is NULL. */
void xml_attr(struct xml *xml, const char *name, const char *value);
__attribute__((format(printf, 3, 4)))
void xml_attrf(struct xml *xml, const char *name, const char *format, ...);
void xml_text(struct xml *xml, const char *text);
/* Not escaped: only for constant text, such as a style sheet. */
void xml_raw(struct xml *xml, const char *text);

/* <name class="class">text</name>; class may be NULL. */
void xml_element(struct xml *xml, const char *name, const char *class,
		 const char *text);

#endif /* RENDER_XML_H */
