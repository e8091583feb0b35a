// SPDX-License-Identifier: GPL-2.0-or-later
/* state.c - small files, written atomically */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nfslammer/ruleset.h"
#include "slammerd/enforce/state.h"

#define MAGIC	"# nf-slammer state"
#define BOOT_ID	"/proc/sys/kernel/random/boot_id"

static int file_error(struct error *error, const char *action, const char *path)
{
	return error_set(error, "cannot %s %s: %s", action, path, strerror(errno));
}

static void read_boot(char boot[STATE_BOOT_MAX])
{
	FILE *file = fopen(BOOT_ID, "re");

	if (!file || !fgets(boot, STATE_BOOT_MAX, file))
		boot[0] = '\0';
	boot[strcspn(boot, "\n")] = '\0';
	if (file)
		fclose(file);
}

static int lock_directory(struct state *state, const char *directory)
{
	if (mkdir(directory, 0750) < 0 && errno != EEXIST)
		return file_error(&state->error, "create", directory);
	state->lock = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (state->lock < 0)
		return file_error(&state->error, "open", directory);
	if (!flock(state->lock, LOCK_EX | LOCK_NB))
		return 0;
	if (errno == EWOULDBLOCK)
		error_set(&state->error,
			  "another slammerd uses the state directory %s: give each its own --state",
			  directory);
	else
		file_error(&state->error, "lock", directory);
	close(state->lock);
	state->lock = -1;
	return -1;
}

int state_open(struct state *state, const char *directory)
{
	memset(state, 0, sizeof(*state));
	state->lock = -1;
	if (!directory)
		return error_set(&state->error, "there is no state directory");
	if (lock_directory(state, directory) < 0)
		return -1;
	state->directory = directory;
	read_boot(state->boot);
	return 0;
}

void state_close(struct state *state)
{
	if (state->directory)
		close(state->lock);
	state->directory = NULL;
}

bool state_usable(const struct state *state)
{
	return state->directory;
}

const char *state_path(const struct state *state, const char *name,
		       char path[STATE_PATH_MAX])
{
	snprintf(path, STATE_PATH_MAX, "%s/%s", state->directory, name);
	return path;
}

static uint64_t checksum(const char *text, size_t length)
{
	return digest_bytes(0xcbf29ce484222325ull, (const uint8_t *)text,
			    (uint32_t)length);
}

static void first_line(char *line, size_t size, const char *rest)
{
	snprintf(line, size, MAGIC " %d %016" PRIx64 "\n", STATE_VERSION,
		 checksum(rest, strlen(rest)));
}

/* The contents of the file: malloced, or NULL. */
static char *compose(const json_t *head, const char *text)
{
	char *json = json_dumps(head, JSON_COMPACT | JSON_ENSURE_ASCII);
	char *rest = NULL, *whole = NULL, line[sizeof(MAGIC) + 32];

	if (json && asprintf(&rest, "# %s\n%s", json, text) < 0)
		rest = NULL;
	if (rest) {
		first_line(line, sizeof(line), rest);
		if (asprintf(&whole, "%s%s", line, rest) < 0)
			whole = NULL;
	}
	free(rest);
	free(json);
	return whole;
}

static int write_all(int fd, const char *text)
{
	size_t left = strlen(text);
	ssize_t n;

	while (left) {
		n = write(fd, text, left);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		text += n;
		left -= (size_t)n;
	}
	return fsync(fd);
}

/* Under its temporary name, and synced. */
static int write_new(const char *path, const char *text)
{
	int fd, saved;

	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
		  0640);
	if (fd < 0)
		return -1;
	if (write_all(fd, text) < 0) {
		saved = errno;
		close(fd);
		unlink(path);
		errno = saved;
		return -1;
	}
	return close(fd);
}

int state_write(const struct state *state, const char *name,
		const json_t *head, const char *text, struct error *error)
{
	char path[STATE_PATH_MAX], new[STATE_PATH_MAX + 4];
	char *whole;
	int result;

	if (!state->directory)
		return error_set(error, "%s", state->error.text);
	state_path(state, name, path);
	snprintf(new, sizeof(new), "%s.new", path);
	whole = compose(head, text);
	if (!whole) {
		errno = ENOMEM;
		return file_error(error, "write", path);
	}
	result = write_new(new, whole);
	free(whole);
	if (result < 0 || rename(new, path) < 0 || fsync(state->lock) < 0)
		return file_error(error, "write", path);
	return 0;
}

