/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/wire.h"

static size_t count_digits(uint64_t value)
{
	size_t digits = 1;

	for (; value >= 10; value /= 10) {
		digits++;
	}
	return digits;
}

static size_t count_equal(const uint64_t *samples, size_t n)
{
	size_t run = 1;

	while (run < n && samples[run] == samples[0]) {
		run++;
	}
	return run;
}

static size_t item_len(uint64_t value, size_t run)
{
	return count_digits(value) + (run > 1 ? 1 + count_digits(run) : 0);
}

static void put_item(struct wire_writer *w, uint64_t value, size_t run)
{
	wire_more_u64(w, value);
	if (run > 1) {
		wire_more_str(w, "x");
		wire_more_u64(w, run);
	}
}

/* One record: as many items as fit, at least one. Returns how many samples they are. */
static size_t put_record(struct wire_writer *w, const uint64_t *samples, size_t n, size_t at)
{
	size_t done = 0;

	wire_begin(w, WIRE_SAMPLES);
	wire_u64(w, "at", at);
	wire_str(w, "v", "");
	while (done < n) {
		size_t run = count_equal(&samples[done], n - done);

		if (done > 0) {
			if (wire_room(w) < 1 + item_len(samples[done], run)) {
				break;
			}
			wire_more_str(w, ",");
		}
		put_item(w, samples[done], run);
		done += run;
	}
	wire_end(w);
	return done;
}

void wire_samples(struct wire_writer *w, const uint64_t *samples, size_t n)
{
	size_t at = 0;

	while (at < n) {
		at += put_record(w, &samples[at], n - at, at);
	}
}
