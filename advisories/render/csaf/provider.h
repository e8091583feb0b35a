/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * provider.h - provider-metadata.json: who gives out CSAF documents, and where
 *
 * What a CSAF reader looks for first, below .well-known/csaf/ of a site.
 */
#ifndef RENDER_PROVIDER_H
#define RENDER_PROVIDER_H

#include <stdbool.h>
#include <stdio.h>

#include "bulletin/edition.h"

/**
 * render_provider - the metadata of a publisher
 * @newest:  the edition that changed last
 * @keys:    fingerprints of all keys that sign, 40 hex digits each
 * @trusted: each document is signed
 *
 * 0, or -1 if it cannot be written.
 */
int render_provider(FILE *out, const struct edition *newest,
		    const json_t *keys, bool trusted);

#endif /* RENDER_PROVIDER_H */
