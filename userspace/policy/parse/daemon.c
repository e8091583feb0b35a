// SPDX-License-Identifier: GPL-2.0-or-later
/* daemon.c - settings of the daemon: statistics, samples, metrics, access, log */
#include <arpa/inet.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "internal.h"

#define DAYS_MAX	36500		/* a century */
#define MEGABYTES_MAX	1048576		/* a terabyte */
#define STORE_MEGABYTES_MIN	16
#define GROUP_MAX	32
#define DAY		86400
#define WINDOW_MIN	10
#define STORE_DEFAULT	"/var/lib/nf-slammer/statistics.db"
#define SENSOR_DEFAULT	"router"
#define SENSOR_MAX	63
#define SOCKET_PATH_MAX	(sizeof(((struct sockaddr_un *)0)->sun_path) - 1)
#define HOST_MAX	64

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

void parse_window(struct config_reader *reader, const config_setting_t *setting,
		  const struct config_key *key)
{
	unsigned int seconds;

	if (schema_duration(reader, setting, SCHEMA_SECONDS, WINDOW_MIN, DAY,
			    &seconds))
		return;
	if (DAY % seconds)
		schema_error(reader, setting,
			     "%u seconds do not divide a day (%d): did you mean %lld?",
			     seconds, DAY, nearest_window(seconds));
	else
		policy_of(reader)->window = seconds;
}

void parse_store(struct config_reader *reader, const config_setting_t *setting,
		 const struct config_key *key)
{
	policy_of(reader)->store = schema_path(reader, setting);
}

void parse_constituents(struct config_reader *reader,
			const config_setting_t *setting,
			const struct config_key *key)
{
	policy_of(reader)->constituents = schema_path(reader, setting);
}

void parse_drift(struct config_reader *reader, const config_setting_t *setting,
		 const struct config_key *key)
{
	static const char *const ways[] = { "report", "repair", NULL };

	policy_of(reader)->repair = schema_word(reader, setting, ways) == 1;
}

void parse_log(struct config_reader *reader, const config_setting_t *setting,
	       const struct config_key *key)
{
	int i = schema_word(reader, setting, policy_log_names);

	if (i >= 0)
		policy_of(reader)->log_level = policy_log_levels[i];
}

void parse_sensor(struct config_reader *reader, const config_setting_t *setting,
		  const struct config_key *key)
{
	const char *name = config_setting_get_string(setting);
	char quoted[TEXT_QUOTE_MAX];

	if (name_valid(name, SENSOR_MAX))
		policy_of(reader)->sensor = schema_copy(reader, setting);
	else
		schema_error(reader, setting,
			     "%s is not a valid sensor name: 1 to %d of A-Z a-z 0-9 . _ -",
			     text_quote(name, quoted), SENSOR_MAX);
}

static void parse_directory(struct config_reader *reader,
			    const config_setting_t *setting,
			    const struct config_key *key)
{
	policy_of(reader)->samples.directory = schema_path(reader, setting);
}

static void parse_size(struct config_reader *reader,
		       const config_setting_t *setting,
		       const struct config_key *key)
{
	schema_number(reader, setting, 1, MEGABYTES_MAX, "megabytes",
		      &policy_of(reader)->samples.megabytes);
}

static void parse_age(struct config_reader *reader,
		      const config_setting_t *setting,
		      const struct config_key *key)
{
	schema_duration(reader, setting, SCHEMA_DAYS, 1, DAYS_MAX,
			&policy_of(reader)->samples.days);
}

void parse_samples(struct config_reader *reader,
		   const config_setting_t *setting,
		   const struct config_key *key)
{
	static const struct config_key keys[] = {
		{ .name = "directory", .type = KEY_STRING,
		  .parse = parse_directory,
		  .missing = "directory is missing, such as directory = \"/var/lib/nf-slammer/samples\";" },
		{ .name = "size", .type = KEY_INTEGER, .parse = parse_size },
		{ .name = "age", .type = KEY_DURATION, .parse = parse_age },
		{ .name = NULL }
	};

	schema_walk(reader, setting, keys);
}

