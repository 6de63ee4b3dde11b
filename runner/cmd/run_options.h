/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of trapline run. */
#ifndef CMD_RUN_OPTIONS_H
#define CMD_RUN_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "lab/part.h"

#define RUN_BOOTS_MAX   99u
#define RUN_LAYOUTS_MAX 99u

struct run_options {
	const char *suite;
	const char *filter;
	const char *resume;  /* a run to go on with; NULL: a new one is made */
	const char *out_dir; /* NULL: results in the source tree */
	const char *colour;
	bool with_make;
	bool is_dry; /* only say what would be done */
	bool with_gate;
	const char *baselines; /* for the gate; NULL: results/baselines */
	bool cold;             /* or the suite says so */
	bool load;
	uint32_t samples;     /* 0: the suite's */
	uint32_t boots;       /* 0: the suite's */
	uint32_t layouts;     /* 0: as make links it */
	struct lab_part part; /* of trapline shard; not parsed here */
};

/* RC_OK, or RC_USAGE after printing what is wrong. */
int run_options_parse(int argc, char **argv, struct run_options *out);

/**
 * run_options_command - the command line that measures the same again; caller frees
 *
 * It begins with the program as the user named it. How this run was shown, and that nothing was
 * built for it, is left out. NULL: no memory.
 */
char *run_options_command(const struct run_options *o);

#endif
