// SPDX-License-Identifier: GPL-2.0-or-later
/* bulletins.c - write, approve, publish, find and read bulletins */
#include <stdio.h>
#include <string.h>

#include "bulletins.h"
#include "internal.h"

#define HASH_MAX	130

/* The last revision of a bulletin. */
struct last {
	unsigned int revision;
	char state[16];
	char hash[HASH_MAX];
	bool numbered;
};

/* Fails if there is no such bulletin. */
static int read_last(struct archive *archive, int64_t bulletin,
		     struct last *last)
{
	sqlite3_stmt *s;
	int ret;

	s = db_prepare(archive->db, "SELECT revision, state, hash, number"
			" FROM revision JOIN bulletin ON id = bulletin"
			" WHERE bulletin = ?1 ORDER BY revision DESC LIMIT 1");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, bulletin);
	ret = db_step(archive->db, s);
	if (ret > 0) {
		last->revision = (unsigned int)sqlite3_column_int(s, 0);
		db_column_text(s, 1, last->state, sizeof(last->state));
		db_column_text(s, 2, last->hash, sizeof(last->hash));
		last->numbered = sqlite3_column_type(s, 3) != SQLITE_NULL;
	} else if (!ret) {
		ret = db_fail(archive->db, "there is no bulletin draft %lld",
				 (long long)bulletin);
	}
	sqlite3_finalize(s);
	return ret < 0 ? -1 : 0;
}

static int add_event(struct archive *archive, int64_t bulletin,
		     unsigned int revision, const char *what, const char *who,
		     const char *hash, int64_t now)
{
	sqlite3_stmt *s;
	int ret;

	s = db_prepare(archive->db, "INSERT INTO event"
			" (bulletin, revision, time, who, what, hash)"
			" VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, bulletin);
	sqlite3_bind_int64(s, 2, revision);
	sqlite3_bind_int64(s, 3, now);
	archive_bind_text(s, 4, who);
	archive_bind_text(s, 5, what);
	archive_bind_text(s, 6, hash);
	ret = db_run(archive->db, s);
	sqlite3_finalize(s);
	return ret;
}

/* Write a draft as a new revision, or in place of an existing one. */
static int write_draft(struct archive *archive, int64_t bulletin,
		       unsigned int revision, const char *what,
		       const struct archive_draft *draft)
{
	sqlite3_stmt *s;
	int ret;

	s = db_prepare(archive->db, "INSERT OR REPLACE INTO revision (bulletin,"
			" revision, type, state, made, published, hash, content)"
			" VALUES (?1, ?2, ?3, 'draft', ?4, 0, ?5, ?6)");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, bulletin);
	sqlite3_bind_int64(s, 2, revision);
	archive_bind_text(s, 3, draft->type);
	sqlite3_bind_int64(s, 4, draft->now);
	archive_bind_text(s, 5, draft->hash);
	archive_bind_text(s, 6, draft->content);
	ret = db_run(archive->db, s);
	sqlite3_finalize(s);
	return ret ? -1 : add_event(archive, bulletin, revision, what, draft->who,
			       draft->hash, draft->now);
}

int archive_bulletin_add(struct archive *archive,
			 const struct archive_draft *draft, int64_t *bulletin)
{
	int ret;

	if (archive_begin(archive))
		return -1;
	ret = db_exec(archive->db, "INSERT INTO bulletin DEFAULT VALUES");
	*bulletin = sqlite3_last_insert_rowid(archive->db->handle);
	if (!ret)
		ret = write_draft(archive, *bulletin, 1, "new", draft);
	return archive_end(archive, ret);
}

int archive_bulletin_revise(struct archive *archive, int64_t bulletin,
			    const struct archive_draft *draft,
			    unsigned int *revision)
{
	struct last last;
	int ret;

	if (archive_begin(archive))
		return -1;
	ret = read_last(archive, bulletin, &last);
	if (!ret && strcmp(last.state, "published"))
		ret = db_fail(archive->db, "revision %u is not published yet (%s): edit it instead",
				 last.revision, last.state);
	*revision = last.revision + 1;
	if (!ret)
		ret = write_draft(archive, bulletin, *revision, "revise", draft);
	return archive_end(archive, ret);
}

/* The content must still be the one that the user has seen. */
static int check_seen(struct archive *archive, const struct last *last,
		      const char *seen)
{
	if (!strcmp(last->hash, seen))
		return 0;
	return db_fail(archive->db, "the content has changed to %.16s... (not %.16s...): review it again",
			  last->hash, seen);
}

int archive_bulletin_edit(struct archive *archive, int64_t bulletin,
			  const char *seen, const struct archive_draft *draft)
{
	struct last last;
	int ret;

	if (archive_begin(archive))
		return -1;
	ret = read_last(archive, bulletin, &last);
	if (!ret && !strcmp(last.state, "published"))
		ret = db_fail(archive->db, "it is published and cannot be changed: use update for a new revision");
	if (!ret)
		ret = check_seen(archive, &last, seen);
	if (!ret)
		ret = write_draft(archive, bulletin, last.revision, "edit", draft);
	return archive_end(archive, ret);
}

/* The next number of the year; 0 or -1. */
static int next_number(struct archive *archive, unsigned int year, int *number)
{
	sqlite3_stmt *s;
	int ret;

	s = db_prepare(archive->db, "INSERT INTO numbering VALUES (?1, 1)"
			" ON CONFLICT (year) DO UPDATE SET last = last + 1"
			" RETURNING last");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, year);
	ret = db_step(archive->db, s);
	if (ret > 0)
		*number = sqlite3_column_int(s, 0);
	sqlite3_finalize(s);
	if (ret <= 0)
		return -1;
	if (*number > ARCHIVE_NUMBER_MAX)
		return db_fail(archive->db, "the year %u already has %d bulletins",
				  year, ARCHIVE_NUMBER_MAX);
	return 0;
}

