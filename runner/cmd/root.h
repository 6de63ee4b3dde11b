/* SPDX-License-Identifier: Apache-2.0 */
/* The project's root: the folder that holds microbench/boards and vcpu. */
#ifndef CMD_ROOT_H
#define CMD_ROOT_H

/* What -C said; NULL: find it. The string must stay. */
void root_set(const char *dir);

const char *root_given(void); /* what root_set() was told; NULL: nothing */

/**
 * root_find - the root, as short a path as can be had; caller frees
 *
 * -C's folder; else the nearest parent of the working directory that is one, relative to it; else
 * the same above the executable. NULL after printing why: no such folder, or no memory.
 */
char *root_find(void);

#endif
