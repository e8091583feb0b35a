// SPDX-License-Identifier: GPL-2.0-or-later
/* merge.c - the settings of several files in one tree */
#include "internal.h"

static void out_of_memory(struct config_reader *reader,
			  const config_setting_t *setting)
{
	schema_error(reader, setting, "out of memory");
}

static int set_value(config_setting_t *to, const config_setting_t *from)
{
	switch (config_setting_type(from)) {
	case CONFIG_TYPE_INT:
		return config_setting_set_int(to, config_setting_get_int(from));
	case CONFIG_TYPE_INT64:
		return config_setting_set_int64(to,
						config_setting_get_int64(from));
	case CONFIG_TYPE_FLOAT:
		return config_setting_set_float(to,
						config_setting_get_float(from));
	case CONFIG_TYPE_BOOL:
		return config_setting_set_bool(to,
					       config_setting_get_bool(from));
	case CONFIG_TYPE_STRING:
		return config_setting_set_string(to,
					config_setting_get_string(from));
	}
	return CONFIG_TRUE;
}

static void copy(struct config_reader *reader, config_setting_t *parent,
		 const config_setting_t *from);

static void copy_elements(struct config_reader *reader, config_setting_t *to,
			  const config_setting_t *from)
{
	unsigned int i, n = (unsigned int)config_setting_length(from);

	for (i = 0; i < n; i++)
		copy(reader, to, config_setting_get_elem(from, i));
}

static void copy(struct config_reader *reader, config_setting_t *parent,
		 const config_setting_t *from)
{
	config_setting_t *to = config_setting_add(
		parent, config_setting_name(from), config_setting_type(from));

	if (!to || !set_value(to, from)) {
		out_of_memory(reader, from);
		return;
	}
	to->file = from->file;
	to->line = from->line;
	config_setting_set_hook(to, config_setting_get_hook(from));
	if (config_setting_is_aggregate(from))
		copy_elements(reader, to, from);
}

/* libconfig ensures that all elements of an array are of one type. */
static bool mergeable(const config_setting_t *a, const config_setting_t *b)
{
	if (config_setting_type(a) != config_setting_type(b))
		return false;
	if (!config_setting_is_array(a))
		return config_setting_is_aggregate(a);
	return !config_setting_length(a) || !config_setting_length(b) ||
	       config_setting_type(config_setting_get_elem(a, 0)) ==
		       config_setting_type(config_setting_get_elem(b, 0));
}

static void merge_setting(struct config_reader *reader, config_setting_t *group,
			  const config_setting_t *from)
{
	config_setting_t *present =
		config_setting_get_member(group, config_setting_name(from));
	char where[SCHEMA_WHERE_MAX];
	unsigned int i, n;

	if (!present) {
		copy(reader, group, from);
		return;
	}
	if (!mergeable(present, from)) {
		schema_error(reader, from,
			     "duplicate: set in %s as well (only groups, lists and arrays of several files are merged)",
			     schema_where(from, schema_position(present),
					  where));
		return;
	}
	if (!config_setting_is_group(from)) {
		copy_elements(reader, present, from);
		return;
	}
	n = (unsigned int)config_setting_length(from);
	for (i = 0; i < n; i++)
		merge_setting(reader, present,
			      config_setting_get_elem(from, i));
}

void document_merge(struct config_reader *reader,
		    const struct document *document, config_setting_t *root)
{
	const config_setting_t *top, *setting;
	unsigned int i, n = 0;
	size_t next = 0;

	top = config_root_setting(&document->config);
	if (document->parsed)
		n = (unsigned int)config_setting_length(top);
	for (i = 0; i < n; i++) {
		setting = config_setting_get_elem(top, i);
		while (next < document->n_includes &&
		       document->includes[next].line <= setting->line)
			document_merge(reader,
				       document->includes[next++].document,
				       root);
		merge_setting(reader, root, setting);
	}
	while (next < document->n_includes)
		document_merge(reader, document->includes[next++].document,
			       root);
}
