// SPDX-License-Identifier: GPL-2.0-or-later
/* notice_fixture.c - see notice_fixture.h */
#include <dirent.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "notice_fixture.h"

#define FOLDER	"build/test-notices"

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	abort();
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	return remove(path);
}

void notice_via(struct notice_fixture *fixture, const char *via)
{
	struct error error = { "" };
	char text[PATH_MAX + 64];
	const char *folder = strstr(via, "%s");

	snprintf(text, sizeof(text), "%.*s%s%s",
		 (int)(folder ? folder - via : (long)strlen(via)), via,
		 folder ? fixture->folder : "", folder ? folder + 2 : "");
	must(!deliver_via(&fixture->deliver.via, text, &error), error.text);
}

void notice_begin(struct notice_fixture *fixture, const char *name,
		  const char *via)
{
	struct error error = { "" };
	char path[PATH_MAX], *here = getcwd(NULL, 0);

	memset(fixture, 0, sizeof(*fixture));
	snprintf(fixture->folder, sizeof(fixture->folder), "%s/" FOLDER "/%s",
		 here, name);
	free(here);
	nftw(fixture->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	mkdir("build", 0755);
	mkdir(FOLDER, 0755);
	must(!mkdir(fixture->folder, 0755), fixture->folder);
	snprintf(fixture->spool, sizeof(fixture->spool), "%s/spool",
		 fixture->folder);
	snprintf(path, sizeof(path), FOLDER "/%s/archive.db", name);
	fixture->archive = archive_open(path, DB_WRITE, &error);
	must(fixture->archive, error.text);
	fixture->ledger = ledger_open(fixture->archive);
	must(fixture->ledger, "ledger");
	fixture->deliver = (struct deliver){
		.archive = fixture->archive, .ledger = fixture->ledger,
		.spool = fixture->spool, .sender = "alerts@csirt.example",
	};
	notice_via(fixture, via);
}

void notice_end(struct notice_fixture *fixture)
{
	ledger_close(fixture->ledger);
	archive_close(fixture->archive);
}

void notice_prepare(struct notice_fixture *fixture, struct ledger_notice *notice,
		    const char *mail)
{
	memset(notice, 0, sizeof(*notice));
	snprintf(notice->constituent, sizeof(notice->constituent), "lab");
	snprintf(notice->via, sizeof(notice->via), "%s",
		 fixture->deliver.via.text);
	notice->made = NOTICE_NOW;
	notice->items = 1;
	notice->mail = mail;
	notice->size = strlen(mail);
	notice->place = -1;
	must(!ledger_prepare(fixture->ledger, notice), "ledger_prepare");
}

void notice_kill(struct notice_fixture *fixture, struct ledger_notice *notice,
		 const char *mail, int64_t place)
{
	notice_prepare(fixture, notice, mail);
	notice->state = LEDGER_SENDING;
	notice->changed = NOTICE_NOW;
	notice->place = place;
	must(!ledger_set(fixture->ledger, notice), "ledger_set");
}

bool notice_is(struct notice_fixture *fixture, const struct ledger_notice *notice,
	       enum ledger_state state)
{
	struct ledger_notice stored;

	must(ledger_notice(fixture->ledger, notice->id, &stored) == 1,
	     "ledger_notice");
	return notice->state == state && stored.state == state &&
	       stored.tries == notice->tries && stored.next == notice->next &&
	       !strcmp(stored.why, notice->why);
}

static char *read_path(const char *path)
{
	char *text = NULL;
	size_t room = 0;
	FILE *file = fopen(path, "re");

	if (!file)
		return NULL;
	if (getdelim(&text, &room, '\0', file) < 0) {
		free(text);
		text = strdup("");
	}
	fclose(file);
	return text;
}

/* "FOLDER/..." from a format; its own until the next call. */
static const char *absolute(const struct notice_fixture *fixture,
			    const char *format, va_list args)
{
	static char path[2 * PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/", fixture->folder);

	vsnprintf(path + n, sizeof(path) - (size_t)n, format, args);
	return path;
}

char *notice_read(const struct notice_fixture *fixture, const char *path, ...)
{
	va_list args;
	char *text;

	va_start(args, path);
	text = read_path(absolute(fixture, path, args));
	va_end(args);
	return text;
}

size_t notice_files(const struct notice_fixture *fixture, const char *path, ...)
{
	const struct dirent *entry;
	size_t count = 0;
	va_list args;
	DIR *folder;

	va_start(args, path);
	folder = opendir(absolute(fixture, path, args));
	va_end(args);
	while (folder && (entry = readdir(folder)))
		count += *entry->d_name != '.';
	if (folder)
		closedir(folder);
	return count;
}

char *notice_only_file(const struct notice_fixture *fixture, const char *path)
{
	char name[2 * PATH_MAX + 300], *text = NULL;
	const struct dirent *entry;
	size_t count = 0;
	DIR *folder;

	snprintf(name, sizeof(name), "%s/%s", fixture->folder, path);
	folder = opendir(name);
	while (folder && (entry = readdir(folder))) {
		if (*entry->d_name == '.')
			continue;
		count++;
		snprintf(name, sizeof(name), "%s/%s/%s", fixture->folder, path,
			 entry->d_name);
	}
	if (folder)
		closedir(folder);
	if (count == 1)
		text = read_path(name);
	return text;
}

void notice_write(const struct notice_fixture *fixture, const char *path,
		  const char *text)
{
	char name[2 * PATH_MAX], *slash;
	FILE *file;

	snprintf(name, sizeof(name), "%s/%s", fixture->folder, path);
	for (slash = name + strlen(fixture->folder) + 1;
	     (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(name, 0755);
		*slash = '/';
	}
	file = fopen(name, "we");
	must(file && fputs(text, file) >= 0 && !fclose(file), name);
}

void notice_script(const struct notice_fixture *fixture, const char *path,
		   const char *body)
{
	char text[2 * PATH_MAX], name[2 * PATH_MAX];

	snprintf(text, sizeof(text), "#!/bin/sh\ncd '%s' || exit 1\n%s\n",
		 fixture->folder, body);
	notice_write(fixture, path, text);
	snprintf(name, sizeof(name), "%s/%s", fixture->folder, path);
	must(!chmod(name, 0755), name);
}
