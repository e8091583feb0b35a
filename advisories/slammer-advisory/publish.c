// SPDX-License-Identifier: GPL-2.0-or-later
/* publish.c - `slammer-advisory publish`: publish bulletins and update the site's tree */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"
#include "common/error.h"
#include "context.h"
#include "render/csaf/json.h"
#include "site/site.h"
#include "site/tree.h"

#define SHAPE		1	/* of --json */
#define DEFAULT_TREE	"/var/lib/nf-slammer/site"
#define WORDS_MAX	256	/* bulletins in one call */

/**
 * struct run - one call of the command
 * @published, @left_out, @changes: members of --json
 */
struct run {
	struct context context;
	const char *tree_path;
	bool dry_run;
	bool rebuild;
	bool json;
	const char *words[WORDS_MAX];
	size_t n_words;
	int64_t now;
	struct tree *tree;
	struct progress progress;
	json_t *published;
	json_t *left_out;
	json_t *changes[TREE_SAME];
	struct tree_counts counts;
	struct error error;
};

static const char *const change_names[] = {
	[TREE_ADDED] = "added", [TREE_CHANGED] = "changed",
	[TREE_REMOVED] = "removed", [TREE_SAME] = "same",
};

static int help(void)
{
	puts("Usage: slammer-advisory publish [ID]... [OPTION]...\n"
	     "Publishes approved bulletins and updates the tree of files for a web server:\n"
	     "pages, texts, feeds, CSAF, hashes, signatures. Without an ID it only updates the\n"
	     "tree. The tree is replaced atomically; the folder must be a tree made by this\n"
	     "command, or empty, or not exist.\n"
	     "\n"
	     "  --output DIR      the tree\n"
	     "                    (publisher.tree, or " DEFAULT_TREE ")\n"
	     "  --rebuild         replace the tree even if nothing changes\n"
	     "  --dry-run         change nothing; show what would change\n"
	     "  --json            print the result as JSON\n"
	     HELP_BY HELP_PUBLISHER HELP_ARCHIVE HELP_END HELP_ID);
	return 0;
}

static int fail_archive(struct run *run)
{
	return error_set(&run->error, "%s", archive_error(run->context.archive));
}

static int put(const char *path, const void *data, size_t data_size, void *arg,
	       struct error *error)
{
	struct run *run = arg;

	return tree_put(run->tree, path, data, data_size, error);
}

static void add_left_out(const char *sentence, void *arg)
{
	struct run *run = arg;

	json_array_append_new(run->left_out, json_string(sentence));
}

static void progress(size_t done, size_t total, void *arg)
{
	struct run *run = arg;

	if (done == 1)
		progress_begin(&run->progress, "publishing", total);
	progress_set(&run->progress, done);
	if (done == total)
		progress_end(&run->progress);
}

static void note_change(enum tree_change change, const char *path, void *arg)
{
	struct run *run = arg;

	json_array_append_new(run->changes[change], json_string(path));
}

/* A bulletin that is already published is no error: a run may be repeated. */
static int publish_one(struct run *run, const char *name)
{
	struct edition edition;
	char number[64];
	int64_t id;
	bool done;

	if (register_find(run->context.archive, name, &id, &run->error) ||
	    register_read(run->context.archive, id, REGISTER_LAST, &edition, &run->error))
		return -1;
	done = edition.state == EDITION_PUBLISHED;
	json_array_append_new(run->published,
		json_pack("{s:I, s:s, s:i, s:s, s:b}", "id", (json_int_t)id,
			  "number", edition_number(&edition, number),
			  "revision", (int)edition.revision,
			  "type", edition_type_name(edition.type),
			  "before", done));
	edition_free(&edition);
	if (!done && archive_bulletin_publish(run->context.archive, id, run->context.by, run->now))
		return fail_archive(run);
	return 0;
}

/* Does the tree change? 1, 0 or -1. Nothing is visible yet. */
static int prepare(struct run *run)
{
	struct site_order order = {
		.archive = run->context.archive,
		.templates = run->context.templates, .now = run->now,
		.key_home = publisher_key_home(run->context.publisher),
		.put = put, .say = add_left_out, .progress = progress, .arg = run,
	};
	const size_t *of = run->counts.of;
	size_t i;
	int ret;

	for (i = 0; i < run->n_words; i++)
		if (publish_one(run, run->words[i]))
			return -1;
	ret = site_build(&order, &run->error);
	progress_end(&run->progress);
	if (ret <= 0)
		return ret;
	if (tree_compare(run->tree, &run->counts, note_change, run, &run->error))
		return -1;
	if (!run->rebuild && !of[TREE_ADDED] && !of[TREE_CHANGED] &&
	    !of[TREE_REMOVED])
		return 0;
	return run->dry_run || !tree_sync(run->tree, &run->error) ? 1 :
	       -1;
}

