/* SPDX-License-Identifier: Apache-2.0 */
/* The boards of a lab against the baselines: one at a time, and as one family of tests. */
#ifndef CMD_LAB_JUDGE_H
#define CMD_LAB_JUDGE_H

#include "gate/gate.h"
#include "gate/gate_family.h"
#include "lab/jobs.h"
#include "lab/lab.h"

struct lab_asked {
	const char *name; /* of the subcommand */
	const struct lab *lab;
	const char *baselines; /* folder; NULL: nothing is judged */
	const char *filter;    /* of cells; NULL: all */
	struct gate_rules rules;
	unsigned at_once;
	char *tmp; /* folder for what processes leave to each other: lab_tmp_make() */
};

/* RC_OK, or RC_INCOMPLETE after printing why. */
int lab_tmp_make(struct lab_asked *asked);
void lab_tmp_remove(struct lab_asked *asked);
/* A file in it, of a board; caller frees. NULL: no memory. */
char *lab_tmp_path(const struct lab_asked *asked, const char *what, size_t board);

struct lab_board_judged {
	struct run *run;
	struct figure_set fresh;
	struct figure_set base;
	struct gate_result result; /* without baselines: empty */
};

/* 0; -EINVAL or another -errno with @why written. */
int lab_judge_board(const struct lab_asked *asked, size_t board, struct lab_board_judged *out,
		    char *why);
void lab_judged_free(struct lab_board_judged *judged);

/* The same in a process of its own: what it leaves are the counts of verdicts in @result, and, while
 * asked->rules have no family, a file of the board's tests for lab_join_families(). Returns as
 * lab_judge_board(), @result's why written. */
int lab_judge_job(const struct lab_asked *asked, size_t board, struct lab_board_judged *out,
		  struct job_result *result);

/**
 * lab_join_families - the tests of all boards as one family
 * @family: n_noisy is 0 where every cell is exact: then asked->rules need none
 *
 * RC_OK; RC_INCOMPLETE after printing why
 */
int lab_join_families(const struct lab_asked *asked, struct gate_family *family);

/* Prints what went wrong with boards; RC_OK when nothing did, else RC_USAGE. */
int lab_judge_say(const struct lab_asked *asked, const struct job_result *results);

#endif
