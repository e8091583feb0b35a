// SPDX-License-Identifier: GPL-2.0-or-later
/* policy_show.c - slammerctl policy show: what does the kernel run? */
#include <inttypes.h>
#include <stdlib.h>

#include "commands.h"
#include "common/names.h"
#include "common/text.h"
#include "policy.h"
#include "policy/diff.h"
#include "policy_json.h"
#include "policy_source.h"
#include "request.h"
#include "view.h"

static const char help[] =
"Usage: slammerctl policy show [FILE] [--json]\n"
"Print the policy that the kernel runs, as a file that can be loaded again; or what\n"
"FILE comes to, with all that it includes, and with its defaults.\n"
"\n"
VIEW_HELP
"\n"
"Exit status: 0 good, 1 there is no such policy, 2 called wrongly.\n";

/* A comment must not go on over the end of its line. */
static int show_text(const struct policy *policy, const char *file)
{
	char quoted[TEXT_QUOTE_MAX];

	if (file)
		printf("# %s, digest %016" PRIx64 "\n", text_quote(file, quoted),
		       policy_digest(policy));
	else
		printf("# what the kernel runs, digest %016" PRIx64 ": without what only the daemon\n"
		       "# needs (such as window and store) and without comments\n",
		       policy_digest(policy));
	if (!policy_print(policy, stdout))
		return EXIT_SUCCESS;
	view_complain("somebody gave the kernel a policy that no file can say: reasons of one key have different verdicts (see --json)");
	return EXIT_FAILURE;
}

int policy_show(int argc, char **argv)
{
	struct source_args args;
	struct policy *policy;
	const char *file;
	int status;

	status = source_parse(argc, argv, "policy show", help, 1, &args);
	if (status >= 0)
		return status;
	file = args.count ? args.files[0] : NULL;
	policy = file ? source_file(file) : source_kernel();
	if (!policy)
		return EXIT_FAILURE;
	if (args.json) {
		json_t *object = policy_json(policy, file);

		status = view_json(object);
		json_decref(object);
	} else {
		status = show_text(policy, file);
	}
	policy_free(policy);
	return status;
}
