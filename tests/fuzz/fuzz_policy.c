// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz_policy.c - any bytes as a policy, with files beside it
 *
 * Lines "---" split the input into files, which are called 100 (the policy), 101,
 * 102 and 103: @include "101" and from-file = "102" find them. They are in memory,
 * alone in their directory.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "policy/model.h"
#include "target.h"

#define FILES	4
#define FIRST	100
#define PATH	64

static char folder[] = "/dev/shm/fuzz-policy-XXXXXX";
static char paths[FILES + 1][PATH];	/* the last is what is printed */
static int fds[FILES + 1];

/* libconfig 1.5 leaks the strings of a file with a syntax error. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig.so";
}

/*
 * Linked with --wrap: the code under test can open no other files, or it would spend
 * its time on an @include of the whole machine.
 */
static bool confined;

static bool elsewhere(const char *path)
{
	return confined && (strncmp(path, folder, sizeof(folder) - 1) ||
			    strstr(path, ".."));
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
	va_list args;
	int mode;

	if (elsewhere(path)) {
		errno = ENOENT;
		return -1;
	}
	va_start(args, flags);
	mode = flags & O_CREAT ? va_arg(args, int) : 0;
	va_end(args);
	return __real_open(path, flags, mode);
}

DIR *__real_opendir(const char *path);
DIR *__wrap_opendir(const char *path);
DIR *__wrap_opendir(const char *path)
{
	return elsewhere(path) ? NULL : __real_opendir(path);
}

static void remove_files(void)
{
	int i;

	for (i = 0; i <= FILES; i++)
		unlink(paths[i]);
	rmdir(folder);
}

static void make_files(void)
{
	int i;

	FUZZ_ASSERT(mkdtemp(folder));
	for (i = 0; i <= FILES; i++) {
		snprintf(paths[i], PATH, "%s/%d", folder, FIRST + i);
		fds[i] = open(paths[i], O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		FUZZ_ASSERT(fds[i] >= 0);
	}
	atexit(remove_files);
}

static void write_file(int i, const void *bytes, size_t size)
{
	static size_t sizes[FILES + 1];

	if (size < sizes[i])
		FUZZ_ASSERT(!ftruncate(fds[i], (off_t)size));
	sizes[i] = size;
	if (!size)
		return;
	FUZZ_ASSERT(pwrite(fds[i], bytes, size, 0) == (ssize_t)size);
}

static void write_files(const uint8_t *bytes, size_t size)
{
	const uint8_t *next;
	size_t n;
	int i;

	for (i = 0; i < FILES; i++) {
		next = i < FILES - 1 && size ?
			memmem(bytes, size, "\n---\n", 5) : NULL;
		n = next ? (size_t)(next + 1 - bytes) : size;
		write_file(i, bytes, n);
		n = next ? n + 4 : n;
		bytes += n;
		size -= n;
	}
}

/* Messages have no control characters: they go to terminals and into JSON. */
static void check_messages(const struct config_messages *messages)
{
	const struct config_message *m;
	const char *c;

	for (m = messages->list; m < messages->list + messages->count; m++) {
		FUZZ_ASSERT(*m->text && *m->file);
		for (c = m->text; *c; c++)
			FUZZ_ASSERT((unsigned char)*c >= 0x20 && *c != 0x7f);
	}
}

static struct policy *load(const char *path)
{
	struct config_messages messages = { 0 };
	struct policy *policy = policy_load(path, &messages);

	FUZZ_ASSERT(!policy == (messages.errors > 0));
	check_messages(&messages);
	config_messages_free(&messages);
	return policy;
}

/* A valid policy compiles, and its text is the same policy. */
static void check_policy(const struct policy *policy)
{
	struct ruleset *ruleset = policy_compile(policy);
	struct policy *again;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	FUZZ_ASSERT(ruleset && out);
	FUZZ_ASSERT(!policy_print(policy, out));
	fclose(out);
	write_file(FILES, text, size);
	again = load(paths[FILES]);
	FUZZ_ASSERT(again && policy_digest(policy) == policy_digest(again));
	FUZZ_ASSERT(!memcmp(policy->written, again->written,
			    sizeof(policy->written)));
	policy_free(again);
	ruleset_free(ruleset);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static int ready;
	struct policy *policy;

	if (!ready++)
		make_files();
	write_files(bytes, size);
	confined = true;
	policy = load(paths[0]);
	if (policy)
		check_policy(policy);
	confined = false;
	policy_free(policy);
	return 0;
}
