/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verdict on two sets of figures; docs/gating.md is the method in words.
 *
 * Exact clock: any difference in instructions or exits is a change. A clock with noise: the boot is the
 * replicate; per-boot medians, the Hodges-Lehmann shift with an exact rank-sum test, Benjamini-Hochberg over
 * all cells, and an effect floor; per-boot p99 likewise, as a family of its own.
 */
#ifndef GATE_GATE_H
#define GATE_GATE_H

#include "gate/figures.h"

enum verdict {
	VERDICT_UNCHANGED,
	VERDICT_IMPROVED,
	VERDICT_REGRESSED,
	VERDICT_INCONCLUSIVE, /* a clock with noise: so few boots cannot tell */
	VERDICT_MISSING,      /* not on both sides, or without a result to be trusted on one */
	VERDICT_NA, /* does not apply on either side; or on the new one, without a baseline */
	N_VERDICTS,
};

enum gate_metric {
	METRIC_MEDIAN,
	METRIC_P99,  /* clocks with noise only */
	METRIC_MEAN, /* exact clock, in this order: the first that is worse, else that is better */
	METRIC_EXITS,
	METRIC_SAMPLES, /* they differ, and nothing says for better or worse */
	N_METRICS,
};

struct gate_family;

struct gate_rules {
	double effect;     /* smallest shift of a median that counts, of the old median: 0.02 */
	double p99_effect; /* of a p99: 0.10 */
	double fdr;        /* false discovery rate over all cells, above 0 and below 1: 0.05 */
	double screen;     /* one-sided p from which a shift is worth a confirming re-run: 0.05 */
	double sees; /* "unchanged" only where a slowdown of this size would have been seen: 0.10 */
	bool can_confirm; /* the caller measures suspects again */
	size_t first_boots; /* after that: how many boots a side there were before; 0: none was made */
	unsigned across;    /* ACROSS_*: fields of the key that may differ between the sides */
	/* What has no figure can have no baseline: a cell that the old side lacks and that does not apply on the
	 * new one is no missing one. */
	bool old_is_baselines;
	/* Adjusted tests of all comparisons that this one is a part of (gate/gate_family.h), its own among
	 * them; NULL: it is alone. */
	const struct gate_family *family;
};

extern const struct gate_rules gate_rules_default;

struct gate_result;
/* For the judgement on all boots, after the suspects of @first have been measured again. */
struct gate_rules gate_rules_confirmed(const struct gate_result *first);

enum gate_across {
	ACROSS_BOARD = 1u << 0,
	ACROSS_CPU = 1u << 1,
	ACROSS_TOOLCHAIN = 1u << 2,
	ACROSS_FLAGS = 1u << 3,
	ACROSS_HAL = 1u << 4,
	ACROSS_SWITCH = 1u << 5,
	ACROSS_VECTORS = 1u << 6,
	ACROSS_QEMU = 1u << 7,
};

enum gate_floor { /* which of them was the largest */
	FLOOR_EFFECT,
	FLOOR_TICKS,  /* two ticks, for one operation */
	FLOOR_AA,     /* what halves of one side's boots differ by */
	FLOOR_LAYOUT, /* what link orders of one side differ by */
	FLOOR_ORDER,  /* p99: its order-statistic interval within a boot */
};

struct gate_test {    /* one metric of one cell on a clock with noise; shares are of old_value, and
			 of one tick where that is 0 */
	bool is_made; /* false: a side has one boot, or a boot too few samples for a p99 */
	double old_value;
	double new_value;
	double shift; /* Hodges-Lehmann, in the unit; low and high: 95 % */
	double low;
	double high;
	double floor;       /* share */
	double fixed_floor; /* share: the part of it that no number of boots lowers */
	enum gate_floor floor_by;
	double p_worse;
	double p_better;
	double q_worse; /* adjusted over all cells */
	double q_better;
	double sees; /* share: the smallest slowdown that would have been seen, never below the
			floor; INFINITY: none */
};

struct gate_row {
	const struct figures *old_figures; /* either may be NULL */
	const struct figures *new_figures;
	enum verdict verdict;
	enum gate_metric metric; /* what decided */
	double old_value;        /* of it */
	double new_value;
	bool is_exact;
	bool is_suspect;           /* not settled, and a confirming re-run may settle it */
	struct gate_test tests[2]; /* METRIC_MEDIAN, METRIC_P99; clocks with noise only */
	size_t n_old;              /* boots with a result */
	size_t n_new;
	size_t more_boots; /* inconclusive: so many more a side; 0: cannot be said */
	char why[160]; /* one line behind the verdict where there is something to say, "" otherwise */
};

struct gate_result {
	struct gate_row *rows; /* one for each cell of either side, in the order of cells */
	size_t n;
	size_t count[N_VERDICTS];
	struct gate_rules rules;
};

/* Points into both sets. 0 or -ENOMEM. */
int gate_judge(const struct figure_set *old_set, const struct figure_set *new_set,
	       const struct gate_rules *rules, struct gate_result *out);
void gate_free(struct gate_result *result);

const char *gate_verdict_name(enum verdict verdict); /* regressed */
const char *gate_metric_name(enum gate_metric metric);
const char *gate_floor_name(enum gate_floor floor); /* "two ticks" */
/* The command's exit status: 1 regressed; else 3 missing, inconclusive or nothing to compare; else 0. */
int gate_exit_code(const struct gate_result *result);

/* The word of one ACROSS_* bit; NULL: no such bit. */
const char *gate_across_name(unsigned bit);
/* "board,toolchain" to ACROSS_* bits; -EINVAL: *bad is in @words where the first that is none begins. */
int gate_parse_across(const char *words, unsigned *out, const char **bad);

#endif
