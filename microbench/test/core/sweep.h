/* SPDX-License-Identifier: Apache-2.0 */
/* guests/sweep.S: what a guest can see and change of the CPU's system registers. */
#ifndef CORE_SWEEP_H
#define CORE_SWEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "test/core/guest.h"
#include "test/core/guests/sweep.h"

struct sweep_result {
	uint64_t value;
	uint64_t esr; /* of the exception that came instead; 0: none */
};

struct sweep {
	struct guest guest;
	struct sweep_result *results; /* one a register; behind them SWEEP_OWN_WORDS words */
};

/* An encoding as a number: op0 - 2, op1, CRn, CRm, op2. */
#define SWEEP_REGISTER(op0, op1, crn, crm, op2)                                                    \
	((uint32_t)((op0)-2) << 14 | (uint32_t)(op1) << 11 | (uint32_t)(crn) << 7 |                \
	 (uint32_t)(crm) << 3 | (uint32_t)(op2))

/* As a person reads it, in hexadecimal digits: op0, op1, CRn (2), CRm (2), op2. */
uint64_t sweep_name(uint32_t encoding);

/* Which registers guests try: numbers as above. */
struct sweep_list {
	uint16_t registers[SWEEP_STUBS_MAX];
	uint32_t n;
};

/* Every encoding. */
void sweep_list_all(struct sweep_list *list);

/* A guest that is about to read (@pattern 0) or to write the registers of @list. */
bool sweep_start(struct sweep *sweep, const struct sweep_list *list, uint64_t pattern,
		 uint32_t flags);

/* To the end of the sweep. What the library does not answer is Undefined. The guest is bound. */
bool sweep_run(struct sweep *sweep, uint64_t next_pattern);

/* A copy of the results. */
struct sweep_result *sweep_keep(struct sweep *sweep);

/* Its words that are no registers of a list. */
static inline const uint64_t *sweep_own(const struct sweep_result *results)
{
	return (const uint64_t *)(const void *)((const char *)results + SWEEP_OWN);
}

#endif
