// SPDX-License-Identifier: GPL-2.0-or-later
/* settings.c - the root's scalars, such as window, store and mode */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "common/text.h"
#include "schema.h"

#define DAY		86400
#define WINDOW_MIN	10
#define STORE_DEFAULT	"/var/lib/nf-slammer/statistics.db"
#define SENSOR_DEFAULT	"router"
#define SENSOR_MAX	63
#define SENSOR_CHARS	"ABCDEFGHIJKLMNOPQRSTUVWXYZ"		\
			"abcdefghijklmnopqrstuvwxyz"		\
			"0123456789._-"

/* Side by side: what the language calls the levels of syslog. */
static const char *const log_names[] = {
	"error", "warning", "info", "debug", NULL
};
static const int log_levels[] = { LOG_ERR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

const char *policy_log_name(int level)
{
	size_t i;

	for (i = 0; log_names[i]; i++)
		if (log_levels[i] == level)
			return log_names[i];
	return "?";
}

/* The length that divides a day and is nearest to @seconds. */
static long long nearest_window(long long seconds)
{
	long long by;

	for (by = 0; by < DAY; by++) {
		if (seconds - by >= WINDOW_MIN && DAY % (seconds - by) == 0)
			return seconds - by;
		if (seconds + by <= DAY && DAY % (seconds + by) == 0)
			return seconds + by;
	}
	return DAY;
}

void take_window(struct load *load, const config_setting_t *setting,
		 const struct key *key)
{
	long long seconds = schema_integer(setting);

	if (seconds < WINDOW_MIN || seconds > DAY)
		schema_say(load, POLICY_ERROR, setting,
			   "%lld seconds is out of range (%d to %d)", seconds,
			   WINDOW_MIN, DAY);
	else if (DAY % seconds)
		schema_say(load, POLICY_ERROR, setting,
			   "%lld seconds do not divide a day (%d): did you mean %lld?",
			   seconds, DAY, nearest_window(seconds));
	else
		load->policy->window = (unsigned int)seconds;
}

void take_defrag(struct load *load, const config_setting_t *setting,
		 const struct key *key)
{
	load->policy->defrag = config_setting_get_bool(setting);
	load->policy->place.defrag = schema_place(setting);
}

void take_store(struct load *load, const config_setting_t *setting,
		const struct key *key)
{
	load->policy->store = schema_path(load, setting);
}

void take_constituents(struct load *load, const config_setting_t *setting,
		       const struct key *key)
{
	load->policy->constituents = schema_path(load, setting);
}

void take_mode(struct load *load, const config_setting_t *setting,
	       const struct key *key)
{
	static const char *const modes[] = { "enforce", "monitor", NULL };

	load->policy->monitor = schema_word(load, setting, modes) == 1;
}

void take_drift(struct load *load, const config_setting_t *setting,
		const struct key *key)
{
	static const char *const ways[] = { "report", "mend", NULL };

	load->policy->mend = schema_word(load, setting, ways) == 1;
}

void take_log(struct load *load, const config_setting_t *setting,
	      const struct key *key)
{
	int level = schema_word(load, setting, log_names);

	if (level >= 0)
		load->policy->log_level = log_levels[level];
}

static bool sensor_valid(const char *name)
{
	size_t n = strlen(name);

	return n && n <= SENSOR_MAX && strspn(name, SENSOR_CHARS) == n;
}

void take_sensor(struct load *load, const config_setting_t *setting,
		 const struct key *key)
{
	const char *name = config_setting_get_string(setting);
	char quoted[TEXT_QUOTE_MAX];

	if (sensor_valid(name))
		load->policy->sensor = schema_copy(load, setting);
	else
		schema_say(load, POLICY_ERROR, setting,
			   "%s is no name for a sensor: 1 to %d of A-Z a-z 0-9 . _ -",
			   text_quote(name, quoted), SENSOR_MAX);
}

static const char *host_name(struct load *load, char *buf, size_t size)
{
	char quoted[TEXT_QUOTE_MAX];

	if (gethostname(buf, size - 1))
		buf[0] = '\0';
	buf[size - 1] = '\0';
	if (sensor_valid(buf))
		return buf;
	message_add(load->messages, POLICY_NOTE, load->policy->path, 0,
		    "sensor is not set and the host's name %s is no name for one: \"%s\" is used",
		    text_quote(buf, quoted), SENSOR_DEFAULT);
	return SENSOR_DEFAULT;
}

void settings_complete(struct load *load)
{
	struct policy *policy = load->policy;
	char host[HOST_NAME_MAX + 2];

	if (!policy->store)
		policy->store = strdup(STORE_DEFAULT);
	if (!policy->sensor)
		policy->sensor = strdup(host_name(load, host, sizeof(host)));
	if (!policy->store || !policy->sensor)
		message_add(load->messages, POLICY_ERROR, policy->path, 0,
			    "out of memory");
}
