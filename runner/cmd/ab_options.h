/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of trapline ab. */
#ifndef CMD_AB_OPTIONS_H
#define CMD_AB_OPTIONS_H

#include <stdint.h>

#include "cmd/gate_options.h"

struct ab_options {
	struct gate_options gate;
	const char *sides[2]; /* OLD, NEW */
	const char *suite;
	const char *filter;
	const char *out_dir; /* NULL: results in the source tree */
	uint32_t samples;    /* 0: the suite's */
	uint32_t boots;      /* a side; 0: as the clock needs */
	uint32_t layouts;
	bool with_make;
	bool can_confirm;
};

/* RC_OK, or RC_USAGE after printing what is wrong. */
int ab_options_parse(int argc, char **argv, struct ab_options *out);

/* The command line that measures the same again; caller frees. NULL: no memory. */
char *ab_options_command(const struct ab_options *o);

#endif
