/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * doctor.h - what slammerctl doctor has checked, and with which result
 */
#ifndef SLAMMERCTL_DOCTOR_H
#define SLAMMERCTL_DOCTOR_H

#include <jansson.h>

enum doctor_result {
	DOCTOR_OK,
	DOCTOR_WARNING,		/* it works, perhaps only partly */
	DOCTOR_ERROR,		/* packets are not filtered, or facts are lost */
	DOCTOR_RESULTS
};

/**
 * struct doctor - all checks of a run
 * @checks: [{check, result, text, advice}], in the order in which they were made;
 *	    advice is null where there is nothing to do
 * @count:  how many had each result
 */
struct doctor {
	json_t *checks;
	unsigned int count[DOCTOR_RESULTS];
};

/**
 * doctor_add - one more result
 * @check:  a word for what was checked: "module"
 * @advice: what to do; NULL where there is nothing to do
 * @format: what was found; other bytes than printable UTF-8 are escaped
 */
void doctor_add(struct doctor *doctor, const char *check,
		enum doctor_result result, const char *advice,
		const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The same of a message about a configuration file: "policy.conf:12: text" */
void doctor_add_message(struct doctor *doctor, const char *check,
			enum doctor_result result, const char *file,
			long long line, const char *text);

/* "ok", "warning" or "error" */
const char *doctor_result_name(enum doctor_result result);
/* Of all results */
enum doctor_result doctor_worst(const struct doctor *doctor);

/*
 * doctor_status.c: what daemon and module say, as slammerctl status --json prints it.
 * @error: why the daemon did not answer, if it did not
 */
void doctor_status(struct doctor *doctor, const json_t *status,
		   const char *error);

/*
 * doctor_machine.c: the machine that they run on: policy file and groups, free space,
 * clock, the kernel's log.
 */
void doctor_machine(struct doctor *doctor, const json_t *status);

#endif /* SLAMMERCTL_DOCTOR_H */
