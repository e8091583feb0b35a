// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * paths.c - ways that packets take and that need attention, and kernels without the
 * module, as JSON
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/not_built.h"
#include "machine/paths.h"
#include "status/status.h"

static bool has_hook(const json_t *kernel, const char *name)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(kernel, "hooks"), i, one)
		if (!strcmp(json_string_value(one), name))
			return true;
	return false;
}

/* "#7" for an interface that was removed, or that another namespace has */
static json_t *names(const struct path *path, const struct network *network)
{
	json_t *list = json_array();
	const struct network_link *link;
	char number[16];
	size_t i;

	for (i = 0; list && i < path->n_interfaces; i++) {
		link = network_link(network, path->interfaces[i]);
		snprintf(number, sizeof(number), "#%u", path->interfaces[i]);
		json_array_append_new(list, link ? report_text(link->name) :
						   json_string(number));
	}
	return list;
}

static json_t *path_list(const struct paths *paths,
			 const struct network *network)
{
	json_t *list = json_array();
	const struct path *path = paths->list;

	for (; list && path < paths->list + paths->count; path++)
		json_array_append_new(list, json_pack("{s:s, s:s, s:o, s:s, s:s?}",
			"path", path->name,
			"seen", path_seen_name(path->seen),
			"interfaces", names(path, network),
			"what", path->what,
			"advice", path->advice));
	return list;
}

json_t *report_paths(const struct network *network, const json_t *status)
{
	const json_t *devices = json_object_get(status, "devices");
	const json_t *kernel = json_object_get(status, "kernel");
	struct paths_hooks hooks = {
		.hooked = calloc(json_array_size(devices) + 1,
				 sizeof(*hooks.hooked)),
		.egress = has_hook(kernel, "egress"),
		.redirects = has_hook(kernel, "redirects"),
	};
	json_t *list = NULL;
	struct paths paths;
	const json_t *one;
	size_t i;

	if (!hooks.hooked)
		return NULL;
	/* without a policy nothing is seen, whatever the path */
	if (!json_integer_value(json_object_get(kernel, "generation"))) {
		free(hooks.hooked);
		return json_null();
	}
	json_array_foreach(devices, i, one)
		hooks.hooked[hooks.n_hooked++] = (uint32_t)
			json_integer_value(json_object_get(one, "ifindex"));
	if (!paths_find(network, &hooks, &paths))
		list = path_list(&paths, network);
	paths_free(&paths);
	free(hooks.hooked);
	return list;
}

json_t *report_not_built(void)
{
	struct not_built kernels[NOT_BUILT_MAX];
	size_t n = not_built_read(kernels), i;
	json_t *list = json_array();

	for (i = 0; list && i < n; i++)
		json_array_append_new(list, json_pack("{s:o, s:b, s:o}",
			"release", report_text(kernels[i].release),
			"running", kernels[i].running,
			"reason", report_text(kernels[i].reason)));
	return list;
}
