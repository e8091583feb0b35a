// SPDX-License-Identifier: GPL-2.0-or-later
/* inspection.c - counters of inspection as JSON */
#include <limits.h>

#include "common/names.h"
#include "common/text.h"
#include "status/inspection.h"

const struct report_counter report_inspection_counters[] = {
#define X(member, text) { #member, text },
	REPORT_INSPECTION(X)
#undef X
	{ NULL, NULL }
};

static json_t *any(const char *text)
{
	char safe[PATH_MAX];

	return text ? json_string(text_escape(text, safe, sizeof(safe))) :
		      json_null();
}

static json_t *classes(const uint64_t packets[CLASS_COUNT])
{
	json_t *object = json_object();
	unsigned int class;

	for (class = 0; object && class < CLASS_COUNT; class++)
		json_object_set_new(object, class_name(class),
				    json_integer((json_int_t)packets[class]));
	return object;
}

json_t *report_inspection(const struct report_inspection *i)
{
	json_t *object;

	object = json_pack("{s:o, s:s, s:b, s:o, s:o, s:o, s:I, s:o}",
		"queue", i->queue < 0 ? json_null() : json_integer(i->queue),
		"fail", i->open ? "open" : "closed",
		"listening", i->listening,
		"error", any(i->error),
		"directory", any(i->directory),
		"samples_error", any(i->samples_error),
		"bytes", (json_int_t)i->bytes,
		"classes", classes(i->class));
	if (!object)
		return NULL;
#define X(member, text)							\
	json_object_set_new(object, #member,				\
			    json_integer((json_int_t)i->member));
	REPORT_INSPECTION(X)
#undef X
	if (i->secret)
		json_object_set_new(object, "waiting", json_null());
	return object;
}
