/* SPDX-License-Identifier: Apache-2.0 */
/* Of HAL=static alone: it acknowledges an interrupt as host_irq_fetch() does, and with no other binding
 * is that known here. */
#include <gic.h>
#include <vcpu/inplace.h>

#include "drivers/timer.h"
#include "test/core/inplace/handler.h"

const char inplace_has_irq_handler = 1;

void vcpu_inplace_irq(struct vcpu_ctx *ctx)
{
	uint32_t vector = gic_acknowledge();

	handler_spoil();
	if (vector != TIMER_INTID || !handler_answers(INPLACE_IRQ)) {
		vcpu_inplace_decline_irq(ctx, vector);
		return;
	}
	timer_disarm();
	gic_end(vector);
	if (inplace.tick_ticks != 0) {
		timer_arm(inplace.tick_ticks);
	}
	vcpu_inplace_resume();
}
