// SPDX-License-Identifier: GPL-2.0-or-later
/* test_tree.c - a folder replaced atomically, and which folders are refused */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/error.h"
#include "site/tree.h"

static char home[] = "build/test-tree.XXXXXX";
static struct error error;

static int enter(void **state)
{
	(void)state;
	mkdir("build", 0755);
	return !mkdtemp(home) || chdir(home);
}

static int leave(void **state)
{
	(void)state;
	if (chdir("../.."))
		return -1;
	return system("rm -rf build/test-tree.??????");
}

static void put(struct tree *tree, const char *path, const char *text)
{
	assert_int_equal(tree_put(tree, path, text, strlen(text), &error), 0);
}

static struct tree *begin(const char *path, bool write)
{
	struct tree *tree;

	*error.text = 0;
	tree = tree_open(path, write, &error);
	assert_string_equal(error.text, "");
	assert_non_null(tree);
	return tree;
}

static void expect(const char *path, const char *text)
{
	char buf[64];
	int fd = open(path, O_RDONLY);
	ssize_t n;

	if (!text) {
		assert_int_equal(fd, -1);
		return;
	}
	assert_true(fd >= 0);
	n = read(fd, buf, sizeof(buf) - 1);
	assert_true(n >= 0);
	buf[n] = 0;
	assert_string_equal(buf, text);
	close(fd);
}

static void finish(struct tree *tree, size_t added, size_t changed,
		   size_t removed, size_t same)
{
	struct tree_counts counts;

	assert_int_equal(tree_compare(tree, &counts, NULL, NULL, &error), 0);
	assert_int_equal(counts.of[TREE_ADDED], added);
	assert_int_equal(counts.of[TREE_CHANGED], changed);
	assert_int_equal(counts.of[TREE_REMOVED], removed);
	assert_int_equal(counts.of[TREE_SAME], same);
	assert_int_equal(tree_sync(tree, &error), 0);
	assert_int_equal(tree_swap(tree, &error), 0);
	tree_close(tree);
}

static void make(const char *name)
{
	struct tree *tree = begin(name, true);

	put(tree, "a", "one");
	put(tree, "b/c/d", "two");
	finish(tree, 3, 0, 0, 0);
}

static void first_and_next(void **state)
{
	struct tree *tree;
	struct stat before, after;

	(void)state;
	make("t1");
	expect("t1/a", "one");
	expect("t1/b/c/d", "two");
	assert_int_equal(stat("t1/a", &before), 0);
	tree = begin("t1/", true);
	put(tree, "a", "one");
	put(tree, "b/e", "three");
	expect("t1/b/c/d", "two");
	expect("t1/b/e", NULL);
	finish(tree, 1, 0, 1, 2);
	expect("t1/b/c/d", NULL);
	expect("t1/b/e", "three");
	expect(".t1.new/a", NULL);
	assert_int_equal(stat("t1/a", &after), 0);
	assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
}

static void given_up(void **state)
{
	struct tree *tree;

	(void)state;
	make("t2");
	tree = begin("t2", true);
	put(tree, "a", "other");
	expect(".t2.new/a", "other");
	tree_close(tree);
	expect("t2/a", "one");
	expect(".t2.new/a", NULL);
}

static void looked_at_only(void **state)
{
	struct tree_counts counts;
	struct tree *tree;

	(void)state;
	make("t3");
	tree = begin("t3", false);
	put(tree, "a", "other");
	assert_int_equal(tree_compare(tree, &counts, NULL, NULL, &error), 0);
	assert_int_equal(counts.of[TREE_CHANGED], 1);
	assert_int_equal(counts.of[TREE_REMOVED], 1);
	assert_int_equal(counts.of[TREE_SAME], 1);
	assert_int_equal(access(".t3.new", F_OK), -1);
	tree_close(tree);
	expect("t3/a", "one");
}

/* Leftovers of a killed run: before the exchange, and while removing. */
static void leftovers(void **state)
{
	struct tree *tree;

	(void)state;
	make("t4");
	make(".t4.new");
	tree = begin("t4", true);
	expect(".t4.new/a", NULL);
	put(tree, "a", "next");
	finish(tree, 0, 1, 1, 1);
	assert_int_equal(mkdir(".t4.new", 0700), 0);
	tree = begin("t4", true);
	put(tree, "a", "next");
	finish(tree, 0, 0, 0, 2);
	expect("t4/a", "next");
}

static void refused(const char *path, const char *why)
{
	*error.text = 0;
	assert_null(tree_open(path, true, &error));
	if (!strstr(error.text, why))
		fail_msg("\"%s\" does not say \"%s\"", error.text, why);
}

/* A mistyped path does not destroy another folder. */
static void not_ours(void **state)
{
	struct tree *tree;

	(void)state;
	assert_int_equal(mkdir("mine", 0755), 0);
	assert_int_equal(close(open("mine/thesis", O_CREAT | O_WRONLY, 0644)), 0);
	refused("mine", "not a tree of slammer-advisory");
	expect("mine/thesis", "");
	assert_int_equal(close(open("file", O_CREAT | O_WRONLY, 0644)), 0);
	refused("file", "Not a directory");
	refused("nowhere/at/all", "its parent folder cannot be opened");
	refused("/", "not a valid name");
	make("t5");
	assert_int_equal(rename("mine", ".t5.new"), 0);
	refused("t5", "is in the way");
	expect(".t5.new/thesis", "");
	assert_int_equal(mkdir("empty", 0755), 0);
	tree = begin("empty", true);
	put(tree, "a", "one");
	finish(tree, 2, 0, 0, 0);
	expect("empty/a", "one");
}

/* Links in the tree are not followed. */
static void links(void **state)
{
	struct tree *tree;

	(void)state;
	make("t6");
	assert_int_equal(mkdir("safe", 0755), 0);
	assert_int_equal(close(open("safe/keep", O_CREAT | O_WRONLY, 0644)), 0);
	assert_int_equal(symlink("../safe", "t6/out"), 0);
	assert_int_equal(symlink("../safe/keep", "t6/e"), 0);
	tree = begin("t6", true);
	put(tree, "e", "");
	/* What was a link is not the same as a file. */
	finish(tree, 1, 0, 3, 1);
	expect("safe/keep", "");
	assert_int_equal(symlink("t6", "link"), 0);
	tree = begin("link", true);
	put(tree, "e", "through");
	finish(tree, 0, 1, 0, 1);
	expect("t6/e", "through");
}

static void modes(void **state)
{
	mode_t mask = umask(077);
	struct stat status;

	(void)state;
	make("t7");
	umask(mask);
	assert_int_equal(stat("t7", &status), 0);
	assert_int_equal(status.st_mode & 07777, 0755);
	assert_int_equal(stat("t7/b/c", &status), 0);
	assert_int_equal(status.st_mode & 07777, 0755);
	assert_int_equal(stat("t7/b/c/d", &status), 0);
	assert_int_equal(status.st_mode & 07777, 0644);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_and_next),
		cmocka_unit_test(given_up),
		cmocka_unit_test(looked_at_only),
		cmocka_unit_test(leftovers),
		cmocka_unit_test(not_ours),
		cmocka_unit_test(links),
		cmocka_unit_test(modes),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
