/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A vCPU gives its place on this CPU to another. Most have no interrupt in hand at that moment, and
 * none waiting: then no list register has to be looked at, and no lock taken. One that leaves with
 * something in hand has has_news, and so has one for which another CPU changes something meanwhile:
 * that one sets it before it looks where the vCPU is (vgic_refresh()); here it is looked at once
 * more after the vCPU's place is known.
 *
 * Inline: it is a part of every switch.
 */
#ifndef DEVICES_VGIC_SWITCH_H
#define DEVICES_VGIC_SWITCH_H

#include "host/vm.h"

/* What another CPU has changed for it is still to be told. */
static inline bool vgic_has_news(const struct vgic_cpu *gic)
{
	return __atomic_load_n(&gic->has_news, __ATOMIC_RELAXED);
}

/* Of a vCPU that is bound here: its list registers are empty, the last flush filled none of them
 * (so that there is nothing to learn from them), and nothing has changed since. @empty_lists: as
 * vcpu_gic_empty() says; without its ISB, as whoever writes a list register behind an exit sets
 * filled. */
static inline bool vgic_has_nothing_in_hand(const struct vgic_cpu *gic, uint64_t empty_lists)
{
	return gic->filled == 0 && !gic->is_timer_active && empty_lists == gic->lists_empty &&
	       !vgic_has_news(gic);
}

/* By vgic_switch_quietly() alone: news of the last moment. */
bool vgic_undo_switch(struct vgic_cpu *from, struct vgic_cpu *to);

/* Instead of vgic_before_unbind() of the one and vgic_after_bind() of the other, when neither has
 * anything to do: true, and @to has this CPU as far as its interrupts go. False: nothing has
 * changed. */
static inline bool vgic_switch_quietly(struct vgic_cpu *from, struct vgic_cpu *to,
				       uint64_t empty_lists)
{
	/* The physical side of the timer stays as it is: enabled or not, as @to wants it. */
	if (from->is_timer_enabled != to->is_timer_wanted ||
	    !vgic_has_nothing_in_hand(from, empty_lists)) {
		return false;
	}
	__atomic_store_n(&to->host_cpu, from->host_cpu, __ATOMIC_RELAXED);
	__atomic_store_n(&from->host_cpu, VGIC_NO_CPU, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (vgic_has_news(to)) {
		return vgic_undo_switch(from, to);
	}
	to->lists_empty = empty_lists;
	to->is_timer_enabled = from->is_timer_enabled;
	from->is_timer_enabled = false;
	return true;
}

#endif
