/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CPUs that firmware has left waiting for an address, at EL2 with their MMU off: each looks at a
 * place in memory of its own, and goes where that says.
 * Source: Linux, Documentation/arch/arm64/booting.rst, "spin-table"
 */
#ifndef DRIVERS_SPIN_TABLE_H
#define DRIVERS_SPIN_TABLE_H

#include <stdint.h>

/**
 * spin_table_cpu_on - let a CPU go that waits at board.spin_table, MPIDR's Aff0 words of 64 bits on
 * @mpidr: affinity of the CPU to start
 * @entry: physical address of its first instruction
 * @arg:   x0 there
 *
 * The table is mapped as Device memory: what is stored there is in memory at once.
 *
 * Returns: NULL, or why it cannot; whether there is such a CPU is seen by whether it comes
 */
const char *spin_table_cpu_on(uint64_t mpidr, uint64_t entry, uint64_t arg);

#endif
