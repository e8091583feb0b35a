// SPDX-License-Identifier: GPL-2.0-or-later
/* log.c - destinations, levels, alerts */
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "slammerd/os/log.h"

/* Several threads log: all that follows is read and written with this lock. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static enum { TO_STDERR, TO_JOURNAL, TO_SYSLOG } sink;
static int level = LOG_INFO;
static bool verbose;		/* -v */
static struct log_limit limit;

/* Does systemd read our stderr? systemd.exec(5): JOURNAL_STREAM=device:inode */
static bool on_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long device, inode;
	struct stat st;

	if (!stream || sscanf(stream, "%llu:%llu", &device, &inode) != 2)
		return false;
	return !fstat(STDERR_FILENO, &st) && st.st_dev == device &&
	       st.st_ino == inode;
}

void log_open(bool with_debug)
{
	pthread_mutex_lock(&lock);
	verbose = with_debug;
	level = verbose ? LOG_DEBUG : LOG_INFO;
	memset(&limit, 0, sizeof(limit));
	sink = on_journal() ? TO_JOURNAL : TO_STDERR;
	pthread_mutex_unlock(&lock);
}

void log_set_level(int priority)
{
	pthread_mutex_lock(&lock);
	if (!verbose)
		level = priority;
	pthread_mutex_unlock(&lock);
}

void log_to_syslog(void)
{
	openlog("slammerd", LOG_PID, LOG_DAEMON);
	pthread_mutex_lock(&lock);
	sink = TO_SYSLOG;
	pthread_mutex_unlock(&lock);
}

static void write_line(int priority, const char *text)
{
	switch (sink) {
	case TO_STDERR:
		fprintf(stderr, "slammerd: %s\n", text);
		break;
	case TO_JOURNAL:
		fprintf(stderr, "<%d>%s\n", priority, text);
		break;
	case TO_SYSLOG:
		syslog(priority, "%s", text);
		break;
	}
}

static void __attribute__((format(printf, 2, 0)))
vlog_message(int priority, const char *format, va_list args)
{
	char text[LOG_TEXT_MAX];
	struct timespec now;

	vsnprintf(text, sizeof(text), format, args);
	clock_gettime(CLOCK_MONOTONIC, &now);
	pthread_mutex_lock(&lock);
	if (priority <= level)
		log_limit_message(&limit, now.tv_sec, priority, format, text,
				  write_line);
	pthread_mutex_unlock(&lock);
}

void log_flush(void)
{
	pthread_mutex_lock(&lock);
	log_limit_flush(&limit, write_line);
	pthread_mutex_unlock(&lock);
}

void log_message(int priority, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vlog_message(priority, format, args);
	va_end(args);
}

static void log_config_message(int priority, const char *prefix,
			       const struct config_message *m)
{
	char text[LOG_TEXT_MAX];

	if (m->line)
		snprintf(text, sizeof(text), "%s:%u: %s%s", m->file, m->line,
			 prefix, m->text);
	else
		snprintf(text, sizeof(text), "%s: %s%s", m->file, prefix,
			 m->text);
	pthread_mutex_lock(&lock);
	if (priority <= level)
		write_line(priority, text);
	pthread_mutex_unlock(&lock);
}

void log_config_messages(const struct config_messages *messages)
{
	static const struct {
		int priority;
		const char *prefix;
	} severities[] = {
		[CONFIG_NOTE] = { LOG_NOTICE, "note: " },
		[CONFIG_WARNING] = { LOG_WARNING, "warning: " },
		[CONFIG_ERROR] = { LOG_ERR, "" },
	};
	const struct config_message *m;
	size_t i;

	for (i = 0; i < messages->count; i++) {
		m = &messages->list[i];
		log_config_message(severities[m->severity].priority,
				   severities[m->severity].prefix, m);
	}
}

void alert_raise(struct alert *alert, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vlog_message(alert->active ? LOG_DEBUG : LOG_ERR, format, args);
	va_end(args);
	alert->active = true;
}

void alert_clear(struct alert *alert, const char *text)
{
	if (alert->active)
		log_message(LOG_NOTICE, "%s", text);
	alert->active = false;
}
