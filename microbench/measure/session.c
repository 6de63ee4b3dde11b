/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/session.h"

#include <stddef.h>

#include <vcpu/status.h>
#include <vcpu/sysreg.h>

#include "host/console.h"
#include "host/image.h"
#include "host/string.h"
#include "host/vm_run.h"
#include "measure/bench.h"
#include "measure/clock.h"
#include "wire/guest_abi.h"
#include "wire/params.h"
#include "wire/wire.h"

extern const struct bench *const benches_start[] __asm__("__benches_start");
extern const struct bench *const benches_end[] __asm__("__benches_end");

/* Read through volatile: what the compiler sees here is not what a run patched in. */
__attribute__((section(".params"), used)) static const volatile struct params image_params = {
	.magic = PARAMS_MAGIC,
	.crc = PARAMS_UNSEALED,
	.samples = 64,
	.warmup = 16,
};

struct session {
	struct wire_writer wire;
	struct clock_check clock;
	struct params params;
	uint32_t n_selected;
	uint32_t n_failed;
	uint32_t n_not_applicable;
};

/* Too large for the stack. */
static struct session session;
static struct bench_run run;
static uint64_t ring_ticks[PARAMS_SAMPLES_MAX];

static const struct bench *find(const char *name)
{
	for (const struct bench *const *b = benches_start; b < benches_end; b++) {
		if (strlen((*b)->name) == strlen(name) &&
		    memcmp((*b)->name, name, strlen(name)) == 0) {
			return *b;
		}
	}
	return NULL;
}

static void send_hello(struct session *s)
{
	const struct image_identity *id = &image_identity;
	struct wire_writer *w = &s->wire;
	char build[IMAGE_BUILD_ID_LEN];

	image_build_id(build);
	wire_begin(w, WIRE_HELLO);
	wire_u64(w, "proto", WIRE_PROTO);
	wire_str(w, "build", build);
	wire_str(w, "board", id->board);
	wire_str(w, "hal", id->hal);
	wire_str(w, "switch", id->switch_policy);
	wire_str(w, "vectors", id->vectors);
	wire_str(w, "toolchain", id->toolchain);
	wire_str(w, "flags", id->flags);
	wire_hex(w, "midr", sysreg_read_midr_el1());
	wire_u64(w, "cntfrq", s->clock.cntfrq_hz);
	wire_u64(w, "step", s->clock.step_ticks);
	wire_str(w, "clock", s->clock.is_exact ? "exact" : "cntvct");
	wire_u64(w, "cold", (s->params.flags & PARAMS_COLD) != 0);
	wire_u64(w, "load", (s->params.flags & PARAMS_LOAD) != 0);
	wire_u64(w, "benches", s->n_selected);
	wire_end(w);
}

static void send_bench(struct session *s, const struct bench *bench)
{
	struct bench_exits expected = bench_expected(bench);
	struct wire_writer *w = &s->wire;

	wire_begin(w, WIRE_BENCH);
	wire_str(w, "bench", bench->name);
	wire_str(w, "payload", bench->payload);
	wire_str(w, "unit", s->clock.is_exact ? "instructions" : "ticks");
	wire_u64(w, "warmup", s->params.warmup);
	wire_u64(w, "samples", s->params.samples);
	wire_str(w, "expect", vcpu_exit_reason_str(expected.reason));
	wire_more_str(w, ":");
	wire_more_u64(w, expected.n);
	wire_end(w);
}

static void send_exits(struct wire_writer *w, const uint64_t totals[VCPU_EXIT_REASONS])
{
	const char *separator = "";

	wire_str(w, "exits", "");
	for (unsigned int i = 0; i < VCPU_EXIT_REASONS; i++) {
		if (totals[i] == 0) {
			continue;
		}
		wire_more_str(w, separator);
		wire_more_str(w, vcpu_exit_reason_str((enum vcpu_exit_reason)i));
		wire_more_str(w, ":");
		wire_more_u64(w, totals[i]);
		separator = ",";
	}
}

