/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy_fixture.h - policy files written, loaded and complained about by tests
 *
 * Files go to build/tmp/policy; in expected messages '@' stands for the path.
 */
#ifndef TESTS_POLICY_FIXTURE_H
#define TESTS_POLICY_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "policy/model.h"

#define FIXTURE_DIR	"build/tmp/policy"
#define ZONES		"zones: { external: { interfaces = [\"x*\"]; }; };\n"
/* Both zones; and a signature that has everything a signature can have. */
#define FULL	"zones: { external: { interfaces = [\"wan*\"]; };\n"	       \
		"internal: { interfaces = [\"lan*\"];\n"		       \
		"prefixes = [\"192.0.2.0/24\", \"2001:db8:2::/48\"]; }; };\n"
#define VARIANT \
	"{ comment = \"c\"; match = ( { mask = \"ff f0\"; offset = 0; bytes = \"04 1F\"; },\n" \
	"{ offset = 1023; bytes = \"Aa\"; } ); length = [ 3, 2000 ]; port = 1434; name = \"next-variant\"; }"

static inline const char *fixture_path(const char *name)
{
	static char path[256];

	mkdir("build", 0777);
	mkdir("build/tmp", 0777);
	mkdir(FIXTURE_DIR, 0777);
	snprintf(path, sizeof(path), FIXTURE_DIR "/%s", name);
	return path;
}

static inline const char *fixture_write(const char *name, const void *bytes,
					size_t size)
{
	const char *path = fixture_path(name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
	return path;
}

/* What is printed about @path; freed by the caller. *@policy may be NULL. */
static inline char *fixture_load(const char *path, struct policy **policy)
{
	struct policy_messages messages = { 0 };
	char *text = NULL;
	size_t size;
	FILE *out;

	*policy = policy_load(path, &messages);
	assert_int_equal(*policy == NULL, messages.errors > 0);
	out = open_memstream(&text, &size);
	assert_non_null(out);
	policy_messages_print(&messages, out);
	fclose(out);
	policy_messages_free(&messages);
	assert_null(messages.list);
	return text;
}

/* '@' at the beginning of a line is the path. */
static inline void fixture_expect(const char *said, const char *path,
				  const char *expected)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	const char *c;

	assert_non_null(out);
	for (c = expected; *c; c++) {
		if (*c == '@' && (c == expected || c[-1] == '\n'))
			fputs(path, out);
		else
			putc(*c, out);
	}
	fclose(out);
	assert_string_equal(said, text);
	free(text);
}

/* A file that is good and about which there is nothing to say. */
static inline struct policy *fixture_good(const char *name, const char *text)
{
	struct policy *policy;
	char *said;

	said = fixture_load(fixture_write(name, text, strlen(text)), &policy);
	assert_string_equal(said, "");
	free(said);
	assert_non_null(policy);
	return policy;
}

#endif /* TESTS_POLICY_FIXTURE_H */
