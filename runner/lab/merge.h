/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The runs of all parts of one plan, joined; docs/sharding.md. Nothing here changes a run that is
 * on disk.
 *
 * What is wrong with a set of parts is told in lines, one a fault, to a stream of the caller: all
 * of them and not the first, since whoever collects from a hundred machines wants to know of all
 * that failed.
 */
#ifndef LAB_MERGE_H
#define LAB_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "lab/part.h"
#include "store/store.h"

struct merge_part {
	char *dir; /* folder of the run, for messages and logs */
	/* Owned; merge_check() and merge_head() look at its environment and heading alone. */
	struct run *run;
	struct lab_part part; /* what its environment says; index 0: it is none */
};

struct merge {
	struct merge_part *parts; /* after merge_check() in the order of index */
	size_t n;
	unsigned of;
	bool *has;     /* [index], from 1 */
	size_t n_lost; /* parts that are not there */
};

/* Takes the run; 0 or -ENOMEM. A run that is no part is added too, for merge_check() to tell. */
int merge_add(struct merge *merge, const char *dir, struct run *run);
void merge_free(struct merge *merge);

/**
 * merge_check - are these the parts of one plan, measured alike, each there once?
 * @is_partial: parts may be missing
 * @faults:     gets a line for each fault: what is no part, of another plan, revision or tool,
 *              twice, or missing
 *
 * Returns: 0; -EINVAL: there is a fault, or no part at all; -ENOMEM
 */
int merge_check(struct merge *merge, bool is_partial, FILE *faults);

/**
 * merge_head - what @out, a new run, says above its cells: when, where, and with what
 *
 * Equal entries of the environments become one. Of what may differ between machines (host.*, and
 * tools that make no figures) @out has "mixed: a, b", of loads the largest, and each part's own as
 * shard-<index>.<key>. Entries that make figures (source, builds, registers, counters, compilers,
 * QEMU, Trapline) have to agree.
 *
 * Returns: 0; -EINVAL: they do not, a line to @faults for each; -ENOMEM
 */
int merge_head(const struct merge *merge, struct run *out, FILE *faults);

/* The same without the environments: id, suite, when, command, mode. 0 or -ENOMEM. */
int merge_heading(const struct merge *merge, struct run *out);

/* Moves the cells and checks of a part to @out, which merge_head() began; to be sorted. Returns 0
 * or -ENOMEM. */
int merge_move(struct run *from, struct run *out);

/**
 * merge_lost - add the cells of the parts that are not there to @out, as missing
 * @board: of this board alone; NULL: all
 *
 * Which they are says the PART_LIST beside any part that is there; it has to be of this plan.
 *
 * Returns: 0; -ENOENT: no part has such a list; -ENOMEM, -errno; @err filled
 */
int merge_lost(const struct merge *merge, const char *board, struct run *out,
	       struct store_err *err);

/* Whose logs are meant: those that have the name of boards[board] in front, and of board 0 also
 * those that are of none. n 0: all. */
struct merge_owner {
	char *const *boards; /* of the part, in their order */
	size_t n;
	size_t board;
};

/**
 * merge_logs - copy the logs of one part beside those that are in @dir already
 * @from:  folder of the part's run; one without logs is no error
 * @index: of the part
 * @owner: which of them
 * @run:   whose cells' logs are renamed as their files are, where a name was taken by another file
 *
 * A file of the same name and content is there once; one of other content gets "-shard<index>" in
 * its name.
 *
 * Returns: 0 or -errno with @err filled
 */
int merge_logs(const char *from, const char *dir, unsigned index, const struct merge_owner *owner,
	       struct run *run, struct store_err *err);
/* Whether a log, or a boot, of this name is @owner's. */
bool merge_owns(const struct merge_owner *owner, const char *name);

#endif
