/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/spin_table.h"

#include <stddef.h>

#include <vcpu/sysreg.h>

#include "boards/board.h"
#include "drivers/mmio.h"
#include "drivers/spin_table_entry.h"
#include "host/cache.h"

#define MPIDR_AFF0(mpidr) ((mpidr)&0xff)

struct spin_table_start spin_table_starts[HOST_CPUS_MAX] __attribute__((aligned(64)));

const char *spin_table_cpu_on(uint64_t mpidr, uint64_t entry, uint64_t arg)
{
	uint64_t number = MPIDR_AFF0(mpidr);

	if (number >= HOST_CPUS_MAX) {
		return "its affinity is none of a spin table";
	}
	spin_table_starts[number] = (struct spin_table_start){ entry, arg };
	cache_clean(&spin_table_starts[number], &spin_table_starts[number] + 1);
	mmio_write_64(board.spin_table + number * sizeof(uint64_t), (uintptr_t)spin_table_entry);
	/* The address is there before they look. */
	cpu_dsb_sy();
	__asm__ volatile("sev" : : : "memory");
	return NULL;
}
