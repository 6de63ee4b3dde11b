/* SPDX-License-Identifier: Apache-2.0 */
/* What a suite asks for: the cells, and the images and boots that give them. */
#ifndef SESSION_PLAN_H
#define SESSION_PLAN_H

#include <regex.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/config.h"
#include "session/image.h"
#include "store/run.h"
#include "target/target.h"

struct plan_boot { /* one start of a target measures all its cells */
	const struct board_cfg *board;
	const char *cpu; /* not owned */
	char *name;      /* qemu-virt-gicv3-cortex-a57-static, or -static-boot2: log and messages */
	const struct target_ops *ops;
	const struct str_list *argv; /* of the clock asked for, empty of a board that stays */
	struct desk *desk;           /* of a board that stays, since its first boot; else NULL */
	unsigned boot;               /* 0 to n - 1: a cell is measured by each of its boots */
	unsigned layout;             /* of its image */
	size_t image;                /* index in plan.images */
	size_t *cells;               /* indices in run.cells */
	size_t n_cells;
	char *left_out; /* why its board cannot be started from here: its cells do not apply; or NULL */
	char *unasked;  /* why nobody knows whether it can be: its cells are missing; or NULL */
	uint64_t nonce; /* that its image was given and its hello has to have; 0: none */
	uint64_t told_nonce; /* that the hello had which was believed */
	uint64_t midr;       /* of its CPU, as a boot that was believed reported; 0: none was yet */
};

struct plan {
	struct image *images;
	size_t n_images;
	struct plan_boot *boots;
	size_t n_boots;
};

/**
 * plan_cells - append to @run the cells of @suite whose name matches @filter, and sort them
 * @filter: NULL: all
 *
 * A cell asked for twice is there once. Its toolchain is the compiler alone until the build.
 *
 * Returns: 0 or -ENOMEM
 */
int plan_cells(const struct suite_cfg *suite, const regex_t *filter, struct run *run);

/**
 * plan_repeat - measure each cell of @run more than once
 * @boots:   1 or more
 * @layouts: 0: images as make links them; else link orders 1 to @layouts, by turns: each has a boot at least
 *
 * Each cell is there as often as the larger of both says, in the order of run_sort_cells().
 * Returns: 0 or -ENOMEM
 */
int plan_repeat(struct run *run, unsigned boots, unsigned layouts);

/**
 * plan_boots - group the cells of @run by what one boot can measure
 * @boards: every board that @run names
 *
 * In rounds: boot 0 of every image, then boot 1, ...; every other round in the opposite order, so that
 * what drifts with time meets all alike.
 *
 * Returns: 0; -ENOMEM; -EINVAL, added to @d: a board that cannot do the suite's clock
 */
int plan_boots(const char *root, const struct suite_cfg *suite, struct board_cfg *const *boards,
	       size_t n_boards, const struct run *run, struct plan **out, struct diag *d);
/* plan_leave_boards() if that has not been called. */
void plan_free(struct plan *plan);

/**
 * plan_leave_boards - leave the boards that its boots took: those that nobody else has are switched off
 * @why: at least TARGET_WHY_MAX bytes
 *
 * Returns: 0; -errno with @why: of the latest that could not be switched off
 */
int plan_leave_boards(struct plan *plan, char *why);

/**
 * plan_check_here - tell whether the boards can be reached from this host, as far as its environment says
 *
 * Returns: 0; -EINVAL, added to @d: a board whose variables are not all set
 */
int plan_check_here(const struct suite_cfg *suite, struct board_cfg *const *boards, size_t n_boards,
		    struct diag *d);

/**
 * plan_leave_out - ask each board of @plan that names a program for it whether it can be started here
 * @root: the source tree, where the programs run
 * @stop: when it becomes non-zero no more are asked; NULL: never
 *
 * Boots of a board that cannot are told so (struct plan_boot, left_out). The reason is the first line
 * that the program prints, or else its exit code. A program that cannot be run, is killed, or does not
 * come to an end has said nothing: struct plan_boot, unasked.
 * Returns: 0 or -ENOMEM
 */
int plan_leave_out(struct plan *plan, const char *root, const volatile sig_atomic_t *stop);

/* False: every boot of this image was left out. */
bool plan_needs_image(const struct plan *plan, size_t image);

/* What the boot that measures @cell is called; caller frees. NULL: no memory. */
char *plan_boot_name(const struct cell *cell, bool has_rounds);

const char *clock_name(enum clock_mode clock); /* exact, cntvct */

#endif
