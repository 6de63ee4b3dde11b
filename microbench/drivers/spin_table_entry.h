/* SPDX-License-Identifier: Apache-2.0 */
/* For spin_table.c and spin_table_entry.S alone. */
#ifndef DRIVERS_SPIN_TABLE_ENTRY_H
#define DRIVERS_SPIN_TABLE_ENTRY_H

#include <stddef.h>
#include <stdint.h>

/* Read with the cache off. */
struct spin_table_start {
	uint64_t entry;
	uint64_t arg;
};
_Static_assert(offsetof(struct spin_table_start, entry) == 0, "ldp entry, arg");
_Static_assert(offsetof(struct spin_table_start, arg) == 8, "ldp entry, arg");

extern struct spin_table_start spin_table_start;
extern const char spin_table_entry[];

#endif
