/* SPDX-License-Identifier: Apache-2.0 */
/* What a boot says on the wire; docs/formats/wire.md. */
#ifndef MEASURE_RECORDS_H
#define MEASURE_RECORDS_H

#include <stdint.h>

#include "measure/bench.h"
#include "measure/clock.h"
#include "measure/trial.h"
#include "wire/wire.h"

void records_hello(struct wire_writer *w, const struct clock_check *clock,
		   const struct trial_settings *settings, uint32_t n_benches, uint64_t nonce);
/* Identification registers of this CPU. */
void records_registers(struct wire_writer *w);
void records_bench(struct wire_writer *w, const struct bench *bench,
		   const struct trial_settings *settings);

/* The samples, what was counted, and the end. Sorts the ring, once its samples are sent. */
void records_result(struct wire_writer *w, const struct bench_run *run);

void records_failure(struct wire_writer *w, const char *name, const char *why);
void records_not_applicable(struct wire_writer *w, const char *name, const char *why);

#endif
