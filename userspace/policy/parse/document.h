/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * document.h - a policy file and those that it includes: parsed one by one, joined
 *
 * Private to this room. Each file is parsed by itself, so that a syntax error in
 * one hides nothing in another; then all settings become one tree.
 */
#ifndef POLICY_DOCUMENT_H
#define POLICY_DOCUMENT_H

#include <libconfig.h>
#include <stdbool.h>
#include <sys/types.h>

struct load;
struct document;

/* What a line of a file includes: several, where it names a directory. */
struct document_include {
	unsigned int line;
	struct document *document;
};

/**
 * struct document - a file
 * @name:	as messages call it; one of the policy's @files
 * @parent:	which one includes it; NULL: the policy file itself
 * @device, @inode: which file it is
 * @config:	what is in it, with its name and true lines; nothing if !@parsed
 * @includes:	in the order of their lines; owned, the documents are the load's
 * @next:	the one that was read before
 */
struct document {
	const char *name;
	const struct document *parent;
	dev_t device;
	ino_t inode;
	config_t config;
	bool parsed;
	struct document_include *includes;
	size_t n_includes;
	struct document *next;
};

/**
 * document_read - the policy file, and into load->documents all that it includes
 *
 * Returns NULL after an error that leaves nothing to go on with. What could not be
 * parsed has its errors in the messages and sets load->partial.
 */
struct document *document_read(struct load *load, const char *path);

/* The same of a text in memory, for a load that reads no files. */
struct document *document_text(struct load *load, const char *name,
			       const char *text);

/**
 * document_join - the settings of a file and of those that it includes
 * @root: group that gets them, in the order in which they stand
 *
 * Groups, lists and arrays of the same name become one; any other setting is
 * there once, or there is an error in the messages.
 */
void document_join(struct load *load, const struct document *document,
		   config_setting_t *root);

/* All that were read for @load. */
void documents_free(struct load *load);

/* A name for messages and places, kept by the policy; NULL if out of memory. */
const char *document_name(struct load *load, const char *path);
/* @path as @file means it: beside @file if it is relative. The caller's. */
char *document_path(const char *file, const char *path);

#endif /* POLICY_DOCUMENT_H */
