/* SPDX-License-Identifier: Apache-2.0 */
/* trapline run --dry-run: what would be built and booted, and how long that should take. */
#ifndef CMD_RUN_DRY_H
#define CMD_RUN_DRY_H

#include "cmd/run_job.h"

/**
 * run_dry_show - print boots with their cells, images, and the time expected; nothing is built, booted or stored
 * @job:     planned
 * @samples: a benchmark
 * @results: folder whose newest runs say how long boots take
 *
 * Returns: RC_OK; RC_INCOMPLETE after printing why
 */
int run_dry_show(const struct run_job *job, uint32_t samples, const char *results);

#endif
