// SPDX-License-Identifier: GPL-2.0-or-later
/* policy_fixture.c - policy files that tests write and load */
#include "support/policy_fixture.h"

const char *policy_fixture_path(const char *name)
{
	static char path[256];

	mkdir("build", 0777);
	mkdir("build/tmp", 0777);
	mkdir(FIXTURE_DIR, 0777);
	snprintf(path, sizeof(path), FIXTURE_DIR "/%s", name);
	return path;
}

const char *fixture_write(const char *name, const void *bytes, size_t size)
{
	const char *path = policy_fixture_path(name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
	return path;
}

char *fixture_messages(struct config_messages *messages)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	config_messages_print(messages, out);
	fclose(out);
	config_messages_free(messages);
	assert_null(messages->list);
	return text;
}

char *fixture_load(const char *path, struct policy **policy)
{
	struct config_messages messages = { 0 };

	*policy = policy_load(path, &messages);
	assert_int_equal(*policy == NULL, messages.errors > 0);
	return fixture_messages(&messages);
}

void fixture_expect(const char *messages, const char *path,
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
	assert_string_equal(messages, text);
	free(text);
}

struct policy *fixture_good(const char *name, const char *text)
{
	struct policy *policy;
	char *messages;

	messages = fixture_load(fixture_write(name, text, strlen(text)),
				&policy);
	assert_string_equal(messages, "");
	free(messages);
	assert_non_null(policy);
	return policy;
}
