// SPDX-License-Identifier: GPL-2.0-or-later
/* xml.c - XML through libxml2's writer */
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "render/text/clean.h"
#include "xml.h"

#ifdef HAVE_LIBXML2
#include <libxml/xmlwriter.h>

struct xml {
	xmlTextWriterPtr writer;
	bool failed;
};

static const xmlChar *chars(const char *text)
{
	return (const xmlChar *)text;
}

static int write_file(void *context, const char *buffer, int length)
{
	size_t n = (size_t)length;

	return fwrite(buffer, 1, n, context) == n ? length : -1;
}

struct xml *xml_open(FILE *out, struct error *error)
{
	struct xml *xml = calloc(1, sizeof(*xml));
	xmlOutputBufferPtr buffer;

	buffer = xmlOutputBufferCreateIO(write_file, NULL, out, NULL);
	if (buffer && xml)
		xml->writer = xmlNewTextWriter(buffer);
	if (xml && xml->writer)
		return xml;
	if (buffer)
		xmlOutputBufferClose(buffer);
	free(xml);
	error_no_memory(error);
	return NULL;
}

static void took(struct xml *xml, int result)
{
	if (result < 0)
		xml->failed = true;
}

int xml_close(struct xml *xml, struct error *error)
{
	bool failed;

	took(xml, xmlTextWriterEndDocument(xml->writer));
	failed = xml->failed;
	xmlFreeTextWriter(xml->writer);
	free(xml);
	if (failed)
		error_set(error, "the page could not be written: %m");
	return failed ? -1 : 0;
}

void xml_declare(struct xml *xml)
{
	took(xml, xmlTextWriterStartDocument(xml->writer, NULL, "UTF-8", NULL));
}

void xml_doctype(struct xml *xml)
{
	took(xml, xmlTextWriterWriteDTD(xml->writer, chars("html"), NULL, NULL,
					NULL));
	xml_raw(xml, "\n");
}

void xml_start(struct xml *xml, const char *name)
{
	took(xml, xmlTextWriterStartElement(xml->writer, chars(name)));
}

void xml_end(struct xml *xml)
{
	took(xml, xmlTextWriterFullEndElement(xml->writer));
}

void xml_end_void(struct xml *xml)
{
	took(xml, xmlTextWriterEndElement(xml->writer));
}

/* Escaped here: in attributes the library writes all but ASCII as numbers. */
static void write_clean(struct xml *xml, const char *text)
{
	char *clean = clean_text(text);
	xmlChar *safe = clean ? xmlEncodeSpecialChars(NULL, chars(clean)) : NULL;

	if (safe)
		took(xml, xmlTextWriterWriteRaw(xml->writer, safe));
	else
		xml->failed = true;
	xmlFree(safe);
	free(clean);
}

void xml_attr(struct xml *xml, const char *name, const char *value)
{
	if (!value)
		return;
	took(xml, xmlTextWriterStartAttribute(xml->writer, chars(name)));
	write_clean(xml, value);
	took(xml, xmlTextWriterEndAttribute(xml->writer));
}

void xml_text(struct xml *xml, const char *text)
{
	write_clean(xml, text);
}

void xml_raw(struct xml *xml, const char *text)
{
	took(xml, xmlTextWriterWriteRaw(xml->writer, chars(text)));
}

#else /* built without libxml2: xml_open() always fails */

struct xml *xml_open(FILE *out, struct error *error)
{
	error_set(error, "built without libxml2: no HTML and no RSS");
	return NULL;
}

int xml_close(struct xml *xml, struct error *error)
{
	return -1;
}

void xml_declare(struct xml *xml)
{
}

void xml_doctype(struct xml *xml)
{
}

void xml_start(struct xml *xml, const char *name)
{
}

void xml_end(struct xml *xml)
{
}

void xml_end_void(struct xml *xml)
{
}

void xml_attr(struct xml *xml, const char *name, const char *value)
{
}

void xml_text(struct xml *xml, const char *text)
{
}

void xml_raw(struct xml *xml, const char *text)
{
}
#endif

void xml_attrf(struct xml *xml, const char *name, const char *format, ...)
{
	va_list args;
	char *value;
	int n;

	va_start(args, format);
	n = vasprintf(&value, format, args);
	va_end(args);
	if (n < 0)
		return;
	xml_attr(xml, name, value);
	free(value);
}

void xml_element(struct xml *xml, const char *name, const char *class,
		 const char *text)
{
	xml_start(xml, name);
	xml_attr(xml, "class", class);
	xml_text(xml, text);
	xml_end(xml);
}
