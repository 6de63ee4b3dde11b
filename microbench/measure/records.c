/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/records.h"

#include <vcpu/sysreg.h>

#include "host/image.h"
#include "measure/counts.h"
#include "measure/median.h"

void records_hello(struct wire_writer *w, const struct clock_check *clock,
		   const struct trial_settings *settings, uint32_t n_benches, uint64_t nonce)
{
	const struct image_identity *id = &image_identity;
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
	wire_u64(w, "cntfrq", clock->cntfrq_hz);
	wire_u64(w, "step", clock->step_ticks);
	wire_str(w, "clock", clock->is_exact ? "exact" : "cntvct");
	wire_u64(w, "cold", settings->is_cold);
	wire_u64(w, "load", settings->is_loaded);
	wire_u64(w, "benches", n_benches);
	if (nonce != 0) {
		wire_hex(w, "nonce", nonce);
	}
	wire_end(w);
}

void records_registers(struct wire_writer *w)
{
	wire_begin(w, WIRE_REGISTERS);
	wire_hex(w, "mpidr", sysreg_read_mpidr_el1());
	wire_hex(w, "revidr", sysreg_read_revidr_el1());
	wire_hex(w, "ctr", sysreg_read_ctr_el0());
	wire_hex(w, "id_aa64pfr0", sysreg_read_id_aa64pfr0_el1());
	wire_hex(w, "id_aa64dfr0", sysreg_read_id_aa64dfr0_el1());
	wire_hex(w, "id_aa64isar0", sysreg_read_id_aa64isar0_el1());
	wire_hex(w, "id_aa64isar1", sysreg_read_id_aa64isar1_el1());
	wire_hex(w, "id_aa64mmfr0", sysreg_read_id_aa64mmfr0_el1());
	wire_hex(w, "id_aa64mmfr1", sysreg_read_id_aa64mmfr1_el1());
	wire_end(w);
}

void records_bench(struct wire_writer *w, const struct bench *bench,
		   const struct trial_settings *settings)
{
	const struct bench_exits expect = bench_expected(bench);

	wire_begin(w, WIRE_BENCH);
	wire_str(w, "bench", bench->name);
	wire_str(w, "payload", bench->payload);
	wire_str(w, "unit", settings->is_clock_exact ? "instructions" : "ticks");
	wire_u64(w, "warmup", settings->warmup);
	wire_u64(w, "samples", settings->samples);
	wire_str(w, "expect", vcpu_exit_reason_str(expect.reason));
	wire_more_str(w, ":");
	wire_more_u64(w, expect.n);
	wire_end(w);
}

static void send_counts(struct wire_writer *w, const struct bench_run *run)
{
	static const char *const keys[PMU_COUNTERS] = {
		[PMU_CYCLES] = "cycles",
		[PMU_INSTRUCTIONS] = "instructions",
		[PMU_EL2_CYCLES] = "el2_cycles",
		[PMU_EL2_INSTRUCTIONS] = "el2_instructions",
	};

	wire_begin(w, WIRE_PMU);
	wire_str(w, "bench", run->bench->name);
	for (unsigned int i = 0; i < PMU_COUNTERS; i++) {
		wire_u64(w, keys[i],
			 counts_of_operation((enum pmu_counter)i, run->ring.n, run->batch));
	}
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

/* No place that is 0 at the end. */
static void send_decimal(struct wire_writer *w, const char *key, const struct decimal *value)
{
	char places[5] = ".";
	uint32_t rest = value->thousandths;
	size_t len = 1;

	wire_u64(w, key, value->whole);
	for (; rest != 0; rest = rest % 100 * 10) {
		places[len++] = (char)('0' + rest / 100);
	}
	places[len] = '\0';
	if (len > 1) {
		wire_more_str(w, places);
	}
}

/* Only of samples that count: whoever picks it off a console need not look at the rest. */
static void send_each(struct wire_writer *w, const struct bench_run *run)
{
	const struct ring *ring = &run->ring;
	struct median median;
	struct decimal each;

	if (ring->n != ring->capacity || ring->dropped != 0 || run->bad != 0) {
		return;
	}
	median = median_find(ring->ticks, ring->n);
	each = median_share(&median, run->batch);
	send_decimal(w, "each", &each);
}

void records_result(struct wire_writer *w, const struct bench_run *run)
{
	wire_samples(w, run->ring.ticks, run->ring.n);
	if (run->is_counting) {
		send_counts(w, run);
	}
	wire_begin(w, WIRE_END_BENCH);
	wire_str(w, "bench", run->bench->name);
	wire_u64(w, "n", run->ring.n);
	wire_u64(w, "overhead", run->overhead);
	wire_u64(w, "dropped", run->ring.dropped);
	wire_u64(w, "bad", run->bad);
	send_exits(w, run->totals);
	if (run->floors != 0) {
		/* Below the noise of a clock that is not exact, it may come out as less than
		 * nothing. */
		wire_u64(w, "floor", run->floor > run->overhead ? run->floor - run->overhead : 0);
	}
	if (run->batch != 1) {
		wire_u64(w, "batch", run->batch);
	}
	send_each(w, run);
	wire_end(w);
}

static void send_reason(struct wire_writer *w, enum wire_type type, const char *name,
			const char *why)
{
	wire_begin(w, type);
	wire_str(w, "bench", name);
	wire_str(w, "why", why);
	wire_end(w);
}

void records_failure(struct wire_writer *w, const char *name, const char *why)
{
	send_reason(w, WIRE_FAIL, name, why);
}

void records_not_applicable(struct wire_writer *w, const char *name, const char *why)
{
	send_reason(w, WIRE_NOT_APPLICABLE, name, why);
}
