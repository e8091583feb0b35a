// SPDX-License-Identifier: GPL-2.0-or-later
/* vecpcap - write all test vectors as a capture */
#include "tool.h"

static void usage(FILE *out)
{
	fputs("Usage: vecpcap VECTORS.txt OUT.pcap [--names]\n"
	      "Write every vector as one packet, in the order of the file.\n\n"
	      "  --names  print NUMBER NAME for each\n"
	      "  --help   this text\n", out);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "names", no_argument, NULL, 'n' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	struct vectors *vectors;
	bool names = false;
	char error[512];
	size_t i;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c != 'n') {
			usage(c == 'h' ? stdout : stderr);
			return c == 'h' ? EXIT_SUCCESS : EXIT_USAGE;
		}
		names = true;
	}
	if (argc - optind != 2) {
		usage(stderr);
		return EXIT_USAGE;
	}
	vectors = tool_vectors(argv[optind]);
	if (vectors_capture(vectors, argv[optind + 1], error, sizeof(error)))
		die(EXIT_FAILURE, "%s", error);
	for (i = 0; names && i < vectors->count; i++)
		printf("%zu %s\n", i + 1, vectors->list[i].name);
	vectors_free(vectors);
	return EXIT_SUCCESS;
}
