/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/wire.h"

#define KEY_LEN 3u /* " v=" */

/* Fewer equal samples than that behind one cost no more as single digits. */
#define SHORTEST_RUN 3u

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

/* How samples are written: as items, each of which is a value and how often it comes in a row. */
enum form {
	PLAIN,
	COMPACT
};

static const char *const keys[] = { [PLAIN] = "v", [COMPACT] = "z" };

static size_t plain_len(uint64_t value, size_t run)
{
	return count_digits(value) + (run > 1 ? 1 + count_digits(run) : 0);
}

static void put_plain(struct wire_writer *w, uint64_t value, size_t run)
{
	wire_more_u64(w, value);
	if (run > 1) {
		wire_more_str(w, "x");
		wire_more_u64(w, run);
	}
}

static size_t compact_len(uint64_t zigzag, size_t run)
{
	size_t again = run - 1;

	return wire_compact_len(zigzag) +
	       (again < SHORTEST_RUN ? again : 1 + wire_compact_len(again));
}

static void put_compact(struct wire_writer *w, uint64_t zigzag, size_t run)
{
	const char mark[] = { WIRE_COMPACT_RUN, '\0' };
	size_t again = run - 1;

	wire_more_compact(w, zigzag);
	if (again >= SHORTEST_RUN) {
		wire_more_str(w, mark);
		wire_more_compact(w, again);
		return;
	}
	for (; again > 0; again--) {
		wire_more_compact(w, 0);
	}
}

/* How many of @samples, whole items of them, @form brings into @room bytes. */
static size_t count_fitting(enum form form, const uint64_t *samples, size_t n, size_t room)
{
	uint64_t before = 0;
	size_t done = 0;

	while (done < n) {
		uint64_t value = samples[done];
		size_t run = count_equal(&samples[done], n - done);
		size_t len = form == COMPACT ? compact_len(wire_zigzag(before, value), run)
					     : plain_len(value, run) + (done > 0 ? 1 : 0);

		if (len > room) {
			break;
		}
		room -= len;
		before = value;
		done += run;
	}
	return done;
}

static void put_items(struct wire_writer *w, enum form form, const uint64_t *samples, size_t n)
{
	uint64_t before = 0;
	size_t done = 0;

	wire_str(w, keys[form], "");
	while (done < n) {
		uint64_t value = samples[done];
		size_t run = count_equal(&samples[done], n - done);

		if (form == COMPACT) {
			put_compact(w, wire_zigzag(before, value), run);
		} else {
			wire_more_str(w, done > 0 ? "," : "");
			put_plain(w, value, run);
		}
		before = value;
		done += run;
	}
}

/* One record, in the form that takes more of @samples into it; what a reader sees at a glance where
 * both take as many. Returns how many they are: at least one. */
static size_t put_record(struct wire_writer *w, const uint64_t *samples, size_t n, size_t at)
{
	size_t n_plain;
	size_t n_compact;
	size_t room;

	wire_begin(w, WIRE_SAMPLES);
	wire_u64(w, "at", at);
	room = wire_room(w) - KEY_LEN;
	n_plain = count_fitting(PLAIN, samples, n, room);
	n_compact = count_fitting(COMPACT, samples, n, room);
	if (n_compact > n_plain) {
		put_items(w, COMPACT, samples, n_compact);
	} else {
		put_items(w, PLAIN, samples, n_plain);
	}
	wire_end(w);
	return n_compact > n_plain ? n_compact : n_plain;
}

void wire_samples(struct wire_writer *w, const uint64_t *samples, size_t n)
{
	size_t at = 0;

	while (at < n) {
		at += put_record(w, &samples[at], n - at, at);
	}
}
