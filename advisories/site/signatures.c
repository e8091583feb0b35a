// SPDX-License-Identifier: GPL-2.0-or-later
/* signatures.c - signatures, made once and then taken from the archive */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "bulletin/hash.h"
#include "render/csaf/csaf.h"
#include "sign/sign.h"
#include "internal.h"
#include "archive/signatures.h"

const char *site_key(const struct edition *edition, char key[64])
{
	const char *text = csaf_key(edition->content);
	size_t n = 0;

	if (!text)
		return NULL;
	for (; *text && n < 63; text++)
		if (!isspace((unsigned char)*text))
			key[n++] = (char)toupper((unsigned char)*text);
	key[n] = 0;
	return key;
}

/* One is open at a time: most sites have one key. */
static struct signer *signer_of(struct site *site, const char *key)
{
	if (site->signer && !strcmp(site->signer_key, key))
		return site->signer;
	signer_close(site->signer);
	snprintf(site->signer_key, sizeof(site->signer_key), "%s", key);
	site->signer = signer_open(key, site->order->key_home, site->error);
	return site->signer;
}

enum kind { KIND_CLEAR, KIND_DETACHED, KIND_KEY };

static const char *const kinds[] = {
	[KIND_CLEAR] = "clear", [KIND_DETACHED] = "detached",
	[KIND_KEY] = "public key",
};

static char *make(struct site *site, enum kind kind, const char *key,
		  const void *data, size_t size)
{
	struct signer *signer = signer_of(site, key);
	size_t n;

	if (!signer)
		return NULL;
	if (kind == KIND_KEY)
		return sign_public_key(signer, &n, site->error);
	return (kind == KIND_CLEAR ? sign_clear : sign_detached)(signer, data,
			size, &n, site->error);
}

/* The one in the archive, or a new one that is stored there; malloced. */
static char *signature(struct site *site, enum kind kind, const char *key,
		       const void *data, size_t size)
{
	struct archive *archive = site->order->archive;
	char hex[HASH_SHA256_MAX], *text;
	struct archive_signed what = {
		.kind = kinds[kind], .key = key,
		.hash = hash_sha256(data, size, hex),
	};
	int found = archive_signature_find(archive, &what, &text);

	if (!found) {
		text = make(site, kind, key, data, size);
		if (text && archive_signature_keep(archive, &what, text,
						site->order->now)) {
			free(text);
			text = NULL;
			found = -1;
		}
	}
	if (found < 0)
		error_set(site->error, "%s", archive_error(archive));
	return text;
}

static int put(struct site *site, enum kind kind, const char *key,
	       const char *path, const void *data, size_t size)
{
	char *text = signature(site, kind, key, data, size);
	int ret = -1;

	if (text)
		ret = site_put(site, path, text, strlen(text));
	free(text);
	return ret;
}

int site_put_signature(struct site *site, const char *key, bool clear,
		       const char *path, const void *data, size_t size)
{
	return put(site, clear ? KIND_CLEAR : KIND_DETACHED, key, path, data,
		   size);
}

/* One file, block after block, which every OpenPGP program imports. */
int site_put_keys(struct site *site)
{
	const json_t *key;
	struct page page;
	char *text;
	size_t i;
	int ret = 0;

	if (!json_array_size(site->keys))
		return 0;
	if (page_open(site, &page))
		return -1;
	json_array_foreach(site->keys, i, key) {
		text = signature(site, KIND_KEY, json_string_value(key), "", 0);
		if (text)
			fputs(text, page.out);
		else
			ret = -1;
		free(text);
	}
	return page_put(site, &page, URLS_KEY, ret);
}
