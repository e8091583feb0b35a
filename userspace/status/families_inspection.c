// SPDX-License-Identifier: GPL-2.0-or-later
/* families_inspection.c - what became of packets that were queued, and of samples */
#include "status/family.h"

/* Members of one object as samples of one family, told apart by a label. */
struct part {
	const char *key;
	const char *label;
};

static void parts(json_t *list, const struct family *family,
		  const json_t *object, const char *name,
		  const struct part *part)
{
	json_t *one = family_new(list, family);

	for (; part->key; part++)
		family_sample(one, json_pack("{s:s}", name, part->label),
			      family_number(object, part->key));
}

static void classes(json_t *list, json_t *by_class)
{
	json_t *one = family_new(list, COUNTER("queued_class_packets",
		"Packets that came out of the queue, by what they turned out to be."));
	const char *class;
	json_t *packets;

	json_object_foreach(by_class, class, packets)
		family_sample(one, json_pack("{s:s}", "class", class),
			      json_integer(json_integer_value(packets)));
}

void families_of_inspection(json_t *list, const json_t *inspection)
{
	static const struct part verdicts[] = {
		{ "accepted", "accept" }, { "dropped", "drop" }, { NULL, NULL }
	}, losses[] = {
		{ "lost_full", "full" }, { "lost_nobody", "nobody" }, { NULL, NULL }
	}, samples[] = {
		{ "kept", "kept" }, { "skipped", "skipped" },
		{ "lost_samples", "lost" }, { NULL, NULL }
	};
	static const struct family bytes = {
		"samples_written_bytes", "counter", "bytes",
		"Size of the samples that were written."
	};

	family_truth(list, GAUGE("queue_listening",
				 "1 if the daemon takes packets from the queue."),
		     json_is_true(json_object_get(inspection, "listening")));
	family_member(list, COUNTER("queued_packets",
				    "Packets that came out of the queue."),
		      inspection, "seen");
	parts(list, COUNTER("queued_verdicts", "What was answered for them."),
	      inspection, "verdict", verdicts);
	classes(list, json_object_get(inspection, "classes"));
	family_member(list, COUNTER("queue_batches",
				    "Answers to the kernel, each for one packet or more."),
		      inspection, "batches");
	/* null where the daemon's user must not know */
	if (json_is_integer(json_object_get(inspection, "waiting")))
		family_member(list, GAUGE("queue_waiting_packets",
					  "Packets that are in the queue now."),
			      inspection, "waiting");
	parts(list, COUNTER("queue_lost_packets",
			    "Packets that the queue could not take: it was full, or nobody listened."),
	      inspection, "why", losses);
	parts(list, COUNTER("sampled_packets",
			    "Packets that became samples, or did not."),
	      inspection, "what", samples);
	family_member(list, &bytes, inspection, "bytes");
}
