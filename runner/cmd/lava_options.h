/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of trapline lava-job. */
#ifndef CMD_LAVA_OPTIONS_H
#define CMD_LAVA_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "session/lava.h"

struct lava_options {
	const char *out_dir;
	const char *suite;
	const char *filter;
	const char *url;         /* NULL: out_dir as file:// */
	const char *device_type; /* NULL: qemu, or the board's name */
	bool has_method;         /* else by the board's target */
	enum lava_method method;
	bool each_boot; /* a job of its own */
	bool with_make;
	uint32_t samples; /* 0: the suite's */
	uint32_t boots;   /* 0: the suite's */
};

/* RC_OK, or RC_USAGE after printing what is wrong. */
int lava_options_parse(int argc, char **argv, struct lava_options *out);

#endif
