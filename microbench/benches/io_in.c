/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way of a device's answer to its guest: a handler in the host of another CPU raises the line
 * of a virtual device, the virtual GIC makes its SPI pending and kicks the CPU of the guest out of
 * it, the run loop there puts the interrupt into a list register, the guest, which spins, is
 * resumed and takes it. From the handler's stamp before it raises the line to the first instruction
 * of the guest's own vector. The kick is the one exit; the handler waits until the guest has been
 * running for a while, so that it does not come together with another one.
 *
 * In exact mode one clock counts the instructions of both CPUs, and they run by turns: all of the
 * handler's until it sleeps again, and then the guest's CPU's.
 */
#include <stddef.h>

#include "devices/vgic.h"
#include "measure/answering.h"
#include "measure/delay.h"
#include "measure/handler.h"

static struct handler handler;

static void wait_until(uint64_t due)
{
	while (clock_now() < due) {
		/* The guest's turn, where an emulator runs one CPU at a time. */
		__asm__ volatile("yield");
	}
}

static void handle_all(void *unused)
{
	(void)unused;
	kick_enable();
	while (handler_wait(&handler)) {
		wait_until(handler.message);
		handler.stamp = clock_stamp();
		vgic_set_line(handler.vm, NULL, GUEST_SPI, true);
		handler_done(&handler);
	}
	kick_disable();
}

static void send(struct bench_run *run)
{
	vgic_set_line(run->vm, NULL, GUEST_SPI, false);
	/* Not for the empty frames. This guest's count is the physical one. */
	if (run->frames != 0) {
		handler_wake(&handler, clock_now() + delay_ticks(run));
	}
}

/* The handler was done waiting before the guest ran: the machine below has had the CPU. */
static bool is_noise(const struct bench_run *run)
{
	return vcpu_get_gpr(&run->cpu->vcpu, 0) < run->resumed_at;
}

static enum exit_action answer(struct bench_run *run)
{
	if (handler_is_due(run, &handler)) {
		vcpu_set_gpr(&run->cpu->vcpu, 0, handler.stamp);
	}
	return ACTION_STOP;
}

static const char *take(struct bench_run *run)
{
	const char *why;

	/* CPU 0 is kicked too. vm_stop() ends that. */
	kick_enable();
	handler_start(&handler, run->vm, handle_all);
	why = bench_run_answering(run, answer);
	handler_stop(&handler);
	return why;
}

static bool is_it(struct bench_run *run, uint64_t answer)
{
	(void)run;
	return answer == GUEST_SPI;
}

DEFINE_BENCH(io_in) = {
	.name = "io/in",
	.payload = "io_in",
	.needs = BENCH_NEEDS_GICV3 | BENCH_NEEDS_CPU_1,
	.expect = { VCPU_EXIT_EXTERNAL_INTERRUPT, 1 },
	.take = take,
	.arm = send,
	.is_noise = is_noise,
	.check = is_it,
};
