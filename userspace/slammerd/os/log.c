// SPDX-License-Identifier: GPL-2.0-or-later
/* log.c - one sentence, one line */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "slammerd/os/log.h"
#include "slammerd/os/log_limit.h"

static enum { TO_STDERR, TO_JOURNAL, TO_SYSLOG } sink;
static int limit = LOG_INFO;
static bool all;		/* -v */
static struct flood flood;

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

void log_open(bool verbose)
{
	all = verbose;
	limit = verbose ? LOG_DEBUG : LOG_INFO;
	memset(&flood, 0, sizeof(flood));
	sink = on_journal() ? TO_JOURNAL : TO_STDERR;
}

void log_level(int priority)
{
	if (!all)
		limit = priority;
}

void log_detach(void)
{
	openlog("slammerd", LOG_PID, LOG_DAEMON);
	sink = TO_SYSLOG;
}

static void emit(int priority, const char *text)
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
say(int priority, const char *format, va_list args)
{
	char text[FLOOD_TEXT_MAX];
	struct timespec now;

	if (priority > limit)
		return;
	vsnprintf(text, sizeof(text), format, args);
	clock_gettime(CLOCK_MONOTONIC, &now);
	flood_line(&flood, now.tv_sec, priority, format, text, emit);
}

void log_settle(void)
{
	flood_settle(&flood, emit);
}

void log_say(int priority, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(priority, format, args);
	va_end(args);
}

/* Whoever has to mend a file wants to know of every error, however many. */
static void tell_message(int priority, const char *word,
			 const struct policy_message *m)
{
	char text[FLOOD_TEXT_MAX];

	if (priority > limit)
		return;
	if (m->line)
		snprintf(text, sizeof(text), "%s:%u: %s%s", m->file, m->line,
			 word, m->text);
	else
		snprintf(text, sizeof(text), "%s: %s%s", m->file, word, m->text);
	emit(priority, text);
}

void log_messages(const struct policy_messages *messages)
{
	static const struct {
		int priority;
		const char *word;
	} kinds[] = {
		[POLICY_NOTE] = { LOG_NOTICE, "note: " },
		[POLICY_WARNING] = { LOG_WARNING, "warning: " },
		[POLICY_ERROR] = { LOG_ERR, "" },
	};
	const struct policy_message *m;
	size_t i;

	for (i = 0; i < messages->count; i++) {
		m = &messages->list[i];
		tell_message(kinds[m->severity].priority,
			     kinds[m->severity].word, m);
	}
}

void trouble_begins(struct trouble *trouble, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(trouble->on ? LOG_DEBUG : LOG_ERR, format, args);
	va_end(args);
	trouble->on = true;
}

void trouble_ends(struct trouble *trouble, const char *text)
{
	if (trouble->on)
		log_say(LOG_NOTICE, "%s", text);
	trouble->on = false;
}
