/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * csaf.h - an edition as CSAF 2.0 JSON (OASIS), one document for all languages
 *
 * Profile csaf_security_incident_response: what was observed, and the vulnerability
 * itself if attacks were observed. The bulletin's texts are its notes.
 */
#ifndef RENDER_CSAF_H
#define RENDER_CSAF_H

#include <stdio.h>

#include "bulletin/edition.h"
#include "common/error.h"

/**
 * render_csaf - the document of an edition
 * @labels: labels_load() of the publisher's own language, for remediations
 *
 * 0, or -1 with a sentence in @error.
 */
int render_csaf(FILE *out, const struct edition *edition, const json_t *labels,
		struct error *error);

/* The publisher's own language, and object[language]; "" if there is none. */
const char *csaf_language(const json_t *content);
const char *csaf_own(const json_t *content, const json_t *object);

/* Fingerprint of the key that signs an edition; NULL: it is not signed. */
const char *csaf_key(const json_t *content);

#endif /* RENDER_CSAF_H */
