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
#define BASELINE_DOCS   "docs/formats/baseline.md"

struct baseline_change { /* one accept */
	char *when;      /* RFC 3339, UTC */
	char *run;       /* id */
	char *revision;  /* of the source; "" unknown */
	char *reason;
	char **cells; /* "hvc/return: 99 -> 101", "irq/exit: new"; one for each that changed */
	size_t n_cells;
};

struct baseline_file {
	struct cell_key key; /* of all its cells; benchmark is NULL */
	char *qemu;
	struct figures *cells; /* by benchmark */
	size_t n_cells;
	struct baseline_change *accepted; /* the oldest first */
	size_t n_accepted;
};

struct baseline_accepted {
	size_t n_new;     /* cells that had none */
	size_t n_changed; /* or were measured again, on a clock with noise */
	size_t n_kept;    /* the same as before */
	struct baseline_written {
		char *name; /* of the file */
		char **cells;
		size_t n_cells;
	} * files; /* written */
	size_t n_files;
};

/**
 * baseline_load - every baseline file below @dir that can hold a cell of @like
 * @like:   NULL: all
 * @across: ACROSS_* fields of the key that may differ from @like's
 *
 * No such folder: an empty set. A file that is truncated, edited to something wrong, of a later schema, or
 * of another key than its name says is an error that names file and place. The cells of @out are in the order
 * of run_sort_cells().
 *
 * Returns: 0 or -errno with @err filled
 */
int baseline_load(const char *dir, const struct figure_set *like, unsigned across,
		  struct figure_set *out, struct store_err *err);

/* Why no file of @dir is the one of @cell: what the nearest is of instead, in one line; "" when there is one.
 * Caller frees. NULL: no memory, or @dir cannot be read. */
char *baseline_explain_absence(const char *dir, const struct figures *cell);

/* The paths of all files below @dir, by name; each and the array on the heap. No such folder: none. */
int baseline_find(const char *dir, char ***out, size_t *n_out, struct store_err *err);

/**
 * baseline_accept - make the cells of @run that have a result the baseline
 * @reason: one line, not empty; kept with what changed
 *
 * Cells of the files that @run does not have stay, and so does a file in which nothing changed. Each file
 * is replaced by one rename, after all of them have been written and read back; a full disk leaves the old
 * ones.
 *
 * Returns: 0; -EINVAL: a cell is missing or spoiled, the run was cold or under load, or no reason;
 *          -errno with @err filled
 */
int baseline_accept(const char *dir, const struct run *run, const char *reason,
		    struct baseline_accepted *out, struct store_err *err);
void baseline_accepted_free(struct baseline_accepted *accepted);

/* One file, checked. 0 or -errno with @err filled. */
int baseline_read(const char *path, struct baseline_file *out, struct store_err *err);
/* What baseline_read() reads; caller frees. 0 or -ENOMEM. */
int baseline_format(const struct baseline_file *file, char **text, size_t *size);
void baseline_file_free(struct baseline_file *file);
void baseline_change_free(struct baseline_change *change);

/* The name of the file for a cell, without a folder; caller frees. NULL: no memory. */
char *baseline_name(const struct cell_key *key, const char *qemu);
/* What the names match, as for fnmatch(), of the files that can hold @cell: what it does not know of its
 * key, and what is in @across, may be anything. Caller frees. NULL: no memory. */
char *baseline_pattern(const struct figures *cell, unsigned across);

/* The parts of the key in the order of names and files, without QEMU's version. */
#define BASELINE_N_PARTS 9u
struct baseline_part {
	const char *key;
	size_t offset;   /* of a char * in struct cell_key */
	bool is_text;    /* one line; else a name */
	unsigned across; /* ACROSS_*; 0: never */
};
extern const struct baseline_part baseline_parts[BASELINE_N_PARTS];
char **baseline_part_of(struct cell_key *key, size_t part);
const char *baseline_part_text(const struct cell_key *key, size_t part); /* NULL is "" */

#endif
