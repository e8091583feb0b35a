/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * error.h - why a function failed, as a message for users
 *
 * The one idiom of errors in userspace and advisories: a function whose failure
 * needs an explanation takes a struct error as its last parameter, sets it and
 * returns -1 (or NULL). The caller owns it, decides whether to show it, and reads
 * @text only after a failure. A message has no full stop and no newline.
 */
#ifndef COMMON_ERROR_H
#define COMMON_ERROR_H

#include <stdarg.h>

#define ERROR_TEXT_MAX	1024

/**
 * struct error - an error message
 * @text: valid after a failure; longer ones are cut
 */
struct error {
	char text[ERROR_TEXT_MAX];
};

/*
 * Set the message; nothing if @error is NULL. Returns -1, for
 * "return error_set(error, ...)". The arguments may point into @error ("%s: %s").
 */
int error_set(struct error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
int error_vset(struct error *error, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* "out of memory"; always -1. */
int error_no_memory(struct error *error);

#endif /* COMMON_ERROR_H */
