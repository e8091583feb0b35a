// SPDX-License-Identifier: GPL-2.0-or-later
/* publisher.c - read and check publisher.conf */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "config.h"
#include "publisher.h"

#define PREFIX_LENGTH	32
#define ALERTS_LENGTH	56	/* "YEAR/NAME.txt" must fit into the line as well */
#define KEY_MAX		96

/* Texts live in @conf. */
struct publisher {
	struct conf *conf;
	json_t *languages;
	const char *short_name;
	const char *prefix;
	const char *site;
	const char *alerts;
	const char *email;
	const char *phone;
	const char *timezone;
	const char *tlp;
	const char *category;
	const char *templates;
	const char *tree;
	const char *key;
	const char *key_home;
	const char *mail_from;
	const char *mail_to;
	const char *sendmail;
	const char *notices;
};

static void check_prefix(struct publisher *p)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
	size_t n = strlen(p->prefix);

	if (n > PREFIX_LENGTH || strspn(p->prefix, allowed) != n ||
	    *p->prefix == '-' || (n && p->prefix[n - 1] == '-'))
		conf_fail(p->conf, "publisher.prefix",
			  "publisher.prefix may have A-Z, 0-9 and - (EXAMPLE-AT), at most %d characters",
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
			  "publisher.alerts has more than %d characters: the URLs of alerts would not fit into a line",
			  ALERTS_LENGTH);
}

static bool is_address(const char *text, size_t n)
{
	const char *at = memchr(text, '@', n);
	size_t i;

	if (!at || at == text || at + 1 == text + n || n > 64 ||
	    memchr(at + 1, '@', n - (size_t)(at + 1 - text)))
		return false;
	for (i = 0; i < n; i++)
		if (text[i] <= ' ' || text[i] > '~' ||
		    strchr("<>()\"\\,;:", text[i]))
			return false;
	return true;
}

static void check_email(struct publisher *p)
{
	if (!is_address(p->email, strlen(p->email)))
		conf_fail(p->conf, "publisher.email",
			  "publisher.email is not an e-mail address");
}

/* ADDRESS, or NAME <ADDRESS>; NULL if the key is missing. */
static const char *read_mailbox(struct publisher *p, const char *key)
{
	const char *text = conf_optional(p->conf, key), *open;
	size_t n;

	if (!text)
		return NULL;
	n = strlen(text);
	open = strchr(text, '<');
	if (open ? n < 3 || text[n - 1] != '>' ||
		   !is_address(open + 1, n - (size_t)(open + 2 - text)) :
		   !is_address(text, n))
		conf_fail(p->conf, key, "%s is not an e-mail address (alerts@csirt.example, or Example CSIRT <alerts@csirt.example>)",
			  key);
	return text;
}

/* One of a few words; the first is the default. */
static const char *read_word(struct publisher *p, const char *key,
			     const char *const *words, const char *allowed)
{
	const char *text = conf_optional(p->conf, key);
	size_t i;

	if (!text)
		return words[0];
	for (i = 0; words[i]; i++)
		if (!strcmp(words[i], text))
			return words[i];
	conf_fail(p->conf, key, "%s is one of %s", key, allowed);
	return words[0];
}

static void read_key(struct publisher *p)
{
	static const char *const keys[] = { "fingerprint", "home", NULL };

	if (!conf_has(p->conf, "publisher.key"))
		return;
	conf_known(p->conf, "publisher.key", keys);
	p->key = conf_text(p->conf, "publisher.key.fingerprint");
	if (strlen(p->key) != 40 ||
	    strspn(p->key, "0123456789ABCDEFabcdef") != 40)
		conf_fail(p->conf, "publisher.key.fingerprint",
			  "publisher.key.fingerprint must have 40 hex digits and no blanks");
	p->key_home = conf_optional(p->conf, "publisher.key.home");
}

static void read_mail(struct publisher *p)
{
	static const char *const keys[] = { "from", "to", "sendmail", "notices",
					     NULL };

	p->sendmail = "/usr/sbin/sendmail";
	if (!conf_has(p->conf, "publisher.mail"))
		return;
	conf_known(p->conf, "publisher.mail", keys);
	p->mail_from = read_mailbox(p, "publisher.mail.from");
	p->mail_to = read_mailbox(p, "publisher.mail.to");
	if (!p->mail_from)
		conf_fail(p->conf, "publisher.mail",
			  "publisher.mail.from is missing");
	if (conf_has(p->conf, "publisher.mail.sendmail"))
		p->sendmail = conf_text(p->conf, "publisher.mail.sendmail");
	p->notices = conf_optional(p->conf, "publisher.mail.notices");
}

