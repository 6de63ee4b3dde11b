/* SPDX-License-Identifier: Apache-2.0 */
/* How far a run is: on a terminal one line that is rewritten, elsewhere a plain line a boot. */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "session/session.h"

struct progress {
	FILE *out;
	bool is_terminal;
	const char *run_dir; /* where the logs will be found */
	int64_t start_ms;
	char line[256]; /* what stands there, "" when nothing does */
};

void progress_init(struct progress *p, FILE *out, const char *run_dir);
/* A session.watch; @arg is a struct progress. */
void progress_watch(void *arg, const struct session_event *ev);
/* Says what is being done after the boots. */
void progress_note(struct progress *p, const char *what);
/* Takes the rewritten line away. */
void progress_end(struct progress *p);

#endif
