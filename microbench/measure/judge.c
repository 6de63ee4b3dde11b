/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/judge.h"

#include "measure/batch.h"

#define HZ_MIN UINT64_C(1000000)
#define HZ_MAX UINT64_C(1000000000)

bool judge_frequency(uint64_t hz)
{
	return hz >= HZ_MIN && hz <= HZ_MAX;
}

static uint64_t smallest_of(const uint64_t *frames, size_t n)
{
	uint64_t smallest = frames[0];

	for (size_t i = 1; i < n; i++) {
		smallest = frames[i] < smallest ? frames[i] : smallest;
	}
	return smallest;
}

bool judge_frames(const uint64_t *frames, size_t n, bool is_exact, uint64_t step_ticks)
{
	uint64_t smallest = smallest_of(frames, n);
	uint64_t slack = 0;
	size_t n_near = 0;

	if (!is_exact) {
		slack = smallest > 2 * step_ticks ? smallest : 2 * step_ticks;
	}
	for (size_t i = 0; i < n; i++) {
		n_near += frames[i] <= smallest + slack;
	}
	return is_exact ? n_near == n : 2 * n_near >= n;
}

bool judge_step_singly(uint64_t ticks, uint64_t n, uint64_t step_ticks)
{
	return ticks >= JUDGE_STEPS_SINGLY * step_ticks * n;
}

bool judge_step_batched(uint64_t ticks, uint64_t n, uint64_t step_ticks)
{
	return ticks * BATCH_MAX >= BATCH_STEPS * step_ticks * n;
}
