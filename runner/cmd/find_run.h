/* SPDX-License-Identifier: Apache-2.0 */
/* The run that a command line names. */
#ifndef CMD_FIND_RUN_H
#define CMD_FIND_RUN_H

#include "store/run.h"

/**
 * find_run_path - where the run is that is called @name
 *
 * A path; else latest, ID or runs/ID below results/ here, else below results/ of the source tree. What is none
 * of them is returned as it is: store_load() says what would be right. Caller frees. NULL: no memory.
 */
char *find_run_path(const char *name);

/* Loads it. RC_OK; RC_USAGE or RC_INCOMPLETE after printing why, as the subcommand @cmd. */
int find_run_load(const char *cmd, const char *name, struct run **out);

/* "trapline CMD: TEXT" to stderr, with what a terminal must not get made harmless. */
void find_run_say(const char *cmd, const char *text);

#endif