static void send_result(struct session *s)
{
	struct wire_writer *w = &s->wire;

	wire_samples(w, run.ring.ticks, run.ring.n);
	wire_begin(w, WIRE_END_BENCH);
	wire_str(w, "bench", run.bench->name);
	wire_u64(w, "n", run.ring.n);
	wire_u64(w, "overhead", run.overhead);
	wire_u64(w, "dropped", run.ring.dropped);
	wire_u64(w, "bad", run.bad);
	send_exits(w, run.totals);
	wire_end(w);
}

static void send_failure(struct session *s, const char *name, const char *why)
{
	struct wire_writer *w = &s->wire;

	s->n_failed++;
	wire_begin(w, WIRE_FAIL);
	wire_str(w, "bench", name);
	wire_str(w, "why", why);
	wire_end(w);
}

static const char *take_samples(struct session *s, const struct bench *bench)
{
	const struct payload *payload = payload_find(bench->payload);
	const char *why;

	memset(&run, 0, sizeof(run));
	run.bench = bench;
	run.vm = &vms[0];
	run.cpu = &run.vm->cpus[0];
	run.is_clock_exact = s->clock.is_exact;
	run.ring.ticks = ring_ticks;
	run.ring.capacity = s->params.samples;
	run.warmup_left = s->params.warmup;
	if (payload == NULL) {
		return "its payload is not in this image";
	}
	if (!vm_start(run.vm, payload, &bench->vm)) {
		return "the vCPU could not be set up, see the log";
	}
	vcpu_set_gpr(&run.cpu->vcpu, 0, 1); /* one operation between two stamps */
	why = bench->take != NULL ? bench->take(&run) : bench_run_guest(&run);
	vm_stop(run.vm);
	if (why == NULL && vm_stopped_cpu(run.vm) != NULL) {
		return bench_stop_reason(&run, VCPU_OK);
	}
	if (why == NULL && run.frames != GUEST_FRAMES) {
		return "payload did not measure its empty frames";
	}
	return why;
}

static void run_bench(struct session *s, const char *name)
{
	const struct bench *bench = find(name);
	const char *why;

	if (bench == NULL) {
		send_failure(s, name, "no such benchmark in this image");
		return;
	}
	send_bench(s, bench);
	why = take_samples(s, bench);
	if (why != NULL) {
		send_failure(s, name, why);
		return;
	}
	send_result(s);
}

/* Calls @visit for every selected name, or only counts them when it is NULL. */
static uint32_t for_each_selected(struct session *s, void (*visit)(struct session *, const char *))
{
	char *name = s->params.benches;
	uint32_t n = 0;

	if (*name == '\0') {
		for (const struct bench *const *b = benches_start; b < benches_end; b++, n++) {
			if (visit != NULL) {
				visit(s, (*b)->name);
			}
		}
		return n;
	}
	for (; *name != '\0'; n++) {
		char *end = name;
		char saved;

		while (*end != ' ' && *end != '\0') {
			end++;
		}
		saved = *end;
		*end = '\0';
		if (visit != NULL) {
			visit(s, name);
		}
		*end = saved;
		name = saved == '\0' ? end : end + 1;
	}
	return n;
}

static bool load_params(struct params *out)
{
	unsigned char *to = (unsigned char *)out;
	const volatile unsigned char *from = (const volatile unsigned char *)&image_params;

	for (size_t i = 0; i < sizeof(*out); i++) {
		to[i] = from[i];
	}
	/* Never patched: the build's own values, all benchmarks. */
	if (out->crc == PARAMS_UNSEALED) {
		params_seal(out);
	}
	return params_check(out) == PARAMS_OK;
}

bool session_run(void)
{
	struct session *s = &session;

	if (!load_params(&s->params)) {
		return false;
	}
	wire_writer_init(&s->wire, console_put, NULL);
	clock_check(&s->clock);
	s->n_selected = for_each_selected(s, NULL);
	send_hello(s);
	for_each_selected(s, run_bench);
	wire_begin(&s->wire, WIRE_END_RUN);
	wire_u64(&s->wire, "benches", s->n_selected);
	wire_u64(&s->wire, "failed", s->n_failed);
	wire_u64(&s->wire, "na", s->n_not_applicable);
	wire_end(&s->wire);
	return true;
}
