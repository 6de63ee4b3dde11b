/* SPDX-License-Identifier: Apache-2.0 */
/* What stderr ends with when a run is not all well; @name: the subcommand that says so. */
#ifndef CMD_RUN_SAY_H
#define CMD_RUN_SAY_H

#include "store/run.h"

/* Each self-check that failed, also one that spoils nothing of what was asked for. */
void run_say_checks(const char *name, const struct run *run);
/* One line a cause: which cell, why, and where below @dir to look. The table has every cell, but a
 * redirected stdout must not hide that something is missing. */
void run_say_missing(const char *name, const struct run *run, const char *dir);
/* What about the host or the source makes the figures worth less, and what to do. */
/* That the host counts nothing of QEMU, where that is so. */
void run_say_pmu(const char *cmd, const struct run *run);
void run_say_advice(const char *name, const struct run *run);

#endif
