// SPDX-License-Identifier: GPL-2.0-or-later
/* folder.c - which files of a folder are samples, in the order of time */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "inspect/samples.h"

/* "samples-20261123T152231Z-000.pcap"; '0' is any digit. */
static const char form[] = "samples-00000000T000000Z-000.pcap";

bool samples_is_name(const char *name)
{
	size_t i;

	for (i = 0; form[i]; i++)
		if (form[i] == '0' ? name[i] < '0' || name[i] > '9' :
				     name[i] != form[i])
			return false;
	return !name[i];
}

static int filter(const struct dirent *entry)
{
	return samples_is_name(entry->d_name);
}

/* By byte, whatever the language is set to. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

int samples_list(const char *directory, char ***names)
{
	struct dirent **entries;
	int i, count;

	*names = NULL;
	count = scandir(directory, &entries, filter, by_name);
	if (count < 0)
		return -1;
	*names = calloc((size_t)count + 1, sizeof(**names));
	for (i = 0; i < count; i++) {
		if (*names)
			(*names)[i] = strdup(entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	for (i = 0; *names && i < count; i++)
		if (!(*names)[i])
			break;
	if (*names && i == count)
		return count;
	samples_list_free(*names, count);
	*names = NULL;
	errno = ENOMEM;
	return -1;
}

void samples_list_free(char **names, int count)
{
	while (names && count--)
		free(names[count]);
	free(names);
}
