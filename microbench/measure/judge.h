/* SPDX-License-Identifier: Apache-2.0 */
/* What the self-checks make of what they saw. Reads nothing from the CPU. */
#ifndef MEASURE_JUDGE_H
#define MEASURE_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* DDI 0487, "The system counter": from 1 MHz on; 1 GHz where it has to be one frequency. */
bool judge_frequency(uint64_t hz);

/* Do these empty frames allow one overhead for every sample? Exact: all are equal. Else at least
 * half of them are within two steps of the smallest, or twice it: what is more than that is the
 * machine below. */
bool judge_frames(const uint64_t *frames, size_t n, bool is_exact, uint64_t step_ticks);

/* The finest figures are those of one operation between two stamps. Does a null hypercall, of which
 * @n took @ticks, take at least JUDGE_STEPS_SINGLY steps? */
bool judge_step_singly(uint64_t ticks, uint64_t n, uint64_t step_ticks);

/* And do as many as may be between two stamps take as many steps as a batch has to? */
bool judge_step_batched(uint64_t ticks, uint64_t n, uint64_t step_ticks);

#define JUDGE_STEPS_SINGLY 20u

#endif
