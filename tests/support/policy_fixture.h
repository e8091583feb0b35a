/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy_fixture.h - policy files that tests write and load
 *
 * Files go to build/tmp/policy.
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
/* Both zones; and a signature with every key that a signature can have. */
#define FULL	"zones: { external: { interfaces = [\"wan*\"]; };\n"	       \
		"internal: { interfaces = [\"lan*\"];\n"		       \
		"prefixes = [\"192.0.2.0/24\", \"2001:db8:2::/48\"]; }; };\n"
#define VARIANT \
	"{ comment = \"c\"; match = ( { mask = \"ff f0\"; offset = 0; bytes = \"04 1F\"; },\n" \
	"{ offset = 1023; bytes = \"Aa\"; } ); length = [ 3, 2000 ]; port = 1434; name = \"next-variant\"; }"

/* Path of a file in FIXTURE_DIR, which is made; valid until the next call. */
const char *policy_fixture_path(const char *name);

/* Writes a file; returns policy_fixture_path() of it. */
const char *fixture_write(const char *name, const void *bytes, size_t size);

/* All messages of a file, printed; the caller's. */
char *fixture_messages(struct config_messages *messages);

/* Loads a policy; returns its messages, the caller's. *@policy may be NULL. */
char *fixture_load(const char *path, struct policy **policy);

/* Asserts the messages; '@' at the beginning of a line of @expected is @path. */
void fixture_expect(const char *messages, const char *path,
		    const char *expected);

/* Writes and loads a policy, and asserts that there are no messages. */
struct policy *fixture_good(const char *name, const char *text);

#endif /* TESTS_POLICY_FIXTURE_H */
