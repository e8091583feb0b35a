// SPDX-License-Identifier: GPL-2.0-or-later
/* family.c - putting families together */
#include "status/family.h"

json_t *family_new(json_t *list, const struct family *family)
{
	json_t *one = json_pack("{s:s+, s:s, s:s, s:s, s:[]}",
				"name", "nf_slammer_", family->name,
				"type", family->type, "unit", family->unit,
				"help", family->help, "samples");

	return json_array_append_new(list, one) ? NULL : one;
}

void family_sample(json_t *family, json_t *labels, json_t *value)
{
	json_array_append_new(json_object_get(family, "samples"),
			      json_pack("{s:o, s:o}", "labels", labels,
					"value", value));
}

const char *family_text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

json_t *family_number(const json_t *object, const char *key)
{
	return json_integer(json_integer_value(json_object_get(object, key)));
}

json_t *family_labels(const json_t *object, const char *const *keys)
{
	json_t *all = json_object();

	for (; all && *keys; keys++)
		json_object_set_new(all, *keys,
				    json_string(family_text(object, *keys)));
	return all;
}

void family_member(json_t *list, const struct family *family,
		   const json_t *object, const char *key)
{
	family_sample(family_new(list, family), json_object(),
		      family_number(object, key));
}

void family_truth(json_t *list, const struct family *family, bool is)
{
	family_sample(family_new(list, family), json_object(), json_integer(is));
}

void family_each(json_t *list, const struct family *family, const json_t *array,
		 const char *key, const char *const *keys)
{
	json_t *one = family_new(list, family);
	const json_t *object;
	size_t i;

	json_array_foreach(array, i, object)
		family_sample(one, family_labels(object, keys),
			      family_number(object, key));
}