static void parse_packets(struct config_reader *reader,
			  const config_setting_t *setting,
			  const struct config_key *key)
{
	schema_number(reader, setting, 1, EVIDENCE_PACKETS_MAX, "packets",
		      &policy_of(reader)->evidence.packets);
}

static void parse_targets(struct config_reader *reader,
			  const config_setting_t *setting,
			  const struct config_key *key)
{
	schema_number(reader, setting, 1, EVIDENCE_TARGETS_MAX, "targets",
		      &policy_of(reader)->evidence.targets);
}

void parse_evidence(struct config_reader *reader,
		    const config_setting_t *setting,
		    const struct config_key *key)
{
	static const struct config_key keys[] = {
		{ .name = "packets", .type = KEY_INTEGER,
		  .parse = parse_packets },
		{ .name = "targets", .type = KEY_INTEGER,
		  .parse = parse_targets },
		{ .name = NULL }
	};

	schema_walk(reader, setting, keys);
}

enum resolution { WINDOWS, HOURS, DAYS };

static unsigned int *days_of(struct config_reader *reader, unsigned int which)
{
	struct policy_retention *retention = &policy_of(reader)->retention;

	return which == WINDOWS ? &retention->windows :
	       which == HOURS ? &retention->hours : &retention->days;
}

static void parse_days(struct config_reader *reader,
		       const config_setting_t *setting,
		       const struct config_key *key)
{
	schema_duration(reader, setting, SCHEMA_DAYS, 1, DAYS_MAX,
			days_of(reader, key->number));
}

static void parse_store_size(struct config_reader *reader,
			     const config_setting_t *setting,
			     const struct config_key *key)
{
	schema_number(reader, setting, STORE_MEGABYTES_MIN, MEGABYTES_MAX,
		      "megabytes", &policy_of(reader)->retention.megabytes);
}

/* Aggregates have to be kept as long as their parts, and are by default. */
static void check_days(struct config_reader *reader,
		       const config_setting_t *group,
		       const struct config_key *finer,
		       const struct config_key *coarser)
{
	unsigned int *fine = days_of(reader, finer->number);
	unsigned int *coarse = days_of(reader, coarser->number);
	const config_setting_t *setting;

	if (*coarse >= *fine)
		return;
	setting = config_setting_get_member(group, coarser->name);
	if (setting)
		schema_error(reader, setting,
			     "%u days are less than the %u days of %s: aggregates have to be kept at least as long as their parts",
			     *coarse, *fine, finer->name);
	else
		*coarse = *fine;
}

void parse_retention(struct config_reader *reader,
		     const config_setting_t *setting,
		     const struct config_key *key)
{
	static const struct config_key keys[] = {
		{ .name = "windows", .type = KEY_DURATION, .parse = parse_days,
		  .number = WINDOWS },
		{ .name = "hours", .type = KEY_DURATION, .parse = parse_days,
		  .number = HOURS },
		{ .name = "days", .type = KEY_DURATION, .parse = parse_days,
		  .number = DAYS },
		{ .name = "size", .type = KEY_INTEGER,
		  .parse = parse_store_size },
		{ .name = NULL }
	};
	size_t errors = reader->messages->errors;

	schema_walk(reader, setting, keys);
	if (errors != reader->messages->errors)
		return;
	check_days(reader, setting, &keys[0], &keys[1]);
	check_days(reader, setting, &keys[1], &keys[2]);
}

static char *parse_group(struct config_reader *reader,
			 const config_setting_t *setting)
{
	const char *name = config_setting_get_string(setting);
	char quoted[TEXT_QUOTE_MAX];

	if (name_valid(name, GROUP_MAX) && name[0] != '-')
		return schema_copy(reader, setting);
	schema_error(reader, setting,
		     "%s is not a valid group name: 1 to %d of A-Z a-z 0-9 . _ -",
		     text_quote(name, quoted), GROUP_MAX);
	return NULL;
}

static void parse_read(struct config_reader *reader,
		       const config_setting_t *setting,
		       const struct config_key *key)
{
	policy_of(reader)->read_group = parse_group(reader, setting);
}

