// SPDX-License-Identifier: GPL-2.0-or-later
/* bulletins_read.c - bulletins found, and read with their history */
#include "bulletins.h"
#include "internal.h"

int archive_bulletin_find(struct archive *archive, unsigned int year, unsigned int number,
		       int64_t *bulletin)
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

int archive_revisions(struct archive *archive, int64_t bulletin, archive_revision_fn fn,
		   void *arg)
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

int archive_events(struct archive *archive, int64_t bulletin, archive_event_fn fn, void *arg)
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
