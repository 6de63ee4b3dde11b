/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate on the exact clock, put to images whose vectors are longer by a known number of instructions
 * (make image INJECT=N), and to such as differ by nothing, or by link order alone. docs/selftest.md.
 */
#ifndef SELFTEST_EXACT_H
#define SELFTEST_EXACT_H

#include <regex.h>
#include <stdio.h>

#include "config/config.h"
#include "session/session.h"
#include "store/run.h"

#define EXACT_PAIRS    6u  /* each against the first run: three without a change, three with */
#define EXACT_SLOW     3u  /* the first with one */
#define EXACT_EACH_MAX 16u /* exits of one operation that are believed */

struct exact_setup {
	const char *root;
	const struct suite_cfg *suite; /* clock: exact */
	struct board_cfg *const *boards;
	size_t n_boards;
	const regex_t *filter; /* cells whose name matches; NULL: all */
	bool with_make;
	const char *dir; /* empty; gets a folder of each run, with logs/ */
	const volatile sig_atomic_t *stop;
	void (*watch)(void *arg, const struct session_event *ev); /* NULL: nobody */
	void *watch_arg;
};

struct exact_runs {
	struct run *base; /* as make links it */
	struct run *other[EXACT_PAIRS];
};

enum exact_path { /* whether a cell's operation passes the vectors, and how that is known */
	EXACT_NOT_ON_PATH, /* nothing enters EL2 from a guest between the stamps */
	EXACT_BY_EXITS,    /* the host counted exits */
	EXACT_BY_COUNTER,  /* the guest's performance monitors counted instructions at EL2 */
	EXACT_BY_LENGTH,   /* it is answered where nobody counts; the largest injection shows */
};

struct exact_cell {
	char *name;       /* as cell_name() */
	bool is_measured; /* in the first run and in that of the largest injection */
	bool is_na;       /* does not apply to board or image */
	enum exact_path path;
	unsigned each; /* exits of one operation, by the largest injection */
	char why[160]; /* "" or what is wrong, in the first pair in which something is */
};

struct exact_step {       /* how the second run of a pair differs */
	const char *what; /* "the same image again" */
	unsigned layout;
	unsigned inject; /* 0: without a change */
};

/* The largest injection is the last. */
extern const struct exact_step exact_steps[EXACT_PAIRS];

struct exact_pair {
	size_t n_on_path; /* cells judged */
	size_t n_off_path;
	size_t n_found;   /* of those on the path: regressed */
	size_t n_amount;  /* of those: by inject times each, to the instruction */
	size_t n_alarms;  /* not unchanged, of those off the path; without a change, of all */
	size_t n_missing; /* without a result on a side: not judged */
};

struct exact_result {
	struct exact_pair pairs[EXACT_PAIRS];
	struct exact_cell *cells;
	size_t n_cells;
};

/**
 * exact_measure - build the images, boot each, and keep the runs in memory
 *
 * Cells without a result are missing in their run, and say why; a stop leaves all that were not measured.
 *
 * Returns: 0; -EINVAL, added to @d: a clock or board that cannot be used; -ENOMEM; -errno: @setup->dir
 * cannot be written to
 */
int exact_measure(const struct exact_setup *setup, struct exact_runs *out, struct diag *d);
void exact_runs_free(struct exact_runs *runs);

/* Puts the pairs to gate_judge(). All runs have the cells of the first. 0 or -ENOMEM. */
int exact_judge(const struct exact_runs *runs, struct exact_result *out);
void exact_free(struct exact_result *result);

/* Results that were not judged, over all pairs. */
size_t exact_count_missing(const struct exact_result *result);

/* Prints what was found beside the aims, each cell with something wrong, and those that are not on the
 * path; how many aims were missed. */
size_t exact_print(const struct exact_result *result, FILE *out);

#endif
