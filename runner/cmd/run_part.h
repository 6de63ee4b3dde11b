/* SPDX-License-Identifier: Apache-2.0 */
/* A part of a run: what trapline shard does beside what trapline run does. */
#ifndef CMD_RUN_PART_H
#define CMD_RUN_PART_H

#include "cmd/run_options.h"
#include "config/config.h"
#include "lab/part.h"
#include "store/run.h"

/* The command run, for @part of what it is asked for; part.of 0: all. @argv as a subcommand's. An enum rc. */
int run_part(int argc, char **argv, const struct lab_part *part);

/* Leaves of the planned cells those of o->part; all when there is none. RC_OK, or RC_USAGE or RC_INCOMPLETE
 * after printing why. @plan is for part_plan_free(). */
int run_part_take(const struct run_options *o, const struct suite_cfg *suite, struct run *run,
		  struct part_plan *plan);
/* Writes the list of the whole plan, when there is one, into the run's folder @dir. */
int run_part_write(const struct part_plan *plan, const char *dir);

#endif