/* Ordered as the list or, without one, as the names. */
static void read_languages(struct publisher *p)
{
	bool listed = conf_has(p->conf, "publisher.languages");
	const char *list = listed ? "publisher.languages" : "publisher.name";
	size_t i, count = conf_count(p->conf, list);
	const char *language;
	char key[KEY_MAX];

	for (i = 0; i < count && !conf_error(p->conf); i++) {
		snprintf(key, sizeof(key), "publisher.languages.[%zu]", i);
		language = listed ? conf_text(p->conf, key) :
			   conf_member(p->conf, "publisher.name", i);
		if (!publisher_name(p, language))
			conf_fail(p->conf, listed ? key : list,
				  "the publisher has no name in the language \"%s\" (publisher.name.%s)",
				  language, language);
		json_array_append_new(p->languages, json_string(language));
	}
	if (!count)
		conf_fail(p->conf, list, "%s must have at least one language",
			  list);
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
			  "publisher.name must be a group with a name for each language (ja, en)");
}

static void read_publisher(struct publisher *p)
{
	static const char *const top[] = { "publisher", NULL };
	static const char *const keys[] = {
		"name", "short", "prefix", "site", "alerts", "email", "phone",
		"timezone", "languages", "tlp", "category", "templates", "tree",
		"key", "mail", NULL
	};
	static const char *const tlp[] = {
		"WHITE", "GREEN", "AMBER", "RED", NULL
	};
	static const char *const categories[] = {
		"coordinator", "discoverer", "other", "translator", "user",
		"vendor", NULL
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
	p->tlp = read_word(p, "publisher.tlp", tlp, "WHITE, GREEN, AMBER, RED");
	p->category = read_word(p, "publisher.category", categories,
				"coordinator, discoverer, other, translator, user, vendor");
	p->templates = conf_optional(p->conf, "publisher.templates");
	p->tree = conf_optional(p->conf, "publisher.tree");
	read_languages(p);
	read_key(p);
	read_mail(p);
}

struct publisher *publisher_load(const char *path, struct error *error)
{
	struct publisher *p = calloc(1, sizeof(*p));

	if (!p) {
		error_no_memory(error);
		return NULL;
	}
	p->languages = json_array();
	p->conf = conf_open(path, error);
	if (!p->conf) {
		json_decref(p->languages);
		free(p);
		return NULL;
	}
	read_publisher(p);
	if (conf_error(p->conf)) {
		error_set(error, "%s", conf_error(p->conf));
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
	json_decref(publisher->languages);
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

const char *publisher_site(const struct publisher *publisher)
{
	return publisher->site;
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

const json_t *publisher_languages(const struct publisher *publisher)
{
	return publisher->languages;
}

const char *publisher_templates(const struct publisher *publisher)
{
	return publisher->templates;
}

const char *publisher_tree(const struct publisher *publisher)
{
	return publisher->tree;
}

const char *publisher_key(const struct publisher *publisher)
{
	return publisher->key;
}

const char *publisher_key_home(const struct publisher *publisher)
{
	return publisher->key_home;
}

const char *publisher_mail_from(const struct publisher *publisher)
{
	return publisher->mail_from;
}

const char *publisher_sendmail(const struct publisher *publisher)
{
	return publisher->sendmail;
}

const char *publisher_notices(const struct publisher *publisher)
{
	return publisher->notices;
}

json_t *publisher_json(const struct publisher *p)
{
	size_t i, count = conf_count(p->conf, "publisher.name");
	json_t *names = json_object(), *mail = json_null();
	const char *language;

	for (i = 0; i < count; i++) {
		language = conf_member(p->conf, "publisher.name", i);
		json_object_set_new(names, language,
				    json_string(publisher_name(p, language)));
	}
	if (p->mail_from)
		mail = json_pack("{s:s, s:s?}", "from", p->mail_from, "to",
				 p->mail_to);
	return json_pack("{s:o, s:s, s:s, s:s, s:s, s:s, s:s?, s:s, s:s, s:s, s:s?, s:o}",
			 "name", names, "short", p->short_name,
			 "prefix", p->prefix, "site", p->site,
			 "alerts", p->alerts, "email", p->email,
			 "phone", p->phone, "timezone", p->timezone,
			 "tlp", p->tlp, "category", p->category,
			 "key", p->key, "mail", mail);
}
