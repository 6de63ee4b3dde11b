/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of trapline matrix. */
#ifndef CMD_MATRIX_OPTIONS_H
#define CMD_MATRIX_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

enum matrix_format {
	MATRIX_FORMAT_TABLE,
	MATRIX_FORMAT_MD,
	MATRIX_FORMAT_CSV,
	MATRIX_FORMAT_JSON,
	N_MATRIX_FORMATS,
};

struct matrix_options {
	const char *run;
	size_t rows;
	size_t columns;
	const char *base;
	const char *filter;
	uint32_t moves;
	enum matrix_format format;
	const char *output;
	const char *colour;
};

/* RC_OK, or RC_USAGE after printing what is wrong. */
int matrix_options_parse(int argc, char **argv, struct matrix_options *o);

#endif
