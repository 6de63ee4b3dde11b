/* SPDX-License-Identifier: Apache-2.0 */
/* Options of every command that ends in verdicts: how they are found, and how they are shown. */
#ifndef CMD_GATE_OPTIONS_H
#define CMD_GATE_OPTIONS_H

#include <getopt.h>
#include <stdbool.h>

#include "gate/gate.h"
#include "report/verdicts.h"

struct gate_options {
	struct gate_rules rules;
	enum verdict_format format;
	const char *output; /* NULL: standard output */
	const char *colour; /* auto, always or never */
	bool all;
};

/* What no option says otherwise. */
void gate_options_begin(struct gate_options *o);

enum gate_option { /* values of the rows below: above those of a command's own options */
	GATE_OPTION_ALL = 0x1000,
	GATE_OPTION_FORMAT,
	GATE_OPTION_OUTPUT,
	GATE_OPTION_EFFECT,
	GATE_OPTION_P99_EFFECT,
	GATE_OPTION_FDR,
	GATE_OPTION_SEES,
	GATE_OPTION_COLOUR,
	GATE_OPTION_ACROSS,
	GATE_OPTION_END,
};

/* Rows for getopt_long(). --across is a row of its own: not every command has two sides that may differ. */
/* clang-format off */
#define GATE_OPTION_ROWS						\
	{ "all", no_argument, NULL, GATE_OPTION_ALL },			\
	{ "format", required_argument, NULL, GATE_OPTION_FORMAT },	\
	{ "output", required_argument, NULL, GATE_OPTION_OUTPUT },	\
	{ "effect", required_argument, NULL, GATE_OPTION_EFFECT },	\
	{ "p99-effect", required_argument, NULL, GATE_OPTION_P99_EFFECT }, \
	{ "fdr", required_argument, NULL, GATE_OPTION_FDR },		\
	{ "sees", required_argument, NULL, GATE_OPTION_SEES },		\
	{ "color", required_argument, NULL, GATE_OPTION_COLOUR }
#define GATE_OPTION_ACROSS_ROW						\
	{ "across", required_argument, NULL, GATE_OPTION_ACROSS }

/* Lines of --help. */
#define GATE_OPTIONS_HELP \
	"  --format FORMAT       table (default), md, json, csv, plot-csv, junit, openmetrics\n" \
	"  --output FILE         write that to FILE, whole or not at all, and the table to\n" \
	"                        standard output\n" \
	"  --all                 list the cells that did not change too\n" \
	"  --effect PERCENT      clocks with noise: smallest change of a median that counts (2)\n" \
	"  --p99-effect PERCENT  the same of a 99th percentile (10)\n" \
	"  --fdr PERCENT         false discoveries among all regressions, at most (5)\n" \
	"  --sees PERCENT        'unchanged' only where a slowdown of this size would have been\n" \
	"                        seen (10)\n" \
	"  --color=WHEN          auto (default), always or never\n"
#define GATE_ACROSS_HELP \
	"  --across FIELDS       parts of a cell's identity that may differ, with a comma between:\n" \
	"                        board, cpu, toolchain, flags, hal, switch, vectors, qemu\n"
/* clang-format on */

/**
 * gate_options_take - one option that options_next() returned, if it is one of the above
 * @name: the subcommand's
 * @opt:  what options_next() returned, with optarg
 *
 * Returns: RC_OK; RC_USAGE: it is none of them, or its value is wrong, after printing what would be right
 */
int gate_options_take(const char *name, int opt, struct gate_options *o);

#endif
