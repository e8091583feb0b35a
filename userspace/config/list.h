/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * list.h - list files: one prefix per line, hundreds of thousands of them
 *
 * A configuration names such a file in a setting (from-file, asn-prefixes). Of many
 * errors in a file only the first ones are reported one by one.
 */
#ifndef CONFIG_LIST_H
#define CONFIG_LIST_H

#include "config/schema.h"
#include "nfslammer/prefix.h"

/**
 * struct config_list - a list file
 * @position:	the file, and the line that is being read
 * @prefixes:	how many it has
 * @skipped:	how many of them its reader left out, being of another address family
 * @duplicates:	how many are contained in others, the first one on line @first
 * @reported:	messages so far; @errors, @warnings: more of them, only counted
 * @add:	of list_read_prefixes()
 */
struct config_list {
	struct config_position position;
	size_t prefixes;
	size_t skipped;
	size_t duplicates;
	unsigned int first;
	size_t reported;
	size_t errors;
	size_t warnings;
	void (*add)(struct config_reader *reader, struct config_list *list,
		    const struct prefix *prefix);
};

/**
 * list_read_prefixes - read a file with a prefix or an address per line
 * @setting: a string: the file's name, relative to the configuration file
 * @add:     called for each prefix, with its line in list->position
 *
 * Errors go to the messages. The reader keeps the list for list_count_duplicate().
 */
void list_read_prefixes(struct config_reader *reader,
			const config_setting_t *setting,
			void (*add)(struct config_reader *reader,
				    struct config_list *list,
				    const struct prefix *prefix));

/**
 * list_read_lines - the same for lines that have more than a prefix
 * @parse: called for each line that is not blank, without comment and outer blanks;
 *	   may modify it
 */
void list_read_lines(struct config_reader *reader,
		     const config_setting_t *setting,
		     void (*parse)(struct config_reader *reader,
				   struct config_list *list, char *line));

/* A message about the line that is being read. */
void list_report(struct config_reader *reader, struct config_list *list,
		 enum config_severity severity, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Count a duplicate at @position; false if that is not in a list file. */
bool list_count_duplicate(struct config_reader *reader,
			  struct config_position position);

/* One note for each list file that has duplicates. */
void list_report_duplicates(struct config_reader *reader);

#endif /* CONFIG_LIST_H */
