/* SPDX-License-Identifier: Apache-2.0 */
/* What a run is called, when it began, and the command that repeats it. */
#ifndef SESSION_IDENTITY_H
#define SESSION_IDENTITY_H

#include <stdio.h>

#include "store/run.h"

/**
 * identity_set - fill id, suite, started and command of a new run
 * @command: what repeats the run
 *
 * The id is a wish: the store makes it unique.
 *
 * Returns: 0 or -ENOMEM
 */
int identity_set(struct run *run, const char *suite, const char *command);

/* Writes @word so that a shell reads it back as one word. */
void identity_quote(FILE *out, const char *word);

#endif
