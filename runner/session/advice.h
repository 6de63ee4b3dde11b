/* SPDX-License-Identifier: Apache-2.0 */
/* What about the host, or the source, makes a run's figures worth less than they could be. */
#ifndef SESSION_ADVICE_H
#define SESSION_ADVICE_H

#include <stddef.h>

#include "store/run.h"

#define ADVICE_MAX 8u

struct advice {
	/* What is so, what it does to the figures, and in brackets what to do. At most 86 columns, so that a
	 * command's name fits before it. */
	char text[96];
};

/**
 * advice_find - warnings from a run's environment, those that matter for its clock
 * @out: room for ADVICE_MAX
 *
 * Exact clock: the host changes no figure, so only what keeps the run from being repeated is said. The
 * host matters where QEMU ran on it. What the environment does not state is not warned of.
 *
 * Returns: how many
 */
size_t advice_find(const struct run *run, struct advice *out);

#endif
