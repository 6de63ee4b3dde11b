/* SPDX-License-Identifier: Apache-2.0 */
/* For what is compiled as <vcpu/inplace.h> says. */
#ifndef INPLACE_HANDLER_H
#define INPLACE_HANDLER_H

#include "test/core/inplace.h"

/* Has a value in every register that a function may change, or that a handler has to keep on its stack: a
 * guest finds out if one is not put back. */
static inline void handler_spoil(void)
{
	__asm__ volatile("mvn x2, xzr\n\t"
			 "mvn x3, xzr\n\t"
			 "mvn x4, xzr\n\t"
			 "mvn x5, xzr\n\t"
			 "mvn x6, xzr\n\t"
			 "mvn x7, xzr\n\t"
			 "mvn x8, xzr\n\t"
			 "mvn x9, xzr\n\t"
			 "mvn x10, xzr\n\t"
			 "mvn x11, xzr\n\t"
			 "mvn x12, xzr\n\t"
			 "mvn x13, xzr\n\t"
			 "mvn x14, xzr\n\t"
			 "mvn x15, xzr\n\t"
			 "cmn x15, #1"
			 :
			 :
			 : "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12",
			   "x13", "x14", "x15", "cc");
}

static inline bool handler_answers(enum inplace_kind kind)
{
	if ((inplace.answers >> kind & 1) == 0) {
		return false;
	}
	/* CPUs do so at the same time. */
	(void)__atomic_fetch_add(&inplace.n[kind], 1, __ATOMIC_RELAXED);
	return true;
}

#endif
