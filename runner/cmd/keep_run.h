/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_KEEP_RUN_H
#define CMD_KEEP_RUN_H

#include "store/store.h"

/* Writes the report and the files of @run, which was made of others or of logs, and gives its folder the name
 * that lasts, *final_dir; caller frees. @name: the subcommand. RC_OK, or RC_INCOMPLETE after printing why. */
int keep_run(const char *name, struct store *store, struct run *run, char **final_dir);

#endif
