/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of trapline selftest, and what its command line says. */
#ifndef CMD_SELFTEST_PARTS_H
#define CMD_SELFTEST_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "cmd/progress.h"
#include "gate/gate.h"

struct selftest_options {
	const char *suite;   /* of the parts that measure; NULL: each has its own */
	const char *filter;  /* cells of the parts that measure; NULL: all */
	const char *out_dir; /* keeps the runs; NULL: they are removed */
	uint32_t runs;       /* comparisons without a change */
	uint32_t boots;      /* a side */
	uint32_t cells;      /* of each comparison, part field */
	uint32_t pool;       /* boots measured, part boots; 0: as many as needed */
	uint32_t seed;
	bool with_make;
	struct gate_rules rules;
};

struct selftest {
	struct selftest_options opt;
	struct progress progress;
	char *scratch;     /* folder for the runs */
	size_t n_missed;   /* aims */
	size_t n_unjudged; /* pairs of results, one of which is missing */
};

/* Each prints what it finds on standard output. RC_OK, the aims that were missed counted; or RC_USAGE or
 * RC_INCOMPLETE after printing why. */
int selftest_field(struct selftest *t);
int selftest_boots(struct selftest *t);
int selftest_exact(struct selftest *t);

/* A tick of aims_measure(); @arg is a struct selftest. */
void selftest_tick(void *arg, const char *what, unsigned percent);

#endif
