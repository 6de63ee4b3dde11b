/* SPDX-License-Identifier: Apache-2.0 */
/* Several threads in the place of several CPUs. */
#ifndef UNIT_TOGETHER_H
#define UNIT_TOGETHER_H

#include <stdint.h>

#define THREADS 2u

/* Calls @step(thread, round) on THREADS threads, 0 and up, all of them at once in each of the rounds;
 * then @after(round) on one. cmocka's assertions belong into @after. */
void run_together(uint32_t rounds, void (*step)(uint32_t thread, uint32_t round),
		  void (*after)(uint32_t round));

#endif
