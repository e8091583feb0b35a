// SPDX-License-Identifier: GPL-2.0-or-later
/* config.c - the only file of the advisories that knows libconfig */
#include <errno.h>
#include <libconfig.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "config.h"
#include "common/text.h"

#define KEY_MAX		128
#define URL_COLUMNS	70	/* of a bulletin's line; without the scheme */

struct conf {
	config_t config;
	char *path;
	struct error error;
};

/* libconfig's own reader exits on a read error. */
static char *read_all(const char *path, size_t *length)
{
	FILE *file = fopen(path, "re");
	char *text = NULL, *grown;
	size_t size = 0, n = 0;

	if (!file)
		return NULL;
	do {
		if (size - n < 2) {
			size = size ? 2 * size : 4096;
			grown = realloc(text, size);
			if (!grown)
				goto failed;
			text = grown;
		}
		n += fread(text + n, 1, size - n - 1, file);
		if (ferror(file))
			goto failed;
	} while (!feof(file));
	text[n] = 0;
	*length = n;
	fclose(file);
	return text;

failed:
	n = (size_t)errno;
	free(text);
	fclose(file);
	errno = (int)n;
	return NULL;
}

static int parse(struct conf *conf)
{
	size_t length = 0;
	char *text = read_all(conf->path, &length);
	int ret;

	if (!text)
		return error_set(&conf->error, "%s: cannot be read: %s",
				 conf->path, strerror(errno));
	if (strlen(text) != length) {
		free(text);
		return error_set(&conf->error, "%s: not a text file",
				 conf->path);
	}
	ret = config_read_string(&conf->config, text) == CONFIG_TRUE ? 0 : -1;
	if (ret)
		error_set(&conf->error, "%s:%d: %s", conf->path,
			  config_error_line(&conf->config),
			  config_error_text(&conf->config));
	free(text);
	return ret;
}

struct conf *conf_open(const char *path, struct error *error)
{
	struct conf *conf = calloc(1, sizeof(*conf));

	if (conf)
		conf->path = strdup(path);
	if (!conf || !conf->path) {
		free(conf);
		error_no_memory(error);
		return NULL;
	}
	config_init(&conf->config);
	if (parse(conf)) {
		*error = conf->error;
		conf_close(conf);
		return NULL;
	}
	return conf;
}

void conf_close(struct conf *conf)
{
	if (!conf)
		return;
	config_destroy(&conf->config);
	free(conf->path);
	free(conf);
}

const char *conf_error(const struct conf *conf)
{
	return conf->error.text[0] ? conf->error.text : NULL;
}

/* The setting at a path, "" for the root, which libconfig 1.7 does not look up. */
static config_setting_t *setting_at(const struct conf *conf, const char *key)
{
	return *key ? config_lookup(&conf->config, key) :
		      config_root_setting(&conf->config);
}

/* The line of the key, or of the nearest group above it that exists. */
static unsigned int line_of(struct conf *conf, const char *key)
{
	config_setting_t *setting;
	char path[KEY_MAX], *dot;

	snprintf(path, sizeof(path), "%s", key);
	for (;;) {
		setting = setting_at(conf, path);
		if (setting)
			return config_setting_source_line(setting);
		dot = strrchr(path, '.');
		if (!dot)
			return 1;
		*dot = 0;
	}
}

void conf_fail(struct conf *conf, const char *key, const char *format, ...)
{
	struct error why;
	va_list args;

	if (conf->error.text[0])
		return;
	va_start(args, format);
	error_vset(&why, format, args);
	va_end(args);
	error_set(&conf->error, "%s:%u: %s", conf->path, line_of(conf, key),
		  why.text);
}

bool conf_has(struct conf *conf, const char *key)
{
	return setting_at(conf, key) != NULL;
}

size_t conf_count(struct conf *conf, const char *key)
{
	config_setting_t *setting = setting_at(conf, key);

	if (!setting)
		conf_fail(conf, key, "%s is missing", key);
	else if (!config_setting_is_aggregate(setting))
		conf_fail(conf, key, "%s must be a group or a list", key);
	else
		return (size_t)config_setting_length(setting);
	return 0;
}

const char *conf_member(struct conf *conf, const char *key, size_t i)
{
	config_setting_t *group = setting_at(conf, key), *member;
	const char *name;

	member = group ? config_setting_get_elem(group, (unsigned int)i) : NULL;
	name = member ? config_setting_name(member) : NULL;
	if (!name)
		conf_fail(conf, key, "%s must be a group { name = value; ... }",
			  key);
	return name ? name : "";
}

static const char *nth(const void *names, size_t i)
{
	return ((const char *const *)names)[i];
}

void conf_known(struct conf *conf, const char *key, const char *const *known)
{
	size_t i, k, count = conf_count(conf, key);
	const char *name, *near;
	char path[KEY_MAX];

	for (i = 0; i < count && !conf->error.text[0]; i++) {
		name = conf_member(conf, key, i);
		for (k = 0; known[k] && strcmp(known[k], name); k++)
			;
		if (known[k] || !*name)
			continue;
		near = text_suggest(name, nth, known);
		snprintf(path, sizeof(path), "%s%s%s", key, *key ? "." : "",
			 name);
		if (near)
			conf_fail(conf, path, "unknown key \"%s\": did you mean \"%s\"?",
				  name, near);
		else
			conf_fail(conf, path, "unknown key \"%s\"", name);
	}
}

const char *conf_optional(struct conf *conf, const char *key)
{
	config_setting_t *setting = setting_at(conf, key);
	const char *text;
	char *safe;
	bool same;

	if (!setting)
		return NULL;
	text = config_setting_get_string(setting);
	if (!text || !*text) {
		conf_fail(conf, key, "%s must be a text in quotes", key);
		return "";
	}
	/* Escaping changes what a terminal or a mail cannot show. */
	safe = malloc(4 * strlen(text) + 8);
	same = safe && !strcmp(text, text_escape(text, safe, 4 * strlen(text) + 8));
	free(safe);
	if (!same) {
		conf_fail(conf, key, "%s has control characters or is not UTF-8",
			  key);
		return "";
	}
	return text;
}

const char *conf_text(struct conf *conf, const char *key)
{
	const char *text = conf_optional(conf, key);

	if (text)
		return text;
	conf_fail(conf, key, "%s is missing", key);
	return "";
}

const char *conf_url(struct conf *conf, const char *key)
{
	const char *url = conf_text(conf, key), *rest, *c;

	if (!*url)
		return url;
	rest = strstr(url, "://");
	if (!rest || (strncmp(url, "http://", 7) && strncmp(url, "https://", 8))) {
		conf_fail(conf, key, "%s must begin with http:// or https://",
			  key);
		return "";
	}
	for (c = url; *c; c++) {
		if (*c <= ' ' || *c > '~') {
			conf_fail(conf, key, "%s must be a URL in ASCII without spaces",
				  key);
			return "";
		}
	}
	if (strlen(rest + 3) > URL_COLUMNS)
		conf_fail(conf, key, "%s is longer than a line of a bulletin (%d columns)",
			  key, URL_COLUMNS);
	return url;
}
