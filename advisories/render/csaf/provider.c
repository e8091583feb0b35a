// SPDX-License-Identifier: GPL-2.0-or-later
/* provider.c - a publisher -> provider-metadata.json of CSAF 2.0 */
#include "csaf.h"
#include "provider.h"
#include "rolie.h"
#include "render/html/urls.h"

static json_t *key_list(const char *base, const json_t *keys)
{
	json_t *list = json_array();
	const json_t *key;
	size_t i;

	json_array_foreach(keys, i, key)
		json_array_append_new(list, json_pack("{s:s, s:o}",
			"fingerprint", json_string_value(key),
			"url", json_sprintf("%s" URLS_KEY, base)));
	return list;
}

int render_provider(FILE *out, const struct edition *newest,
		    const json_t *keys, bool trusted)
{
	char base[URLS_MAX], updated[CSAF_DATE_MAX];
	json_t *object;
	int ret;

	if (!urls_base(newest->content, base))
		return -1;
	object = json_pack("{s:o, s:s, s:s, s:b, s:b, s:s, s:o, s:[{s:{s:[{s:s, s:s, s:o}]}}, {s:o}]}",
			   "canonical_url", json_sprintf("%s" URLS_PROVIDER, base),
			   "last_updated", csaf_date(newest->current, updated),
			   "metadata_version", "2.0",
			   "list_on_CSAF_aggregators", 1,
			   "mirror_on_CSAF_aggregators", 1,
			   "role", trusted ? "csaf_trusted_provider" :
			   "csaf_provider",
			   "publisher", csaf_publisher(newest->content),
			   "distributions", "rolie", "feeds",
			   "summary", "TLP:WHITE", "tlp_label", "WHITE",
			   "url", json_sprintf("%s" URLS_CSAF ROLIE_FILE, base),
			   "directory_url", json_sprintf("%s" URLS_CSAF, base));
	if (object && json_array_size(keys))
		json_object_set_new(object, "public_openpgp_keys",
				    key_list(base, keys));
	ret = object ? csaf_dump(out, object) : -1;
	json_decref(object);
	return ret;
}
