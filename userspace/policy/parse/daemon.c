// SPDX-License-Identifier: GPL-2.0-or-later
/* daemon.c - samples, keep, control: what the daemon is to do beside */
#include <string.h>

#include "common/text.h"
#include "schema.h"

#define DAYS_MAX	36500		/* a century */
#define MEGABYTES_MAX	1048576		/* a terabyte */
#define GROUP_MAX	32
#define GROUP_CHARS	"ABCDEFGHIJKLMNOPQRSTUVWXYZ"		\
			"abcdefghijklmnopqrstuvwxyz"		\
			"0123456789._-"

static void take_directory(struct load *load, const config_setting_t *setting,
			   const struct key *key)
{
	load->policy->samples.directory = schema_path(load, setting);
}

static void take_size(struct load *load, const config_setting_t *setting,
		      const struct key *key)
{
	schema_number(load, setting, 1, MEGABYTES_MAX, "megabytes",
		      &load->policy->samples.megabytes);
}

static void take_age(struct load *load, const config_setting_t *setting,
		     const struct key *key)
{
	schema_number(load, setting, 1, DAYS_MAX, "days",
		      &load->policy->samples.days);
}

void take_samples(struct load *load, const config_setting_t *setting,
		  const struct key *key)
{
	static const struct key keys[] = {
		{ .name = "directory", .type = KEY_STRING,
		  .take = take_directory,
		  .missing = "directory is missing: where are samples kept, such as directory = \"/var/lib/nf-slammer/samples\"?" },
		{ .name = "size", .type = KEY_INTEGER, .take = take_size },
		{ .name = "age", .type = KEY_INTEGER, .take = take_age },
		{ .name = NULL }
	};

	schema_walk(load, setting, keys);
}

enum kept { KEPT_WINDOWS, KEPT_HOURS, KEPT_DAYS };

static unsigned int *kept(struct policy_keep *keep, unsigned int which)
{
	return which == KEPT_WINDOWS ? &keep->windows :
	       which == KEPT_HOURS ? &keep->hours : &keep->days;
}

static void take_kept(struct load *load, const config_setting_t *setting,
		      const struct key *key)
{
	schema_number(load, setting, 1, DAYS_MAX, "days",
		      kept(&load->policy->keep, key->number));
}

/*
 * What is rolled up outlives what it was made of. Where nothing was written, it
 * does so by itself.
 */
static void check_kept(struct load *load, const config_setting_t *group,
		       const struct key *finer, const struct key *coarser)
{
	unsigned int *fine = kept(&load->policy->keep, finer->number);
	unsigned int *coarse = kept(&load->policy->keep, coarser->number);
	const config_setting_t *setting;

	if (*coarse >= *fine)
		return;
	setting = config_setting_get_member(group, coarser->name);
	if (setting)
		schema_say(load, POLICY_ERROR, setting,
			   "%u days are less than the %u of %s: what is rolled up is kept as long as what it is made of, or longer",
			   *coarse, *fine, finer->name);
	else
		*coarse = *fine;
}

void take_keep(struct load *load, const config_setting_t *setting,
	       const struct key *key)
{
	static const struct key keys[] = {
		{ .name = "windows", .type = KEY_INTEGER, .take = take_kept,
		  .number = KEPT_WINDOWS },
		{ .name = "hours", .type = KEY_INTEGER, .take = take_kept,
		  .number = KEPT_HOURS },
		{ .name = "days", .type = KEY_INTEGER, .take = take_kept,
		  .number = KEPT_DAYS },
		{ .name = NULL }
	};
	size_t errors = load->messages->errors;

	schema_walk(load, setting, keys);
	if (errors != load->messages->errors)
		return;
	check_kept(load, setting, &keys[0], &keys[1]);
	check_kept(load, setting, &keys[1], &keys[2]);
}

static char *take_group(struct load *load, const config_setting_t *setting)
{
	const char *name = config_setting_get_string(setting);
	size_t n = strlen(name);
	char quoted[TEXT_QUOTE_MAX];

	if (n && n <= GROUP_MAX && strspn(name, GROUP_CHARS) == n &&
	    name[0] != '-')
		return schema_copy(load, setting);
	schema_say(load, POLICY_ERROR, setting,
		   "%s is no name of a group: 1 to %d of A-Z a-z 0-9 . _ -",
		   text_quote(name, quoted), GROUP_MAX);
	return NULL;
}

static void take_look(struct load *load, const config_setting_t *setting,
		      const struct key *key)
{
	load->policy->look_group = take_group(load, setting);
}

static void take_change(struct load *load, const config_setting_t *setting,
			const struct key *key)
{
	load->policy->change_group = take_group(load, setting);
}

void take_control(struct load *load, const config_setting_t *setting,
		  const struct key *key)
{
	static const struct key keys[] = {
		{ .name = "look", .type = KEY_STRING, .take = take_look },
		{ .name = "change", .type = KEY_STRING, .take = take_change },
		{ .name = NULL }
	};

	schema_walk(load, setting, keys);
}
