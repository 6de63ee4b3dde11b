/* SPDX-License-Identifier: Apache-2.0 */
#include "fake_tlb.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

#include <fake_cpu.h>

void (*fake_tlb_hook)(const char *event);

void fake_tlb_all(const char *event)
{
	if (fake_tlb_hook != NULL) {
		fake_tlb_hook(event);
	}
	fake_cpu_note(event);
}

/* VTTBR_EL2: VMID 63:48, of which 63:56 count when VTCR_EL2.VS, bit 19, is 1. */
void fake_tlb_of_vmid(const char *event, uint64_t ipa)
{
	uint64_t vmid = fake_get(FAKE_vttbr_el2) >> 48;
	char row[80];

	if ((fake_get(FAKE_vtcr_el2) >> 19 & 1) == 0) {
		vmid &= 0xff;
	}
	if (ipa == FAKE_TLB_NO_IPA) {
		(void)snprintf(row, sizeof(row), "%s@%" PRIu64, event, vmid);
	} else {
		(void)snprintf(row, sizeof(row), "%s:%#" PRIx64 "@%" PRIu64, event, ipa, vmid);
	}
	fake_tlb_all(row);
}
