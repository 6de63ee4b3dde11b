/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/session.h"

#include <stddef.h>

#include "drivers/pmu.h"
#include "host/console.h"
#include "host/displace.h"
#include "host/string.h"
#include "measure/bench.h"
#include "measure/clock.h"
#include "measure/records.h"
#include "measure/self_check.h"
#include "measure/trial.h"
#include "wire/params.h"
#include "wire/wire.h"

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
	struct trial_settings settings;
	uint32_t n_selected;
	uint32_t n_failed;
	uint32_t n_not_applicable;
};

/* Too large for the stack. */
static struct session session;
static struct bench_run run;

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

static void run_bench(struct session *s, const char *name)
{
	const struct bench *bench = find(name);
	const char *why;

	if (bench == NULL) {
		s->n_failed++;
		records_failure(&s->wire, name, "no such benchmark in this image");
		return;
	}
	why = trial_missing(bench, &s->settings);
	if (why != NULL) {
		s->n_not_applicable++;
		records_not_applicable(&s->wire, name, why);
		return;
	}
	records_bench(&s->wire, bench, &s->settings);
	why = trial_take(&run, bench, &s->settings);
	if (why != NULL) {
		s->n_failed++;
		records_failure(&s->wire, name, why);
		return;
	}
	records_result(&s->wire, &run);
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

static void prepare(struct session *s)
{
	const struct params *params = &s->params;

	displace_init();
	clock_check(&s->clock);
	s->settings = (struct trial_settings){
		.is_clock_exact = s->clock.is_exact,
		.is_cold = (params->flags & PARAMS_COLD) != 0,
		.is_loaded = (params->flags & PARAMS_LOAD) != 0,
		.has_pmu = pmu_start(),
		.step_ticks = s->clock.step_ticks,
		.samples = params->samples,
		.warmup = params->warmup,
	};
}

bool session_run(void)
{
	struct session *s = &session;

	if (!load_params(&s->params)) {
		return false;
	}
	wire_writer_init(&s->wire, console_put, NULL);
	prepare(s);
	s->n_selected = for_each_selected(s, NULL);
	records_hello(&s->wire, &s->clock, &s->settings, s->n_selected, s->params.nonce);
	records_registers(&s->wire);
	self_check_all(&s->wire, &s->clock, &s->settings);
	for_each_selected(s, run_bench);
	wire_begin(&s->wire, WIRE_END_RUN);
	wire_u64(&s->wire, "benches", s->n_selected);
	wire_u64(&s->wire, "failed", s->n_failed);
	wire_u64(&s->wire, "na", s->n_not_applicable);
	wire_end(&s->wire);
	return true;
}
