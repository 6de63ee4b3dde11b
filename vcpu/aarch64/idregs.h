/* SPDX-License-Identifier: Apache-2.0 */
/* What a guest reads in the ID registers: what the CPU has, less what the library neither moves
 * between guests nor lets them share. */
#ifndef AARCH64_IDREGS_H
#define AARCH64_IDREGS_H

#include <stdbool.h>
#include <stdint.h>

/* True for the encodings that HCR_EL2.TID3 traps: op0 3, op1 0, CRn 0, CRm 1 to 7. */
bool idreg_is_one(uint32_t id);

/* @id: VCPU_SYSREG_ID() of one of them. @has_gic: the guest has a GIC CPU interface. */
uint64_t idreg_read(uint32_t id, bool has_gic);

#endif
