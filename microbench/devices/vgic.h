/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Virtual interrupt controller: a GICv3 (distributor, one redistributor a vCPU, system-register CPU
 * interface in hardware) or a GICv2 (distributor; the CPU interface is the hardware's, mapped into
 * the guest), whichever the board has. One Security state, no LPIs; a GICv3 without the
 * GICv2-compatible mode. IHI 0069, IHI 0048.
 *
 * An interrupt's state is in this model, or, while it is in a list register, there: the CPU changes
 * it. A fold takes all of a vCPU's list registers back into the model, a flush puts what is to be
 * delivered into them; every change that concerns a bound vCPU is made in the model and then folded
 * and flushed. For a vCPU that another CPU runs that CPU does so: it is told with has_news and a
 * kick. A vCPU that is not bound has empty list registers.
 *
 * What others may rely on who deliver without asking the model (a fast path, on the CPU that the
 * vCPU is bound to):
 *
 *	- list register VGIC_LR_TIMER is the virtual timer's alone. When physical interrupt
 *	  VGIC_VTIMER has been acknowledged and dropped, vtimer_lr may be written there. The physical
 *	  interrupt stays active until the guest deactivates the virtual one (HW bit). It is enabled
 *	  physically only while the vCPU is bound and vtimer_lr is not 0.
 *	- when the list registers behind it are all empty (vcpu_gic_empty()), nothing else waits in
 *	  the model that they would have to hold, but for what another CPU has just changed
 *	  (has_news), and sgi_lr[n] may be written into VGIC_LR_FIRST when the vCPU sends SGI n to
 *	  itself alone. While more is deliverable than fits,
 *	  an interrupt leaves its list register with a maintenance interrupt, and until that one
 *	  is taken ICH_ELRSR_EL2 does not say that the list register is empty.
 */
#ifndef DEVICES_VGIC_H
#define DEVICES_VGIC_H

#include <stdbool.h>
#include <stdint.h>

#include <vcpu/exit.h>

#include "host/action.h"
#include "host/kick.h"

#define VGIC_SGIS        16u
#define VGIC_PRIVATE     32u
#define VGIC_SPIS        64u /* INTID 32 and up */
#define VGIC_INTIDS      (VGIC_PRIVATE + VGIC_SPIS)
#define VGIC_VTIMER      27u /* BSA, "PE timers" */
#define VGIC_MAINTENANCE 25u
#define VGIC_LR_TIMER    0u
#define VGIC_LR_FIRST    1u

/* GICD_IIDR, GICR_IIDR. Arm's JEP106 code by custom (the programmers' model is theirs), and a
 * product number that no GIC of theirs has. */
#define VGIC_IIDR 0x5400043bu

#define VGIC_NO_CPU   UINT32_MAX
#define VGIC_NO_HPFAR UINT64_MAX

struct vm;
struct vm_cpu;

/* 32 interrupts, one bit each: those private to a vCPU, or SPIs. */
struct vgic_bank {
	uint32_t enabled;
	uint32_t group1;
	uint32_t edge;    /* GICD_ICFGR; else level-sensitive */
	uint32_t pending; /* latched: by an edge, by a write of ISPENDR, an SGI */
	uint32_t line;    /* the level of the input */
	uint32_t active;
	/* In a list register of somebody's; what of the above is there and not here. */
	uint32_t listed;
	uint32_t listed_pending;
	uint32_t listed_active;
	/* To be forgotten when they come back from there. */
	uint32_t drop_pending;
	uint32_t drop_active;
	uint8_t priority[32];
	uint8_t holder[32]; /* of SPIs that are listed or active: which vCPU has them */
};

/* Of one vCPU. */
struct vgic_cpu {
	/*
	 * For whoever delivers without the model's lock: what to write into a list register for
	 * each SGI that this vCPU sends itself, and for its virtual timer. 0: not deliverable as
	 * things are, the model decides. Made anew by every change of what they depend on.
	 */
	uint64_t sgi_lr[VGIC_SGIS];
	uint64_t vtimer_lr;
	/* ICH_ELRSR_EL2 of the CPU that it is bound to, when all are empty. */
	uint64_t lists_empty;
	/* HPFAR_EL2 of the distributor's first page; VGIC_NO_HPFAR: has none. */
	uint64_t dist_hpfar;
	struct vgic_bank irqs;
	/* Of a GICv2's SGIs, bit n or number n: CPU interface n has sent it. */
	uint8_t sources[VGIC_SGIS];      /* pending in the model */
	uint8_t drop_sources[VGIC_SGIS]; /* drop_pending, source by source */
	uint8_t source[VGIC_SGIS];       /* of the one that is listed or active */
	uint32_t host_cpu;               /* that it is bound to, or VGIC_NO_CPU */
	uint32_t folds;                  /* how often that has been done */
	uint32_t filled;                 /* bit n: the last flush put listed_intid[n] there */
	uint32_t maintenance;            /* as the last flush set it */
	uint8_t listed_intid[16];
	/* A read that waits until the others have folded: of what, and when each will have. */
	uint64_t asked_ipa;
	uint32_t asked_folds[8];
	uint32_t asked; /* bit n: vCPU n has been; 0: no such read */
	bool has_news; /* changed by another CPU since the last fold; not bound: is to be flushed */
	bool is_on;
	bool is_asleep; /* GICR_WAKER */
	/* The physical side of its virtual timer, while it is bound. */
	bool is_timer_enabled;
	bool is_timer_wanted; /* vtimer_lr is not 0: enabled once it is bound */
	bool is_timer_active;
};

