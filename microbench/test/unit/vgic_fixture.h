/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A guest with a virtual interrupt controller on a machine that is a model: physical CPU n runs vCPU
 * n (but see vgic_handover.h), each with a virtual CPU interface, a virtual timer and the
 * redistributor's part of its interrupt. The model of the interface is strict: a list register that
 * the architecture forbids fails the test.
 * Source: IHI 0069, "ICH_LR<n>_EL2", "ICH_HCR_EL2", "ICH_MISR_EL2"
 */
#ifndef UNIT_VGIC_FIXTURE_H
#define UNIT_VGIC_FIXTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "devices/vgic.h"
#include "host/vm.h"

#define MACHINE_CPUS 4u
#define NO_INTID     1023u /* spurious, IHI 0069, "INTIDs" */

/* Of ICH_LR<n>_EL2. */
#define LR_PENDING UINT64_C(0x4000000000000000)
#define LR_ACTIVE  UINT64_C(0x8000000000000000)
#define LR_HW      UINT64_C(0x2000000000000000)
#define LR_GROUP1  UINT64_C(0x1000000000000000)
#define LR_EOI     UINT64_C(0x0000020000000000)
#define LR_P(p)    ((uint64_t)(p) << 48)

struct machine_cpu {
	uint64_t lr[16];
	uint32_t hcr;
	uint64_t vmcr;
	uint8_t running[64]; /* active priorities, the last is the highest */
	unsigned int n_running;
	bool is_kicked;
	/* Physical 27, and the virtual timer behind it. */
	bool is_timer_high;
	bool was_timer_high; /* when the vCPU was unbound */
	bool is_timer_enabled;
	bool is_timer_active;
	bool has_maintenance; /* physical 25 is enabled */
	uint32_t n_dropped;
	uint32_t n_ended;
};

extern struct machine_cpu machine[MACHINE_CPUS];
extern uint32_t machine_here;        /* the CPU whose code runs */
extern unsigned int machine_n_lrs;   /* of each CPU */
extern unsigned int machine_n_kicks; /* since the start */

/* A guest of @n_cpus, all on and bound, with the reset state; groups and interfaces enabled, no
 * priority masked, if @is_ready. */
struct vm *vgic_fixture(bool is_v3, uint32_t n_cpus, bool is_ready);
int vgic_fixture_end(void **state);

/* The guest's accesses from vCPU @n; one that must wait is made again once the others have run. */
uint64_t guest_read(struct vm *vm, uint32_t n, uint64_t ipa, uint32_t size_bytes);
void guest_write(struct vm *vm, uint32_t n, uint64_t ipa, uint32_t size_bytes, uint64_t value);
/* Made once: false, the guest is to make it again. */
bool guest_try_read(struct vm *vm, uint32_t n, uint64_t ipa, uint64_t *value);

/* Write of ICC_SGI1R_EL1. */
void guest_send(struct vm *vm, uint32_t n, uint64_t target, uint16_t list, uint8_t sgi);
void guest_send_to_others(struct vm *vm, uint32_t n, uint8_t sgi);

/* What the virtual CPU interface of vCPU @n offers: the vINTID of the list register, with a GICv2's
 * source in 12:10; NO_INTID: nothing. Acknowledge it. End it: priority drop and deactivation. */
uint32_t guest_peek(uint32_t n);
uint32_t guest_acknowledge(uint32_t n);
void guest_end(uint32_t n, uint32_t vintid);

/* Physical interrupts of CPU @n, until there are none: kicks, maintenance, the timer's. */
void machine_settle(struct vm *vm, uint32_t n);
void machine_settle_all(struct vm *vm);

/* A maintenance interrupt is signalled. */
bool machine_wants_maintenance(uint32_t n);

void machine_bind(struct vm *vm, uint32_t n);
void machine_unbind(struct vm *vm, uint32_t n);

void machine_set_line(struct vm *vm, uint32_t n, uint32_t intid, bool is_high);
void machine_set_timer(struct vm *vm, uint32_t n, bool is_high);

#endif
