/* SPDX-License-Identifier: Apache-2.0 */
/* Exceptions that EL1 takes when the guest next runs. Source: DDI 0487, "Exception entry". */
#ifndef AARCH64_INJECT_H
#define AARCH64_INJECT_H

#include <stdbool.h>
#include <stdint.h>

#include <vcpu/aarch64.h>

/* Synchronous, with ESR_EL1 @esr. */
void inject_sync(struct arch_vcpu *arch, bool is_loaded, uint64_t esr);

/* The exception of ESR_EL2 @esr, as EL1 would have had it. FAR_EL2 is still that of it. */
void inject_reflected(struct arch_vcpu *arch, bool is_loaded, uint64_t esr);

#endif
