/* SPDX-License-Identifier: Apache-2.0 */
/* samples.csv: every raw sample, in the order of cells and then of time. */
#ifndef STORE_SAMPLES_H
#define STORE_SAMPLES_H

#include <stddef.h>

#include "store/run.h"
#include "store/store.h"

/* Caller frees *text. 0 or -ENOMEM. */
int samples_write(const struct run *run, char **text, size_t *size);

/* Fills cell.samples of every cell that has some, whose n is known and samples are NULL. 0 or -errno with
 * @err filled: file:line: what is wrong (what would be right). */
int samples_read(const char *path, struct run *run, struct store_err *err);

#endif
