/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLB maintenance on the fake CPU: a row in its log that says all of what it means,
 * "tlbi_ipas2e1is:0x2000@5;" for IPA 0x2000 of VMID 5. The VMID is what VTTBR_EL2 holds, as wide as
 * VTCR_EL2.VS says: to use one while either is not set fails the test.
 */
#ifndef FAKE_FAKE_TLB_H
#define FAKE_FAKE_TLB_H

#include <stdint.h>

#define FAKE_TLB_NO_IPA UINT64_MAX

/* Called with each, before its row; may be NULL. Every test that sets it sets it back. */
extern void (*fake_tlb_hook)(const char *event);

/* For <cpu/tlb.h>. */
void fake_tlb_all(const char *event);
void fake_tlb_of_vmid(const char *event, uint64_t ipa);

#endif
