// SPDX-License-Identifier: GPL-2.0-or-later
/* benchframe - frames of named test vectors in hexadecimal, for nfsl_bench */
#include "lab/tools/tool.h"
#include "common/names.h"

static void usage(FILE *out)
{
	fputs("Usage: benchframe VECTORS.txt CASE=VECTOR...\n"
	      "Print a line \"CASE REASON HEX\" for each.\n\n"
	      "  --help   this text\n", out);
}

static void print_frame(const struct vectors *vectors, const char *assignment)
{
	const char *name = strchr(assignment, '=');
	const struct vector *vector;
	struct frame frame;
	size_t i;

	if (!name || name == assignment)
		die(EXIT_USAGE, "\"%s\" is not CASE=VECTOR", assignment);
	vector = tool_vector(vectors, name + 1);
	if (vector_build(vector, NULL, NULL, &frame))
		die(EXIT_FAILURE, "%s: the frame is too long", name + 1);
	printf("%.*s %s ", (int)(name - assignment), assignment,
	       reason_name(vector->reason));
	for (i = 0; i < frame.length; i++)
		printf("%02x", frame.bytes[i]);
	putchar('\n');
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	struct vectors *vectors;
	int c, i;

	c = getopt_long(argc, argv, "", options, NULL);
	if (c != -1 || argc < 3) {
		usage(c == 'h' ? stdout : stderr);
		return c == 'h' ? EXIT_SUCCESS : EXIT_USAGE;
	}
	vectors = tool_vectors(argv[1]);
	for (i = 2; i < argc; i++)
		print_frame(vectors, argv[i]);
	vectors_free(vectors);
	return EXIT_SUCCESS;
}
