/* SPDX-License-Identifier: Apache-2.0 */
/* For spin_table.c and spin_table_entry.S alone. */
#ifndef DRIVERS_SPIN_TABLE_ENTRY_H
#define DRIVERS_SPIN_TABLE_ENTRY_H

#include <stddef.h>
#include <stdint.h>

#include "host/stack.h"

/* Of the CPU whose MPIDR_EL1.Aff0 is its place in spin_table_starts. Read with the cache off. */
struct spin_table_start {
	uint64_t entry;
	uint64_t arg;
};
_Static_assert(offsetof(struct spin_table_start, entry) == 0, "ldp entry, arg");
_Static_assert(offsetof(struct spin_table_start, arg) == 8, "ldp entry, arg");

_Static_assert(sizeof(struct spin_table_start) == 16, "lsl #4");

extern struct spin_table_start spin_table_starts[HOST_CPUS_MAX];
extern const char spin_table_entry[];

#endif
