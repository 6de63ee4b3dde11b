/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The virtual CPU interface of a vCPU that was set up with VCPU_FLAG_VIRTUAL_GIC, for whoever
 * emulates the rest of its interrupt controller. List registers have the form of ICH_LR<n>_EL2 on
 * every kind of GIC: a GICv2's are translated.
 *
 * Each call is for a vCPU that is not running: bound to this CPU, or to none (its registers are in
 * its struct then). Numbers are checked nowhere: they come from vcpu_gic_n_list_registers().
 *
 * Source: IHI 0069, "ICH_LR<n>_EL2", "ICH_HCR_EL2", "ICH_VMCR_EL2"; IHI 0048, "GICH_LR<n>"
 */
#ifndef VCPU_GIC_H
#define VCPU_GIC_H

#include <stdint.h>

#include <vcpu/vcpu.h>

#define VCPU_GIC_LR_PENDING     (UINT64_C(1) << 62)
#define VCPU_GIC_LR_ACTIVE      (UINT64_C(1) << 63)
#define VCPU_GIC_LR_STATE       (VCPU_GIC_LR_PENDING | VCPU_GIC_LR_ACTIVE)
#define VCPU_GIC_LR_HW          (UINT64_C(1) << 61)
#define VCPU_GIC_LR_GROUP1      (UINT64_C(1) << 60)
#define VCPU_GIC_LR_PRIORITY(p) ((uint64_t)(p) << 48)
#define VCPU_GIC_LR_PINTID(i)   ((uint64_t)(i) << 32) /* with HW: the physical interrupt behind it */
#define VCPU_GIC_LR_EOI         (UINT64_C(1) << 41)   /* without HW: maintenance when deactivated */
#define VCPU_GIC_LR_VINTID(lr)  ((uint32_t)(lr))

/* When the maintenance interrupt comes: bits of ICH_HCR_EL2. */
#define VCPU_GIC_HCR_UIE  (1u << 1) /* none or one list register is in use */
#define VCPU_GIC_HCR_NPIE (1u << 3) /* none is pending */

/* Of this CPU: 1 to 16, 0 where it has no virtual CPU interface. */
unsigned int vcpu_gic_n_list_registers(void);

/* Bit n: list register n holds nothing that is pending or active. */
uint64_t vcpu_gic_empty(const struct vcpu *vcpu);

uint64_t vcpu_gic_lr(const struct vcpu *vcpu, unsigned int n);
void vcpu_gic_set_lr(struct vcpu *vcpu, unsigned int n, uint64_t lr);

/* @hcr: the VCPU_GIC_HCR_* bits that are to be on, all others off. */
void vcpu_gic_set_maintenance(struct vcpu *vcpu, uint32_t hcr);

/* ICH_VMCR_EL2: what the guest has made of its priority mask, group enables, EOI mode. */
uint64_t vcpu_gic_vmcr(const struct vcpu *vcpu);

#endif