/* A file, malloced, NUL-terminated; or NULL with errno. */
static char *read_file(const char *path, size_t *length)
{
	FILE *file = fopen(path, "re"), *copy;
	char chunk[4096], *text = NULL;
	size_t n;

	if (!file)
		return NULL;
	copy = open_memstream(&text, length);
	while (copy && (n = fread(chunk, 1, sizeof(chunk), file)) > 0)
		fwrite(chunk, 1, n, copy);
	n = ferror(file);
	if ((copy && fclose(copy)) || n) {
		free(text);
		text = NULL;
	}
	fclose(file);
	return text;
}

/* NULL if it is valid, else what is wrong; @rest: what follows the checksum. */
static const char *examine(const char *text, size_t length, const char **rest)
{
	char expected[sizeof(MAGIC) + 32];
	const char *end = strchr(text, '\n');
	int version;

	if (sscanf(text, MAGIC " %d ", &version) != 1)
		return "is damaged: it does not start like a state file";
	if (version != STATE_VERSION)
		return "was written by another version of nf-slammer";
	if (!end || strlen(text) != length)
		return "is damaged";
	*rest = end + 1;
	first_line(expected, sizeof(expected), *rest);
	if (strncmp(text, expected, strlen(expected)))
		return "is damaged: wrong checksum";
	return NULL;
}

static json_t *read_head(const char *rest)
{
	const char *end = strchr(rest, '\n');

	if (strncmp(rest, "# ", 2) || !end)
		return NULL;
	return json_loadb(rest + 2, (size_t)(end - rest - 2), 0, NULL);
}

int state_read(const struct state *state, const char *name, json_t **head,
	       struct error *error)
{
	uint64_t digest;

	return state_read_digest(state, name, head, &digest, error);
}

/* Of what follows the line of the head. */
static uint64_t digest_of_text(const char *rest)
{
	const char *text = strchr(rest, '\n');

	return text ? checksum(text + 1, strlen(text + 1)) : 0;
}

int state_read_digest(const struct state *state, const char *name, json_t **head,
		      uint64_t *digest, struct error *error)
{
	char path[STATE_PATH_MAX], *text;
	const char *wrong, *rest = NULL;
	size_t length = 0;

	*head = NULL;
	if (!state->directory)
		return error_set(error, "%s", state->error.text);
	text = read_file(state_path(state, name, path), &length);
	if (!text && errno == ENOENT)
		return 0;
	if (!text)
		return file_error(error, "read", path);
	wrong = examine(text, length, &rest);
	if (!wrong) {
		*head = read_head(rest);
		wrong = json_is_object(*head) ? NULL : "is damaged";
		*digest = digest_of_text(rest);
	}
	free(text);
	if (!wrong)
		return 1;
	json_decref(*head);
	*head = NULL;
	return error_set(error, "%s %s", path, wrong);
}

int state_remove(const struct state *state, const char *name, struct error *error)
{
	char path[STATE_PATH_MAX];

	if (!state->directory)
		return error_set(error, "%s", state->error.text);
	if (unlink(state_path(state, name, path)) < 0 && errno != ENOENT)
		return file_error(error, "remove", path);
	if (fsync(state->lock) < 0)
		return file_error(error, "remove", path);
	return 0;
}

char *policy_text(const struct policy *policy)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int result;

	if (!out)
		return NULL;
	result = policy_print(policy, out);
	if (fclose(out) || result < 0) {
		free(text);
		return NULL;
	}
	return text;
}

uint64_t policy_text_digest(const struct policy *policy)
{
	char *text = policy_text(policy);
	uint64_t digest = text ? checksum(text, strlen(text)) : 0;

	free(text);
	return digest;
}

/* In the line of @text that starts with @line ("\n..."): @new -> @old. */
static char *former_word(char *text, const char *line, const char *new,
			 const char *old)
{
	char *at = text ? strstr(text, line) : NULL, *former;
	char *end = at ? strchr(at + 1, '\n') : NULL;
	char *found = end ? strstr(at, new) : NULL;

	if (!found || found > end)
		return text;
	if (asprintf(&former, "%.*s%s%s", (int)(found - text), text, old,
		     found + strlen(new)) < 0)
		former = NULL;
	free(text);
	return former;
}

uint64_t policy_former_digest(const struct policy *policy)
{
	char *text = policy_text(policy);
	uint64_t digest;

	/* without what there was not: a policy of then has its default */
	text = former_word(text, "\nretention: {", " size = 4096;", "");
	text = former_word(text, "\nretention: {", "retention", "keep");
	text = former_word(text, "\ndrift = ", "\"repair\"", "\"mend\"");
	text = former_word(text, "\ncontrol: {", " read = ", " look = ");
	text = former_word(text, "\ncontrol: {", " admin = ", " change = ");
	digest = text ? checksum(text, strlen(text)) : 0;
	free(text);
	return digest;
}
