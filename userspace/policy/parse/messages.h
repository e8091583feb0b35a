/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * messages.h - collecting what is to be said about a policy file
 *
 * Private to this room; what others see of it is in model.h.
 */
#ifndef POLICY_MESSAGES_H
#define POLICY_MESSAGES_H

#include "policy/model.h"

/* @line 0: the file as a whole. An error counts even if memory is out. */
void message_add(struct policy_messages *messages,
		 enum policy_severity severity, const char *file,
		 unsigned int line, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

#endif /* POLICY_MESSAGES_H */