/*
 * Files are complete before the archive is committed, and the tree is swapped last:
 * after a crash in between, the next run finds the archive ahead of the tree and
 * updates it.
 */
static int publish(struct run *run)
{
	int ret;

	if (archive_begin(run->context.archive))
		return fail_archive(run);
	ret = prepare(run);
	if (archive_end(run->context.archive, ret < 0 || run->dry_run) && ret >= 0 &&
	    !run->dry_run)
		return fail_archive(run);
	if (ret > 0 && !run->dry_run)
		return tree_swap(run->tree, &run->error);
	return ret < 0 ? -1 : 0;
}

static json_t *report(const struct run *run)
{
	json_t *tree = json_pack("{s:s, s:I}", "path", run->tree_path,
				 "same", (json_int_t)run->counts.of[TREE_SAME]);
	int i;

	for (i = 0; i < TREE_SAME; i++)
		json_object_set(tree, change_names[i], run->changes[i]);
	return json_pack("{s:i, s:b, s:O, s:O, s:o}", "shape", SHAPE,
			 "dry_run", run->dry_run, "published", run->published,
			 "left_out", run->left_out, "tree", tree);
}

static void print_json(const struct run *run)
{
	json_t *values = report(run);

	render_json(stdout, values);
	json_decref(values);
}

static void print_published(const struct run *run)
{
	const json_t *one;
	size_t i;

	json_array_foreach(run->published, i, one)
		printf("%s %s, revision %lld\n",
		       json_is_true(json_object_get(one, "before")) ?
		       "already published:" :
		       run->dry_run ? "would publish" : "published",
		       json_string_value(json_object_get(one, "number")),
		       (long long)json_integer_value(
				json_object_get(one, "revision")));
	json_array_foreach(run->left_out, i, one)
		printf("%s\n", json_string_value(one));
}

static void print_text(const struct run *run)
{
	static const char marks[] = { '+', '~', '-' };
	const size_t *of = run->counts.of;
	const json_t *path;
	size_t i;
	int c;

	print_published(run);
	for (c = 0; run->dry_run && c < TREE_SAME; c++)
		json_array_foreach(run->changes[c], i, path)
			printf("%c %s\n", marks[c], json_string_value(path));
	if (!of[TREE_ADDED] && !of[TREE_CHANGED] && !of[TREE_REMOVED] &&
	    !of[TREE_SAME]) {
		printf("nothing is published yet, so there is no tree\n");
		return;
	}
	printf("%s: %zu %s, %zu changed, %zu removed, %zu unchanged\n",
	       run->tree_path, of[TREE_ADDED],
	       run->dry_run ? "would be added" : "added", of[TREE_CHANGED],
	       of[TREE_REMOVED], of[TREE_SAME]);
}

static int run_all(struct run *run)
{
	const char *archive = context_archive_path(&run->context);
	int ret;

	/* A misspelt name must not create an empty archive. */
	if (access(archive, F_OK))
		return command_error("%s: cannot be opened: %s", archive,
				 strerror(errno));
	ret = context_open(&run->context, DB_WRITE);
	if (ret)
		return ret;
	if (!run->tree_path)
		run->tree_path = publisher_tree(run->context.publisher);
	if (!run->tree_path)
		run->tree_path = DEFAULT_TREE;
	run->tree = tree_open(run->tree_path, !run->dry_run, &run->error);
	ret = run->tree ? publish(run) : -1;
	if (run->tree)
		tree_close(run->tree);
	if (ret)
		return command_error("%s", run->error.text);
	if (run->json)
		print_json(run);
	else
		print_text(run);
	return 0;
}

static int parse_options(struct run *run, int argc, char **argv)
{
	const struct option_row rows[] = {
		OPTIONS_PUBLISHER(&run->context),
		OPTIONS_ARCHIVE(&run->context),
		OPTIONS_BY(&run->context),
		{ "output", .value = &run->tree_path },
		{ "rebuild", .flag = &run->rebuild },
		{ "dry-run", .flag = &run->dry_run },
		{ "json", .flag = &run->json },
		{ NULL }
	};

	return options_parse(rows, argc, argv, run->words, WORDS_MAX,
			     &run->n_words);
}

int cmd_publish(int argc, char **argv)
{
	struct run run = { .now = time(NULL) };
	int i, ret = parse_options(&run, argc, argv);

	if (ret)
		return ret == OPTIONS_HELP ? help() : ret;
	run.published = json_array();
	run.left_out = json_array();
	for (i = 0; i < TREE_SAME; i++)
		run.changes[i] = json_array();
	ret = run_all(&run);
	context_close(&run.context);
	json_decref(run.published);
	json_decref(run.left_out);
	for (i = 0; i < TREE_SAME; i++)
		json_decref(run.changes[i]);
	return ret;
}
