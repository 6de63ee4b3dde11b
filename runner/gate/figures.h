/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a verdict is made of: one entry for each cell, with what its boots measured. It comes from a run
 * or from a baseline file, and the gate does not know which.
 */
#ifndef GATE_FIGURES_H
#define GATE_FIGURES_H

#include "store/run.h"

struct value_count { /* exact clock: how often a sample had this value, in all boots together */
	uint64_t value;
	uint64_t count;
};

struct exit_rate {
	char *name;
	uint64_t count; /* between the stamps, over all samples */
};

struct boot_figure { /* a clock with noise: one boot, all for one operation, in the cell's unit */
	unsigned layout; /* link order and padding of its image; 0: as make links it */
	uint64_t n;      /* samples */
	double tick;     /* what one step of the counter is for one operation: step / batch */
	double median;
	double p99; /* with the order-statistic interval of 95 %; has_p99: n is enough for one */
	double p99_low;
	double p99_high;
	bool has_p99;
};

struct figures {
	struct cell_key key; /* owned */
	char *qemu;          /* version, as 7.2.22; "" on a target that is no QEMU */
	enum cell_status
		status; /* CELL_OK when at least one boot has a result to be trusted and none is
				    spoiled */
	char *error;    /* of the first boot without a result; NULL when all have one */
	char *unit;
	uint64_t n;                 /* samples of all boots */
	uint64_t n_without;         /* boots that gave no result */
	struct value_count *values; /* exact clock: ascending; else NULL */
	size_t n_values;
	uint64_t batch;          /* exact clock: operations a sample */
	struct exit_rate *exits; /* in the order of names */
	size_t n_exits;
	struct boot_figure *boots; /* in the order of time; exact clock too, for the median */
	size_t n_boots;
	bool boots_differ; /* exact clock: not every boot has the samples and exits of the first */
};

struct figure_set {
	struct figures *items; /* in the order of run_sort_cells() */
	size_t n;
	char *name; /* what messages call it: a run's id, "results/baselines" */
};

/* One entry for each cell of @run, its boots together. 0 or -ENOMEM. */
int figures_of_run(const struct run *run, struct figure_set *out);
/* As strcmp(): the order of run_sort_cells(), then of versions of QEMU. */
int figures_order(const struct figures *a, const struct figures *b);
void figures_free(struct figures *one);
void figure_set_free(struct figure_set *set);

/* The one figure of a cell, for one operation: on the exact clock the median of its samples, else the median
 * over its boots' medians. 0 without samples and boots. */
double figures_median(const struct figures *one);

/* The version in what a program says of itself: "QEMU emulator version 7.2.22 (Debian ...)" is 7.2.22; ""
 * when there is none. Cut to @size. */
void figures_find_version(const char *text, char *out, size_t size);

#endif
