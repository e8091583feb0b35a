/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * notice_fixture.h - folders, files and a ledger for tests that deliver notices
 *
 * Everything is below build/test-notices/NAME, which notice_begin() empties.
 */
#ifndef TESTS_NOTICE_FIXTURE_H
#define TESTS_NOTICE_FIXTURE_H

#include <limits.h>
#include <stdbool.h>

#include "notices/deliver/deliver.h"

#define NOTICE_NOW	1769439600ll	/* 2026-01-27 00:00 JST */

/**
 * struct notice_fixture
 * @folder: absolute
 * @spool:  in it
 */
struct notice_fixture {
	char folder[PATH_MAX];
	char spool[PATH_MAX + 8];
	struct archive *archive;
	struct ledger *ledger;
	struct deliver deliver;
};

/* An empty folder and archive; @via: "maildir:%s/box" with the folder for %s */
void notice_begin(struct notice_fixture *fixture, const char *name,
		  const char *via);
void notice_end(struct notice_fixture *fixture);
/* Another transport for the same ledger. */
void notice_via(struct notice_fixture *fixture, const char *via);

/*
 * A prepared notice of a mail to "lab" in the ledger. @mail is the caller's and must
 * remain until the notice is sent.
 */
void notice_prepare(struct notice_fixture *fixture, struct ledger_notice *notice,
		    const char *mail);
/* The same, but as if a run had been killed while sending it. */
void notice_kill(struct notice_fixture *fixture, struct ledger_notice *notice,
		 const char *mail, int64_t place);
/* Is that what the ledger says too? */
bool notice_is(struct notice_fixture *fixture, const struct ledger_notice *notice,
	       enum ledger_state state);

/* Paths are relative to the fixture's folder; formatted. */
#define NOTICE_PATH	__attribute__((format(printf, 2, 3)))

/* Malloced content, NULL: there is no such file. */
NOTICE_PATH char *notice_read(const struct notice_fixture *fixture,
			      const char *path, ...);
/* How many files are in a folder. */
NOTICE_PATH size_t notice_files(const struct notice_fixture *fixture,
				const char *path, ...);
/* The content of the only file in a folder; malloced, NULL: not exactly one. */
char *notice_only_file(const struct notice_fixture *fixture, const char *path);
/* Creates the file and the folders that it is in. */
void notice_write(const struct notice_fixture *fixture, const char *path,
		  const char *text);
/* A shell script at @path, executable. */
void notice_script(const struct notice_fixture *fixture, const char *path,
		   const char *body);

#endif /* TESTS_NOTICE_FIXTURE_H */
