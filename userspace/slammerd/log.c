// SPDX-License-Identifier: GPL-2.0-or-later
/* log.c - one sentence, one line */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "slammerd/log.h"

static enum { TO_STDERR, TO_JOURNAL, TO_SYSLOG } sink;
static int limit = LOG_INFO;

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
	limit = verbose ? LOG_DEBUG : LOG_INFO;
	sink = on_journal() ? TO_JOURNAL : TO_STDERR;
}

void log_detach(void)
{
	openlog("slammerd", LOG_PID, LOG_DAEMON);
	sink = TO_SYSLOG;
}

static void __attribute__((format(printf, 2, 0)))
say(int priority, const char *format, va_list args)
{
	char text[1024];

	if (priority > limit)
		return;
	vsnprintf(text, sizeof(text), format, args);
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

void log_say(int priority, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(priority, format, args);
	va_end(args);
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
		if (m->line)
			log_say(kinds[m->severity].priority, "%s:%u: %s%s",
				m->file, m->line, kinds[m->severity].word, m->text);
		else
			log_say(kinds[m->severity].priority, "%s: %s%s",
				m->file, kinds[m->severity].word, m->text);
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
