/* SPDX-License-Identifier: Apache-2.0 */
/* What trapline baseline list and show print. */
#ifndef CMD_BASELINE_SHOW_H
#define CMD_BASELINE_SHOW_H

/* One entry a file below @dir: what it is of, how many cells, and its last accept. RC_OK; RC_INCOMPLETE: there is
 * none; RC_USAGE: one cannot be trusted, after printing why and all the others. */
int baseline_show_list(const char *dir);

/* The figures of each cell whose name matches @pattern (NULL: all), and every accept that named it. RC_OK;
 * RC_INCOMPLETE: there is none; RC_USAGE: a file cannot be trusted, or @pattern is no expression. */
int baseline_show_cells(const char *dir, const char *pattern);

#endif