static void parse_admin(struct config_reader *reader,
			const config_setting_t *setting,
			const struct config_key *key)
{
	policy_of(reader)->admin_group = parse_group(reader, setting);
}

void parse_control(struct config_reader *reader,
		   const config_setting_t *setting,
		   const struct config_key *key)
{
	static const struct config_key keys[] = {
		{ .name = "read", .type = KEY_STRING, .parse = parse_read },
		{ .name = "admin", .type = KEY_STRING, .parse = parse_admin },
		{ .name = NULL }
	};

	schema_walk(reader, setting, keys);
}

/* "1" to "65535" */
static bool port_valid(const char *text)
{
	size_t n = strspn(text, "0123456789");
	long port = strtol(text, NULL, 10);

	return n && n <= 5 && !text[n] && text[0] != '0' && port <= 65535;
}

/* "127.0.0.1:9434", "[::1]:9434": the host without its brackets, or false. */
static bool split_address(const char *text, char host[HOST_MAX])
{
	const char *colon = strrchr(text, ':');
	bool six = text[0] == '[';
	const char *from = text + six, *end;

	if (!colon || !port_valid(colon + 1))
		return false;
	end = six ? colon - 1 : colon;
	if (end <= from || (size_t)(end - from) >= HOST_MAX ||
	    (six && *end != ']'))
		return false;
	memcpy(host, from, (size_t)(end - from));
	host[end - from] = '\0';
	return true;
}

/* 1: loopback, 0: another address, -1: not an address */
static int loopback(const char *host, bool six)
{
	struct in6_addr a6;
	struct in_addr a4;

	if (six)
		return inet_pton(AF_INET6, host, &a6) != 1 ? -1 :
			IN6_IS_ADDR_LOOPBACK(&a6);
	return inet_pton(AF_INET, host, &a4) != 1 ? -1 :
		ntohl(a4.s_addr) >> 24 == 127;
}

void parse_metrics(struct config_reader *reader,
		   const config_setting_t *setting,
		   const struct config_key *key)
{
	const char *text = config_setting_get_string(setting);
	char quoted[TEXT_QUOTE_MAX], host[HOST_MAX];
	int local;

	text_quote(text, quoted);
	if (text[0] == '/') {
		if (strlen(text) <= SOCKET_PATH_MAX)
			policy_of(reader)->metrics =
				schema_path(reader, setting);
		else
			schema_error(reader, setting,
				     "the path of a socket is longer than %zu bytes",
				     SOCKET_PATH_MAX);
		return;
	}
	local = split_address(text, host) ? loopback(host, text[0] == '[') : -1;
	if (local < 0)
		schema_error(reader, setting,
			     "%s is neither \"127.0.0.1:PORT\" nor \"[::1]:PORT\" nor the absolute path of a socket",
			     quoted);
	else if (!local)
		schema_error(reader, setting,
			     "%s is not a loopback address: metrics are served on this machine only, such as on \"127.0.0.1:9434\"",
			     quoted);
	else
		policy_of(reader)->metrics = schema_copy(reader, setting);
}

static const char *host_name(struct config_reader *reader, char *buf,
			     size_t size)
{
	char quoted[TEXT_QUOTE_MAX];

	if (gethostname(buf, size - 1))
		buf[0] = '\0';
	buf[size - 1] = '\0';
	if (name_valid(buf, SENSOR_MAX))
		return buf;
	message_add(reader->messages, CONFIG_NOTE, reader->path, 0,
		    "sensor is not set and the host name %s is not a valid sensor name: using \"%s\"",
		    text_quote(buf, quoted), SENSOR_DEFAULT);
	return SENSOR_DEFAULT;
}

void daemon_finish(struct config_reader *reader)
{
	struct policy *policy = policy_of(reader);
	char host[HOST_NAME_MAX + 2];

	if (!policy->store)
		policy->store = strdup(STORE_DEFAULT);
	if (!policy->sensor)
		policy->sensor = strdup(host_name(reader, host, sizeof(host)));
	if (!policy->store || !policy->sensor)
		message_add(reader->messages, CONFIG_ERROR, policy->path, 0,
			    "out of memory");
}
