// SPDX-License-Identifier: GPL-2.0-or-later
/* vecpcap - write all test vectors as a capture */
#include "common/error.h"
#include "tool.h"

#define TAGS_MAX	8

static void usage(FILE *out)
{
	fputs("Usage: vecpcap VECTORS.txt OUT.pcap [--tag TAG ...] [--names]\n"
	      "Write every vector as one packet, in the order of the file.\n\n"
	      "  --tag    only vectors with this tag, and all other tags that are given\n"
	      "  --names  print NUMBER NAME for each\n"
	      "  --help   this text\n", out);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "names", no_argument, NULL, 'n' },
		{ "tag", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	const char *tag[TAGS_MAX];
	struct vectors *vectors;
	bool names = false;
	struct error error;
	size_t i, tags = 0;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'n') {
			names = true;
		} else if (c == 't' && tags < TAGS_MAX) {
			tag[tags++] = optarg;
		} else {
			usage(c == 'h' ? stdout : stderr);
			return c == 'h' ? EXIT_SUCCESS : EXIT_USAGE;
		}
	}
	if (argc - optind != 2) {
		usage(stderr);
		return EXIT_USAGE;
	}
	vectors = tool_vectors(argv[optind]);
	for (i = 0; i < tags; i++)
		vectors_keep(vectors, tag[i]);
	if (vectors_capture(vectors, argv[optind + 1], &error))
		die(EXIT_FAILURE, "%s", error.text);
	for (i = 0; names && i < vectors->count; i++)
		printf("%zu %s\n", i + 1, vectors->list[i].name);
	vectors_free(vectors);
	return EXIT_SUCCESS;
}
