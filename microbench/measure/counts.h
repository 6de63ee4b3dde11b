/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the performance monitors count of one operation. They are read where nothing is timed:
 * before the guest is resumed and behind its report. What lies between them besides the operation
 * lies between the readings of an empty frame too, so the smallest frame is subtracted.
 */
#ifndef MEASURE_COUNTS_H
#define MEASURE_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "drivers/pmu.h"

/* Forgets every frame and sample. */
void counts_reset(void);

/* Around a run of the guest. */
void counts_begin(void);
void counts_end(void);

/* What was between the last two was an empty frame; was sample number @at. */
void counts_add_frame(void);
void counts_add_sample(size_t at);

/* Of one operation, the median over the first @n samples of @batch operations each. */
uint64_t counts_of_operation(enum pmu_counter counter, size_t n, uint32_t batch);

/* The middle one of @values, or the mean of the two in the middle, rounded down; sorts them. @n: at
 * least 1. */
uint64_t counts_median(uint64_t *values, size_t n);

#endif
