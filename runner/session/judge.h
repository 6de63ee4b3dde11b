/* SPDX-License-Identifier: Apache-2.0 */
/* Which results of one boot are to be believed. */
#ifndef SESSION_JUDGE_H
#define SESSION_JUDGE_H

#include "session/session.h"

/* A cell that has neither a result nor a reason yet. */
bool cell_is_pending(const struct cell *cell);
/* 0 or -ENOMEM. @status is not CELL_OK; @log may be NULL. */
int cell_set_failed(struct cell *cell, enum cell_status status, const char *why, const char *log);

/* Takes away the reason of a cell that has no result. */
void cell_set_pending(struct cell *cell);

struct judgement {
	size_t n_ok;                     /* cells that got a result */
	size_t n_missing;                /* cells that got a reason */
	size_t n_na;                     /* cells that do not apply */
	bool refused;                    /* the whole boot; booting again would give the same */
	char why[SESSION_WHY_MAX + 128]; /* "" when nothing was wrong; may name a benchmark first */
};

/**
 * judge_boot - turn what a boot delivered into cells
 * @pb:    its midr becomes known
 * @asked: cells of @pb that were pending before the boot: the benchmarks it was to run
 * @log:   console log, relative to the run's folder
 *
 * Cells that the boot did not reach stay pending.
 *
 * Returns: 0 or -ENOMEM
 */
int judge_boot(struct session *s, struct plan_boot *pb, size_t asked, struct boot *boot,
	       const char *log, struct judgement *out);

#endif
