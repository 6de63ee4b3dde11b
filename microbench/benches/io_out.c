/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way of a guest's request to its device: a store to a doorbell is returned to the run loop,
 * which leaves its value for a handler that sleeps in the host of another CPU, and kicks that CPU;
 * there the handler wakes and has the value. From the guest's stamp before the store to the
 * handler's, the first thing it does. The guest goes on meanwhile.
 *
 * In exact mode one clock counts the instructions of both CPUs, and they run by turns: those of CPU
 * 0 until its guest goes on and gives its turn away, and then the other's.
 */
#include "devices/bench_device.h"
#include "measure/answering.h"
#include "measure/clock.h"
#include "measure/handler.h"

static struct handler handler;

static void handle_all(void *unused)
{
	(void)unused;
	kick_enable();
	while (handler_wait(&handler)) {
		handler.stamp = clock_stamp();
		handler.got = handler.message;
		handler_done(&handler);
	}
	kick_disable();
}

static enum exit_action answer(struct bench_run *run)
{
	struct vcpu *vcpu = &run->cpu->vcpu;

	if (run->exit.reason == VCPU_EXIT_MMIO_WRITE && run->exit.mmio.ipa == BENCH_DOORBELL_IPA) {
		handler_wake(&handler, vcpu_mmio_write_value(vcpu, &run->exit));
		vcpu_finish_step(vcpu);
		return ACTION_RESUME;
	}
	if (handler_is_due(run, &handler)) {
		vcpu_set_gpr(vcpu, 1, handler.stamp);
	}
	return ACTION_STOP;
}

static const char *take(struct bench_run *run)
{
	const char *why;

	handler_start(&handler, run->vm, handle_all);
	why = bench_run_answering(run, answer);
	handler_stop(&handler);
	return why;
}

/* The payload says what it stored, each time something else. */
static bool is_it(struct bench_run *run, uint64_t stored)
{
	(void)run;
	return handler.got == stored;
}

DEFINE_BENCH(io_out) = {
	.name = "io/out",
	.payload = "io_out",
	.needs = BENCH_NEEDS_CPU_1,
	.expect = { VCPU_EXIT_MMIO_WRITE, 1 },
	.take = take,
	.check = is_it,
};
