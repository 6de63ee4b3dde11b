/* SPDX-License-Identifier: Apache-2.0 */
#include "host/displace.h"

#include <stdbool.h>
#include <stddef.h>

#include <vcpu/sysreg.h>

/* DDI 0487, "CLIDR_EL1": three bits a level; "ID_AA64MMFR2_EL1" */
#define LEVELS_MAX        7u
#define CTYPE_NONE        0u
#define CTYPE_I_ONLY      1u
#define MMFR2_CCIDX_SHIFT 20
#define WALK_STEP_BYTES   64u /* no cache line of a core that we know is shorter and matters */

unsigned char displace_memory[DISPLACE_BYTES_MAX] __attribute__((section(".scratch"), aligned(64)));
static uint64_t walk_bytes = DISPLACE_BYTES_MAX;

void displace_branches(void); /* branches.S */

/* A level that has data in it; 0-based. */
static uint64_t level_bytes(unsigned int level)
{
	bool has_ccidx = (sysreg_read_id_aa64mmfr2_el1() >> MMFR2_CCIDX_SHIFT & 15) != 0;

	sysreg_write_csselr_el1((uint64_t)level << 1);
	cpu_isb();
	return displace_cache_bytes(sysreg_read_ccsidr_el1(), has_ccidx);
}

void displace_init(void)
{
	uint64_t clidr = sysreg_read_clidr_el1();
	uint64_t largest = 0;

	for (unsigned int level = 0; level < LEVELS_MAX; level++) {
		uint64_t type = clidr >> (3 * level) & 7;

		if (type == CTYPE_NONE) {
			break;
		}
		if (type != CTYPE_I_ONLY && level_bytes(level) > largest) {
			largest = level_bytes(level);
		}
	}
	if (largest != 0 && 2 * largest < DISPLACE_BYTES_MAX) {
		walk_bytes = 2 * largest;
	}
}

uint64_t displace_bytes(void)
{
	return walk_bytes;
}

static void walk(void)
{
	const volatile unsigned char *memory = displace_memory;

	for (uint64_t at = 0; at < walk_bytes; at += WALK_STEP_BYTES) {
		(void)memory[at];
	}
}

void displace_all(void)
{
	walk();
	displace_branches();
	__asm__ volatile("tlbi alle1\n"
			 "tlbi alle2\n"
			 "ic iallu"
			 :
			 :
			 : "memory");
	cpu_dsb_sy();
	cpu_isb();
}
