/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a benchmark that came complete is the one that was asked for, and can be believed. */
#ifndef SESSION_BENCH_CHECK_H
#define SESSION_BENCH_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "config/config.h"
#include "ingest/ingest.h"

struct bench_asked {
	enum clock_mode clock;
	uint32_t warmup;
	uint32_t samples;
};

/**
 * bench_check - hold a benchmark against what was asked for, and against itself
 * @bench: complete
 * @why:   "" when all is right; else one line, what is wrong
 *
 * Refused here, with its reason and alone, is all that the store could only refuse with the run.
 */
void bench_check(const struct ingest_bench *bench, const struct bench_asked *asked, char *why,
		 size_t size);

/* Holds the median that the image sent of @bench, where it sent one, against @median, ours of the
 * samples that came. @why as above. */
void bench_check_median(const struct ingest_bench *bench, double median, char *why, size_t size);

#endif
