/* SPDX-License-Identifier: Apache-2.0 */
/* What one revision is, held against the good one. */
#ifndef CMD_BISECT_STEP_H
#define CMD_BISECT_STEP_H

#include "cmd/bisect_work.h"

/* What git bisect run takes for an answer. */
enum bisect_answer {
	BISECT_GOOD = 0,
	BISECT_BAD = 1,
	BISECT_SKIP = 125, /* it cannot be said of this revision */
	BISECT_STOP = 130, /* no more steps */
};

struct bisect_outcome {
	enum verdict verdict;
	char text[BISECT_TEXT_MAX]; /* "median 99 -> 100 instructions, +1.0 %" */
};

/* The one cell of either. 0 or -ENOMEM. */
int bisect_judge(const struct figure_set *good, const struct figure_set *now,
		 struct bisect_outcome *out);
/* @not_worse: what is better is good too, as is what differs without being worse. */
enum bisect_answer bisect_answer(enum verdict verdict, bool not_worse);

/* Measures what git checked out, prints what it is, and answers. */
enum bisect_answer bisect_step(const struct bisect_work *work, bool not_worse);

#endif
