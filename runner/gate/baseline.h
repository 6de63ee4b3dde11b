/* SPDX-License-Identifier: Apache-2.0 */
/*
 * results/baselines/: what later runs are held against, committed. docs/formats/baseline.md.
 *
 * One file for each board, CPU, toolchain version, flags, HAL, switch policy, vectors, clock and QEMU
 * version; the file's name is made of them and the key in it is what counts.
 */
#ifndef GATE_BASELINE_H
#define GATE_BASELINE_H

#include "gate/figures.h"
#include "store/store.h"

#define BASELINE_SCHEMA 1

struct baseline_change { /* one accept */
	char *when;      /* RFC 3339, UTC */
	char *run;       /* id */
	char *revision;  /* of the source; "" unknown */
	char *reason;
	char **cells; /* "hvc/return: 99 -> 101", "irq/exit: new"; one for each that changed */
	size_t n_cells;
};

struct baseline_accepted {
	size_t n_files; /* written */
	size_t n_new;   /* cells that had none */
	size_t n_changed;
	size_t n_kept; /* the same as before */
};

/**
 * baseline_load - every baseline file below @dir that can hold a cell of @like
 * @like: NULL: all
 *
 * No such folder: an empty set. A file that is truncated, edited to something wrong, or of a later schema
 * is an error that names file and place.
 *
 * Returns: 0 or -errno with @err filled
 */
int baseline_load(const char *dir, const struct figure_set *like, struct figure_set *out,
		  struct store_err *err);

/**
 * baseline_accept - make the cells of @run that have a result the baseline
 * @reason: not empty; kept with what changed
 *
 * Cells of the files that @run does not have stay. Each file is replaced by one rename, after all of them
 * have been written and read back; a full disk leaves the old ones.
 *
 * Returns: 0; -EINVAL: a cell is missing or spoiled; -errno with @err filled
 */
int baseline_accept(const char *dir, const struct run *run, const char *reason,
		    struct baseline_accepted *out, struct store_err *err);

#endif
