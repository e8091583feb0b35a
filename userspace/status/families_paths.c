// SPDX-License-Identifier: GPL-2.0-or-later
/* families_paths.c - metrics of paths, hooks, and kernels without the module */
#include <string.h>

#include "status/internal.h"

/* Did one of the first @end have the same labels? */
static bool had_path(const json_t *paths, size_t end, const json_t *path)
{
	const json_t *one;
	size_t i;

	json_array_foreach(paths, i, one)
		if (i < end && !strcmp(family_text(one, "path"),
				       family_text(path, "path")) &&
		    !strcmp(family_text(one, "seen"), family_text(path, "seen")))
			return true;
	return false;
}

void families_paths(json_t *list, const json_t *paths)
{
	static const char *const keys[] = { "path", "seen", NULL };
	json_t *one = family_new(list, GAUGE("path",
		"1 for each way of packets through this router that needs attention, and whether the filter sees them."));
	const json_t *path;
	size_t i;

	json_array_foreach(paths, i, path)
		if (!had_path(paths, i, path))
			family_sample(one, family_labels(path, keys),
				      json_integer(1));
}

void families_not_built(json_t *list, const json_t *kernels)
{
	json_t *one = family_new(list, GAUGE("module_not_built",
		"1 for each kernel, the running one or a newer one, that the module could not be built for."));
	const json_t *kernel;
	size_t i;

	json_array_foreach(kernels, i, kernel)
		family_sample(one, json_pack("{s:s, s:s}",
				"release", family_text(kernel, "release"),
				"running", json_is_true(json_object_get(kernel,
						"running")) ? "yes" : "no"),
			      json_integer(1));
}

/* A sample for each kind, so that its series exists before the hook. */
void families_hooks(json_t *list, const json_t *hooks)
{
	static const char *const kinds[] = {
		"egress", "redirects", "deferred", NULL
	};
	json_t *one = family_new(list, GAUGE("hooks",
		"1 where the module has hooks besides those for ingress and local output."));
	const char *const *kind;
	const json_t *name;
	bool there;
	size_t i;

	for (kind = kinds; *kind; kind++) {
		there = false;
		json_array_foreach(hooks, i, name)
			there |= !strcmp(json_string_value(name), *kind);
		family_sample(one, json_pack("{s:s}", "hook", *kind),
			      json_integer(there));
	}
}