static int assign_number(struct archive *archive, int64_t bulletin,
			 unsigned int year)
{
	sqlite3_stmt *s;
	int number, ret;

	if (next_number(archive, year, &number))
		return -1;
	s = db_prepare(archive->db,
			"UPDATE bulletin SET year = ?2, number = ?3 WHERE id = ?1");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, bulletin);
	sqlite3_bind_int64(s, 2, year);
	sqlite3_bind_int(s, 3, number);
	ret = db_run(archive->db, s);
	sqlite3_finalize(s);
	return ret;
}

static int set_state(struct archive *archive, int64_t bulletin,
		     unsigned int revision, const char *state,
		     int64_t published)
{
	sqlite3_stmt *s;
	int ret;

	s = db_prepare(archive->db, "UPDATE revision SET state = ?3, published = ?4"
			" WHERE bulletin = ?1 AND revision = ?2");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, bulletin);
	sqlite3_bind_int64(s, 2, revision);
	archive_bind_text(s, 3, state);
	sqlite3_bind_int64(s, 4, published);
	ret = db_run(archive->db, s);
	sqlite3_finalize(s);
	return ret;
}

int archive_bulletin_approve(struct archive *archive, int64_t bulletin,
			     const char *seen, unsigned int year,
			     const char *who, int64_t now)
{
	struct last last;
	int ret;

	if (archive_begin(archive))
		return -1;
	ret = read_last(archive, bulletin, &last);
	if (!ret && strcmp(last.state, "draft"))
		ret = db_fail(archive->db, "it is %s already", last.state);
	if (!ret)
		ret = check_seen(archive, &last, seen);
	if (!ret && !last.numbered)
		ret = assign_number(archive, bulletin, year);
	if (!ret)
		ret = set_state(archive, bulletin, last.revision, "approved", 0);
	if (!ret)
		ret = add_event(archive, bulletin, last.revision, "approve", who,
			   last.hash, now);
	return archive_end(archive, ret);
}

int archive_bulletin_publish(struct archive *archive, int64_t bulletin,
			     const char *who, int64_t now)
{
	struct last last;
	int ret;

	if (archive_begin(archive))
		return -1;
	ret = read_last(archive, bulletin, &last);
	if (!ret && strcmp(last.state, "approved"))
		ret = db_fail(archive->db, "its state is %s: only approved revisions can be published",
				 last.state);
	if (!ret)
		ret = set_state(archive, bulletin, last.revision, "published", now);
	if (!ret)
		ret = add_event(archive, bulletin, last.revision, "publish", who,
			   last.hash, now);
	return archive_end(archive, ret);
}

int archive_bulletin_find(struct archive *archive, unsigned int year,
			  unsigned int number, int64_t *bulletin)
{
	sqlite3_stmt *s;
	int ret;

	s = db_prepare(archive->db,
			"SELECT id FROM bulletin WHERE year = ?1 AND number = ?2");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, year);
	sqlite3_bind_int64(s, 2, number);
	ret = db_step(archive->db, s);
	if (ret > 0)
		*bulletin = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return ret;
}

int archive_revisions(struct archive *archive, int64_t bulletin,
		      archive_revision_fn fn, void *arg)
{
	struct archive_revision r;
	sqlite3_stmt *s;
	int ret;

	s = db_prepare(archive->db, "SELECT bulletin, year, number, revision, type,"
			" state, made, published, hash, content"
			" FROM revision JOIN bulletin ON id = bulletin"
			" WHERE ?1 = 0 OR bulletin = ?1"
			" ORDER BY bulletin, revision");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, bulletin);
	while ((ret = db_step(archive->db, s)) > 0) {
		r.bulletin = sqlite3_column_int64(s, 0);
		r.year = (unsigned int)sqlite3_column_int(s, 1);
		r.number = (unsigned int)sqlite3_column_int(s, 2);
		r.revision = (unsigned int)sqlite3_column_int(s, 3);
		r.type = archive_column(s, 4);
		r.state = archive_column(s, 5);
		r.made = sqlite3_column_int64(s, 6);
		r.published = sqlite3_column_int64(s, 7);
		r.hash = archive_column(s, 8);
		r.content = archive_column(s, 9);
		ret = fn(&r, arg);
		if (ret)
			break;
	}
	sqlite3_finalize(s);
	return ret;
}

int archive_events(struct archive *archive, int64_t bulletin,
		   archive_event_fn fn, void *arg)
{
	struct archive_event e;
	sqlite3_stmt *s;
	int ret;

	s = db_prepare(archive->db, "SELECT revision, time, who, what, hash"
			" FROM event WHERE bulletin = ?1 ORDER BY id");
	if (!s)
		return -1;
	sqlite3_bind_int64(s, 1, bulletin);
	while ((ret = db_step(archive->db, s)) > 0) {
		e.revision = (unsigned int)sqlite3_column_int(s, 0);
		e.time = sqlite3_column_int64(s, 1);
		e.who = archive_column(s, 2);
		e.what = archive_column(s, 3);
		e.hash = archive_column(s, 4);
		ret = fn(&e, arg);
		if (ret)
			break;
	}
	sqlite3_finalize(s);
	return ret;
}
