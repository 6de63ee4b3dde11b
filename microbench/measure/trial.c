/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/trial.h"

#include <stddef.h>

#include <vcpu/status.h>

#include "host/load.h"
#include "host/smp.h"
#include "host/string.h"
#include "host/vm_run.h"
#include "measure/batch.h"
#include "measure/counts.h"
#include "measure/needs.h"
#include "wire/guest_abi.h"

#define PILOT_SAMPLES 8u
#define PILOT_WARMUP  2u

/* Too large for the stack. */
static uint64_t ring_ticks[PARAMS_SAMPLES_MAX];

static void begin(struct bench_run *run, const struct bench *bench,
		  const struct trial_settings *settings)
{
	memset(run, 0, sizeof(*run));
	run->bench = bench;
	run->vm = &vms[0];
	run->cpu = &run->vm->cpus[0];
	run->is_clock_exact = settings->is_clock_exact;
	run->is_cold = settings->is_cold;
	run->batch = 1;
	run->ring.ticks = ring_ticks;
	run->ring.capacity = settings->samples;
	run->warmup_left = settings->warmup;
}

static const char *run_guest(struct bench_run *run)
{
	const struct bench *bench = run->bench;
	const char *why = bench->prepare != NULL ? bench->prepare(run) : NULL;

	if (why != NULL) {
		return why;
	}
	return bench->take != NULL ? bench->take(run) : bench_run_guest(run);
}

static const char *take(struct bench_run *run)
{
	const struct payload *payload = payload_find(run->bench->payload);
	const char *why;

	if (payload == NULL) {
		return "its payload is not in this image";
	}
	if (!vm_start(run->vm, payload, &run->bench->vm)) {
		return "the vCPU could not be set up, see the log";
	}
	vcpu_set_gpr(&run->cpu->vcpu, 0, run->batch);
	why = run_guest(run);
	vm_stop(run->vm);
	if (why != NULL) {
		return why;
	}
	if (vm_stopped_cpu(run->vm) != NULL) {
		return bench_stop_reason(run, VCPU_OK);
	}
	if (run->frames != GUEST_FRAMES) {
		return "payload did not measure its empty frames";
	}
	if (run->floors != 0 && run->floors != GUEST_FRAMES) {
		return "payload did not measure all of its floors";
	}
	return NULL;
}

static uint64_t smallest_sample(const struct ring *ring)
{
	uint64_t smallest = UINT64_MAX;

	for (uint32_t i = 0; i < ring->n; i++) {
		smallest = ring->ticks[i] < smallest ? ring->ticks[i] : smallest;
	}
	return smallest;
}

/* Finds the batch by a run that is not kept. A payload that does one operation whatever it was told
 * says so in its empty frames. */
static const char *find_batch(struct bench_run *run, const struct bench *bench,
			      const struct trial_settings *settings, uint32_t *batch)
{
	const char *why;

	begin(run, bench, settings);
	run->batch = BATCH_PILOT;
	run->ring.capacity = PILOT_SAMPLES;
	run->warmup_left = PILOT_WARMUP;
	why = take(run);
	if (why == NULL && !run->has_other_batch) {
		*batch = batch_for(smallest_sample(&run->ring), settings->step_ticks);
	}
	return why;
}

static const char *take_all(struct bench_run *run, const struct bench *bench,
			    const struct trial_settings *settings)
{
	bool is_batch_free = !settings->is_clock_exact && !settings->is_cold;
	uint32_t batch = 1;
	const char *why = NULL;

	if (is_batch_free && bench_is_plain(bench)) {
		why = find_batch(run, bench, settings, &batch);
	}
	if (why != NULL) {
		return why;
	}
	begin(run, bench, settings);
	run->batch = batch;
	run->is_counting = settings->has_pmu && bench_is_plain(bench);
	counts_reset();
	return take(run);
}

/* The first CPU that the benchmark has no work for. */
static uint32_t spare_cpu(const struct bench *bench)
{
	uint32_t first = (bench->needs & BENCH_NEEDS_CPU_1) != 0 ? 2 : 1;

	return bench->vm.n_cpus > first ? bench->vm.n_cpus : first;
}

const char *trial_missing(const struct bench *bench, const struct trial_settings *settings)
{
	const char *why = needs_missing(bench->needs);

	if (why == NULL && settings->is_loaded && smp_start(spare_cpu(bench)) != NULL) {
		return "no CPU is left for the load";
	}
	return why;
}

const char *trial_take(struct bench_run *run, const struct bench *bench,
		       const struct trial_settings *settings)
{
	const char *why;

	if (!settings->is_loaded) {
		return take_all(run, bench, settings);
	}
	why = load_start(spare_cpu(bench));
	if (why != NULL) {
		return why;
	}
	why = take_all(run, bench, settings);
	load_stop();
	return why;
}
