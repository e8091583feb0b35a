// SPDX-License-Identifier: GPL-2.0-or-later
/* publisher.c - publisher.conf, checked */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "publisher.h"

#define PREFIX_LENGTH	32
#define ALERTS_LENGTH	56	/* what comes behind it fits the line too */
#define KEY_MAX		96

/* Texts live in @conf. */
struct publisher {
	struct conf *conf;
	const char *short_name;
	const char *prefix;
	const char *site;
	const char *alerts;
	const char *email;
	const char *phone;
	const char *timezone;
};

static void check_prefix(struct publisher *p)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
	size_t n = strlen(p->prefix);

	if (n > PREFIX_LENGTH || strspn(p->prefix, allowed) != n ||
	    *p->prefix == '-' || (n && p->prefix[n - 1] == '-'))
		conf_fail(p->conf, "publisher.prefix",
			  "publisher.prefix is of A-Z, 0-9 and - (EXAMPLE-AT), at most %d of them",
			  PREFIX_LENGTH);
}

static void check_alerts(struct publisher *p)
{
	size_t n = strlen(p->alerts);

	if (n && p->alerts[n - 1] != '/')
		conf_fail(p->conf, "publisher.alerts",
			  "publisher.alerts is a folder: it must end with /");
	else if (n > ALERTS_LENGTH)
		conf_fail(p->conf, "publisher.alerts",
			  "publisher.alerts has more than %d characters: the URL of an alert would not fit its line",
			  ALERTS_LENGTH);
}

static void check_email(struct publisher *p)
{
	const char *at = strchr(p->email, '@'), *c;
	bool good = at && at != p->email && at[1] && !strchr(at + 1, '@') &&
		    strlen(p->email) <= 64;

	for (c = p->email; *c; c++)
		good = good && *c > ' ' && *c <= '~' && !strchr("<>()\"\\,;:", *c);
	if (!good)
		conf_fail(p->conf, "publisher.email",
			  "publisher.email is not an e-mail address");
}

static void read_names(struct publisher *p)
{
	size_t i, count = conf_count(p->conf, "publisher.name");
	char key[KEY_MAX];

	for (i = 0; i < count; i++) {
		snprintf(key, sizeof(key), "publisher.name.%.64s",
			 conf_member(p->conf, "publisher.name", i));
		conf_text(p->conf, key);
	}
	if (!count)
		conf_fail(p->conf, "publisher.name",
			  "publisher.name is a group with a name for each language (ja, en)");
}

static void read_publisher(struct publisher *p)
{
	static const char *const top[] = { "publisher", NULL };
	static const char *const keys[] = {
		"name", "short", "prefix", "site", "alerts", "email", "phone",
		"timezone", NULL
	};

	conf_known(p->conf, "", top);
	conf_known(p->conf, "publisher", keys);
	read_names(p);
	p->short_name = conf_text(p->conf, "publisher.short");
	p->prefix = conf_text(p->conf, "publisher.prefix");
	check_prefix(p);
	p->site = conf_url(p->conf, "publisher.site");
	p->alerts = conf_url(p->conf, "publisher.alerts");
	check_alerts(p);
	p->email = conf_text(p->conf, "publisher.email");
	check_email(p);
	p->phone = conf_optional(p->conf, "publisher.phone");
	p->timezone = conf_text(p->conf, "publisher.timezone");
}

struct publisher *publisher_load(const char *path, char *error, size_t size)
{
	struct publisher *p = calloc(1, sizeof(*p));

	if (!p) {
		snprintf(error, size, "out of memory");
		return NULL;
	}
	p->conf = conf_open(path, error, size);
	if (!p->conf) {
		free(p);
		return NULL;
	}
	read_publisher(p);
	if (conf_error(p->conf)) {
		snprintf(error, size, "%s", conf_error(p->conf));
		publisher_free(p);
		return NULL;
	}
	return p;
}

void publisher_free(struct publisher *publisher)
{
	if (!publisher)
		return;
	conf_close(publisher->conf);
	free(publisher);
}

const char *publisher_name(const struct publisher *publisher,
			   const char *language)
{
	char key[KEY_MAX];

	snprintf(key, sizeof(key), "publisher.name.%.64s", language);
	return conf_optional(publisher->conf, key);
}

const char *publisher_short(const struct publisher *publisher)
{
	return publisher->short_name;
}

const char *publisher_prefix(const struct publisher *publisher)
{
	return publisher->prefix;
}

const char *publisher_site(const struct publisher *publisher)
{
	return publisher->site;
}

const char *publisher_alerts(const struct publisher *publisher)
{
	return publisher->alerts;
}

const char *publisher_email(const struct publisher *publisher)
{
	return publisher->email;
}

const char *publisher_phone(const struct publisher *publisher)
{
	return publisher->phone;
}

const char *publisher_timezone(const struct publisher *publisher)
{
	return publisher->timezone;
}
