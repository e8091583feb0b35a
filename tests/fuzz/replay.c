// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * replay.c - usage: NAME-replay RUNS FILE...
 *
 * A fuzz target without clang: every file of the corpus, and RUNS inputs that are
 * made of them by changing bytes, the same ones each time.
 */
#include <string.h>

#include "target.h"

#define INPUT_MAX	8192

struct input {
	uint8_t bytes[INPUT_MAX];
	size_t size;
};

/* xorshift64*: small, and the same everywhere */
static uint64_t state = 0x9e3779b97f4a7c15;

static size_t below(size_t n)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (size_t)((state * 0x2545f4914f6cdd1d) >> 33) % n;
}

static void read_input(const char *path, struct input *input)
{
	FILE *file = fopen(path, "r");

	if (!file) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	input->size = fread(input->bytes, 1, INPUT_MAX, file);
	fclose(file);
}

/* A piece of @from over or into @to. */
static void splice(struct input *to, const struct input *from)
{
	size_t at = below(to->size + 1), begin = below(from->size + 1);
	size_t n = below(from->size - begin + 1), tail = to->size - at;

	if (to->size + n > INPUT_MAX)
		n = INPUT_MAX - to->size;
	memmove(to->bytes + at + n, to->bytes + at, tail);
	memcpy(to->bytes + at, from->bytes + begin, n);
	to->size += n;
}

static void cut(struct input *to)
{
	size_t at = below(to->size + 1), n = below(to->size - at + 1);

	memmove(to->bytes + at, to->bytes + at + n, to->size - at - n);
	to->size -= n;
}

static void mutate(struct input *to, const struct input *inputs, size_t n)
{
	static const char marks[] = "{}[]()\"\\;:,=#/*@\n\r\t \xff-0129.a\x80\x1b";
	size_t i, changes = 1 + below(8);

	for (i = 0; i < changes; i++) {
		switch (below(5)) {
		case 0:
			splice(to, &inputs[below(n)]);
			break;
		case 1:
			cut(to);
			break;
		case 2:
			if (to->size)
				to->bytes[below(to->size)] ^=
					(uint8_t)(1u << below(8));
			break;
		default:
			if (to->size)
				to->bytes[below(to->size)] =
					(uint8_t)marks[below(sizeof(marks))];
		}
	}
}

/* So that the sanitizers see where it ends. */
static void run(const struct input *input)
{
	uint8_t *bytes = malloc(input->size ? input->size : 1);

	FUZZ_ASSERT(bytes);
	memcpy(bytes, input->bytes, input->size);
	LLVMFuzzerTestOneInput(bytes, input->size);
	free(bytes);
}

int main(int argc, char **argv)
{
	size_t n = argc > 2 ? (size_t)argc - 2 : 0, i;
	unsigned long runs = argc > 1 ? strtoul(argv[1], NULL, 10) : 0, r;
	struct input *inputs = calloc(n + 1, sizeof(*inputs));

	if (!n || !inputs) {
		fprintf(stderr, "usage: %s RUNS FILE...\n", argv[0]);
		return 2;
	}
	for (i = 0; i < n; i++) {
		read_input(argv[2 + i], &inputs[i]);
		run(&inputs[i]);
	}
	for (r = 0; r < runs; r++) {
		inputs[n] = inputs[below(n)];
		mutate(&inputs[n], inputs, n);
		run(&inputs[n]);
	}
	printf("%zu files, %lu inputs made of them\n", n, runs);
	free(inputs);
	return 0;
}
