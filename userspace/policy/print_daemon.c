// SPDX-License-Identifier: GPL-2.0-or-later
/* print_daemon.c - the settings of the daemon, which the kernel knows nothing of */
#include "print.h"

static void print_setting(const char *name, const char *text, FILE *out)
{
	if (!text)
		return;
	fprintf(out, "%s = ", name);
	print_string(text, out);
	fputs(";\n", out);
}

static void print_member(const char *name, const char *text, FILE *out)
{
	if (!text)
		return;
	putc(' ', out);
	fprintf(out, "%s = ", name);
	print_string(text, out);
	putc(';', out);
}

static void print_control(const struct policy *policy, FILE *out)
{
	if (!policy->look_group && !policy->change_group)
		return;
	fputs("control: {", out);
	print_member("look", policy->look_group, out);
	print_member("change", policy->change_group, out);
	fputs(" };\n", out);
}

void print_daemon(const struct policy *policy, FILE *out)
{
	fprintf(out, "window = %u;\n", policy->window);
	print_setting("store", policy->store, out);
	print_setting("sensor", policy->sensor, out);
	fprintf(out, "keep: { windows = %u; hours = %u; days = %u; };\n",
		policy->keep.windows, policy->keep.hours, policy->keep.days);
	if (policy->samples.directory) {
		fputs("samples: {", out);
		print_member("directory", policy->samples.directory, out);
		fprintf(out, " size = %u; age = %u; };\n",
			policy->samples.megabytes, policy->samples.days);
	}
	fprintf(out, "drift = \"%s\";\n", policy->mend ? "mend" : "report");
	print_setting("metrics", policy->metrics, out);
	print_control(policy, out);
	print_setting("log", policy_log_name(policy->log_level), out);
	print_setting("constituents", policy->constituents, out);
}
