/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/spin_table.h"

#include <stddef.h>

#include <vcpu/sysreg.h>

#include "boards/board.h"
#include "drivers/mmio.h"
#include "drivers/spin_table_entry.h"
#include "host/cache.h"

#define MPIDR_AFF0(mpidr) ((mpidr)&0xff)

struct spin_table_start spin_table_start __attribute__((aligned(64)));

const char *spin_table_cpu_on(uint64_t mpidr, uint64_t entry, uint64_t arg)
{
	spin_table_start.entry = entry;
	spin_table_start.arg = arg;
	cache_clean(&spin_table_start, &spin_table_start + 1);
	mmio_write_64(board.spin_table + MPIDR_AFF0(mpidr) * sizeof(uint64_t),
		      (uintptr_t)spin_table_entry);
	/* The address is there before they look. */
	cpu_dsb_sy();
	__asm__ volatile("sev" : : : "memory");
	return NULL;
}
