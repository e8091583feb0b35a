// SPDX-License-Identifier: GPL-2.0-or-later
/* test_policy_init.c - slammerctl policy init: files, and that the result is valid */
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/network.h"
#include "machine/propose.h"
#include "support/program_fixture.h"

#define FILE_NAME	FIXTURE_DIR "/first.conf"

/* A machine without addresses has no proposal. */
static bool has_proposal(void)
{
	struct proposal proposal = { 0 };
	struct network network = { 0 };
	struct error error;
	bool any = !network_read(&network, &error) &&
		   !proposal_decide(&proposal, &network, &error);

	proposal_free(&proposal);
	network_free(&network);
	return any;
}

static char *content(const char *path)
{
	static char buf[65536];
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	buf[fread(buf, 1, sizeof(buf) - 1, file)] = '\0';
	fclose(file);
	return buf;
}

static void test_file(void **state)
{
	struct outcome o;
	struct stat st;

	if (!has_proposal())
		skip();
	policy_fixture_path("");
	unlink(FILE_NAME);
	umask(027);
	program_says("policy init --output " FILE_NAME, 0, FILE_NAME
		     " written. Next: read it, then slammerctl policy check "
		     FILE_NAME "\n", "");
	umask(022);
	assert_int_equal(stat(FILE_NAME, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_int_equal(st.st_nlink, 1);
	o = program_run("policy check " FILE_NAME);
	assert_int_equal(o.status, 0);
	assert_null(strstr(o.err, "matches no interface"));
	program_outcome_free(&o);
}

static void test_no_overwrite(void **state)
{
	struct outcome o;

	if (!has_proposal())
		skip();
	fixture_write("first.conf", "mine", 4);
	program_says("policy init --output " FILE_NAME, 1, "",
		     "slammerctl: " FILE_NAME " exists: --force replaces it\n");
	assert_string_equal(content(FILE_NAME), "mine");
	o = program_run("policy init --force --output " FILE_NAME);
	assert_int_equal(o.status, 0);
	program_outcome_free(&o);
	assert_memory_equal(content(FILE_NAME), "# nf-slammer: a first policy", 28);
	o = program_run("policy init");
	assert_string_equal(o.out, content(FILE_NAME));
	program_outcome_free(&o);
	unlink(FILE_NAME);
	/* nothing is left beside it */
	o = program_run("policy init --output " FIXTURE_DIR "/none/first.conf");
	assert_int_equal(o.status, 1);
	assert_non_null(strstr(o.err, "cannot write"));
	program_outcome_free(&o);
	program_says("policy init --force --output " FIXTURE_DIR, 1, "",
		     "slammerctl: " FIXTURE_DIR " is a directory\n");
	program_says("policy init --output /dev/null", 1, "",
		     "slammerctl: /dev/null is not a regular file\n");
	program_says("policy init --force", 2, "", "slammerctl policy init: --force needs --output\n"
		     "Try 'slammerctl policy init --help'.\n");
}

static void test_dangling_link(void **state)
{
	struct stat st;

	if (!has_proposal())
		skip();
	unlink(FILE_NAME);
	assert_int_equal(symlink("nowhere", FILE_NAME), 0);
	program_says("policy init --output " FILE_NAME, 1, "",
		     "slammerctl: " FILE_NAME " exists: --force replaces it\n");
	assert_int_equal(lstat(FILE_NAME, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	unlink(FILE_NAME);
}

/* What --force replaces keeps its mode, and stays under another name. */
static void test_force(void **state)
{
	static const char real[] = FIXTURE_DIR "/real.conf";
	struct outcome o;
	struct stat st;
	int i;

	if (!has_proposal())
		skip();
	unlink(FILE_NAME);
	unlink(FIXTURE_DIR "/real.conf.~1~");
	unlink(FIXTURE_DIR "/real.conf.~2~");
	fixture_write("real.conf", "mine", 4);
	assert_int_equal(chmod(real, 0600), 0);
	assert_int_equal(symlink("real.conf", FILE_NAME), 0);
	for (i = 0; i < 2; i++) {
		o = program_run("policy init --force --output " FILE_NAME);
		assert_int_equal(o.status, 0);
		program_outcome_free(&o);
	}
	assert_int_equal(lstat(FILE_NAME, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(lstat(real, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_memory_equal(content(real), "# nf-slammer", 12);
	assert_string_equal(content(FIXTURE_DIR "/real.conf.~1~"), "mine");
	assert_memory_equal(content(FIXTURE_DIR "/real.conf.~2~"), "# nf-slammer", 12);
	unlink(FIXTURE_DIR "/real.conf.~1~");
	unlink(FIXTURE_DIR "/real.conf.~2~");
	unlink(real);
	unlink(FILE_NAME);
}

static void test_json(void **state)
{
	json_t *root, *interfaces, *prefixes, *text, *file;

	if (!has_proposal())
		skip();
	root = program_json("policy init --json", 0, "");
	assert_int_equal(json_unpack(root, "{s:o, s:o, s:o, s:o !}",
				     "file", &file, "interfaces", &interfaces,
				     "prefixes", &prefixes, "policy", &text), 0);
	assert_true(json_is_null(file));
	assert_true(json_array_size(interfaces) > 0);
	assert_true(json_is_array(prefixes));
	assert_true(json_is_string(text));
	json_decref(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_no_overwrite),
		cmocka_unit_test(test_dangling_link),
		cmocka_unit_test(test_force),
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