/* Of one guest. */
struct vgic {
	uint32_t lock;
	uint32_t ctlr; /* GICD_CTLR: the enables of both groups */
	bool is_there; /* else its vCPUs have no virtual CPU interface, and nothing below is done */
	bool is_v3;
	struct vgic_bank spis[VGIC_SPIS / 32];
	uint64_t router[VGIC_SPIS]; /* of a GICv3's: GICD_IROUTER */
	uint8_t targets[VGIC_SPIS]; /* of a GICv2's: GICD_ITARGETSR */
};

/*
 * What firmware leaves to an operating system: disabled, idle, routed to vCPU 0, redistributors
 * awake; of a GICv3 all in Group 1, of a GICv2 all in Group 0. Before any vCPU of @vm is bound.
 * @is_v3: else a GICv2.
 */
void vgic_init(struct vm *vm, bool is_v3);
/* Instead of vgic_init(): a guest whose vCPUs have no VCPU_FLAG_VIRTUAL_GIC. */
void vgic_init_none(struct vm *vm);

/* One vCPU is turned on: its private interrupts are as vgic_init() leaves them. It is not bound. */
void vgic_init_cpu(struct vm_cpu *cpu);
/* One vCPU has been turned off, and is not bound. */
void vgic_stop_cpu(struct vm_cpu *cpu);

/* The vCPU has been bound to this CPU, is about to be unbound: the physical side of its virtual
 * timer (enable, active state) becomes what the guest has made of it, and nobody's again. */
void vgic_after_bind(struct vm_cpu *cpu);
void vgic_before_unbind(struct vm_cpu *cpu);

/* Is this an address of the distributor or a redistributor? */
bool vgic_is_there(const struct vm *vm, uint64_t ipa);

/*
 * Answers an access to one by bound @cpu, VCPU_EXIT_MMIO_READ or _WRITE, and completes it. What a
 * register does not have is read as zero and ignored, as the architecture says. An access that has
 * to wait for another CPU is not completed: the guest makes it again.
 */
enum exit_action vgic_access(struct vm_cpu *cpu, const struct vcpu_exit *exit);

/* Completes a guest's write of ICC_SGI1R_EL1, VCPU_EXIT_SEND_IPI. */
enum exit_action vgic_send_sgi(struct vm_cpu *cpu, const struct vcpu_exit *exit);

/* A virtual device's line changes. @intid: of a PPI of @cpu, or of an SPI (@cpu may be NULL). An
 * edge-triggered one is pending when its line goes up. From any CPU. */
void vgic_set_line(struct vm *vm, struct vm_cpu *cpu, uint32_t intid, bool is_high);

/*
 * Physical interrupt @vector took the CPU out of this bound vCPU, and has been acknowledged. The
 * virtual timer's and a maintenance interrupt are dealt with and ended as they have to be: true.
 * Behind a kick what it is about is done, as far as it is the GIC's, and it is left to the caller,
 * as every other interrupt: false.
 */
bool vgic_on_interrupt(struct vm_cpu *cpu, uint32_t vector);

/* Is @vector one that it looks at? */
static inline bool vgic_has_part_in(uint32_t vector)
{
	const uint32_t vectors = 1u << VGIC_VTIMER | 1u << VGIC_MAINTENANCE | 1u << KICK_INTID;

	return vector < VGIC_PRIVATE && (vectors >> vector & 1) != 0;
}

/* Is there something that the vCPU would take once it does not mask it in PSTATE: may it be woken?
 * It is bound here, or nowhere. */
bool vgic_has_pending(struct vm_cpu *cpu);

/* A bound vCPU's list registers are made anew: what another CPU has changed is seen. For who has
 * found has_news. */
void vgic_sync(struct vm_cpu *cpu);

#endif
