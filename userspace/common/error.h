/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * error.h - why a function failed, as a sentence for a person
 *
 * The one idiom of errors in userspace and advisories: a function that can fail
 * for reasons worth telling takes a struct error as its last parameter, fills it
 * and returns -1 (or NULL). The caller owns it, decides whether it is shown, and
 * reads @text only after a failure. The sentence has no full stop and no newline.
 */
#ifndef COMMON_ERROR_H
#define COMMON_ERROR_H

#include <stdarg.h>

#define ERROR_TEXT_MAX	1024

/**
 * struct error - a sentence
 * @text: valid after a failure; longer ones are cut
 */
struct error {
	char text[ERROR_TEXT_MAX];
};

/*
 * Set the sentence. Always -1, so that "return error_set(error, ...)" is the way
 * to fail. The arguments may point into @error itself ("%s: %s"). Where @error is
 * NULL the caller does not want a sentence.
 */
int error_set(struct error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
int error_vset(struct error *error, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* "out of memory"; always -1. */
int error_no_memory(struct error *error);

#endif /* COMMON_ERROR_H */
