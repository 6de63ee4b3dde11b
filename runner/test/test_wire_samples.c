/* SPDX-License-Identifier: Apache-2.0 */
/* Samples from the writer to the reader: the form of each record, and that all of them come back. */
#include "test/wire_sink.h"

#include "stats/random.h"

#define N_MAX 4096u

static uint64_t samples[N_MAX];

static void check_text(const uint64_t *values, size_t n, const char *text)
{
	wire_sink_start(NULL);
	wire_samples(&writer, values, n);
	assert_string_equal(sink.text, text);
}

static void check_compact(uint64_t value, const char *digits)
{
	char text[64];

	wire_sink_start(NULL);
	wire_begin(&writer, WIRE_SAMPLES);
	wire_str(&writer, "z", "");
	wire_more_compact(&writer, value);
	wire_end(&writer);
	snprintf(text, sizeof(text), "#tl1 0 S z=%s *", digits);
	assert_memory_equal(sink.text, text, strlen(text));
	assert_int_equal(wire_compact_len(value), strlen(digits));
}

static void a_compact_number_has_its_low_bits_first(void **state)
{
	(void)state;
	check_compact(0, "A");
	check_compact(31, "f");
	check_compact(32, "gB");
	check_compact(110, "uD"); /* 14 + 3 * 32 */
	check_compact(1023, "/f");
	check_compact(1024, "ggB");
	check_compact(UINT64_MAX, "////////////P");
	check_compact((uint64_t)1 << 60, "ggggggggggggB");
}

static void a_small_step_is_a_small_number_whatever_its_sign(void **state)
{
	(void)state;
	assert_int_equal(wire_zigzag(7, 7), 0);
	assert_int_equal(wire_zigzag(7, 6), 1);
	assert_int_equal(wire_zigzag(7, 8), 2);
	assert_int_equal(wire_zigzag(7, 5), 3);
	assert_int_equal(wire_zigzag(0, UINT64_MAX), 1);
	assert_int_equal(wire_zigzag(UINT64_MAX, 0), 2);
	assert_true(wire_zigzag(0, (uint64_t)1 << 63) == UINT64_MAX);
}

static void equal_samples_are_one_item(void **state)
{
	(void)state;
	for (size_t i = 0; i < 64; i++) {
		samples[i] = 110;
	}
	check_text(samples, 64, "#tl1 0 S at=0 v=110x64 *1745\n");
	check_text((const uint64_t[]){ 110, 111, 111, 110 }, 4,
		   "#tl1 0 S at=0 v=110,111x2,110 *dec3\n");
}

static void no_samples_are_no_record(void **state)
{
	(void)state;
	wire_samples(&writer, NULL, 0);
	assert_int_equal(sink.len, 0);
	assert_int_equal(writer.seq, 0);
}

/* Sends @n of samples, reads them back through ingest, and returns how many records they were. */
static size_t send_and_read(size_t n)
{
	struct ingest in;
	size_t before;
	size_t records;

	wire_sink_start(NULL);
	wire_sink_hello(1);
	before = writer.seq;
	wire_sink_bench("a", samples, n);
	records = writer.seq - before - 3; /* B, P and E */
	wire_sink_end(1);
	assert_true(sink.longest <= WIRE_LINE_MAX);
	ingest_init(&in);
	assert_int_equal(ingest_feed(&in, sink.text, sink.len), 0);
	ingest_finish(&in);
	assert_string_equal(in.why, "");
	assert_true(ingest_is_complete(&in));
	assert_int_equal(in.benches[0].n, n);
	assert_memory_equal(in.benches[0].samples, samples, n * sizeof(samples[0]));
	ingest_free(&in);
	return records;
}

static void fill_alternating(uint64_t a, uint64_t b, size_t run)
{
	for (size_t i = 0; i < N_MAX; i++) {
		samples[i] = i / run % 2 == 0 ? a : b;
	}
}

static void the_ends_of_the_range_come_back(void **state)
{
	static const uint64_t ends[] = {
		0, 1, 31, 32, (uint64_t)1 << 63, UINT64_MAX - 1, UINT64_MAX
	};

	(void)state;
	for (size_t a = 0; a < sizeof(ends) / sizeof(ends[0]); a++) {
		for (size_t b = 0; b < sizeof(ends) / sizeof(ends[0]); b++) {
			for (size_t run = 1; run < 7; run++) {
				fill_alternating(ends[a], ends[b], run);
				send_and_read(500 + run);
			}
		}
	}
}

static void one_sample_comes_back(void **state)
{
	static const uint64_t ends[] = { 0, 1, UINT64_MAX };

	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		samples[0] = ends[i];
		assert_int_equal(send_and_read(1), 1);
	}
}

static void samples_of_any_size_come_back(void **state)
{
	struct random random = { 1 };

	(void)state;
	for (size_t round = 0; round < 200; round++) {
		unsigned int shift = (unsigned int)random_below(&random, 64);
		uint64_t run = 1 + random_below(&random, 40);

		for (size_t i = 0; i < N_MAX; i++) {
			samples[i] = i > 0 && random_below(&random, run) != 0
					     ? samples[i - 1]
					     : random_next(&random) >> shift;
		}
		send_and_read(1 + random_below(&random, N_MAX));
	}
}

static void the_most_equal_samples_are_one_record(void **state)
{
	(void)state;
	fill_alternating(7, 7, 1);
	assert_int_equal(send_and_read(N_MAX), 1);
	assert_non_null(strstr(sink.text, " v=7x4096 "));
}

/* 64 samples of three digits fit in a record either way; then what can be read is better. */
static void a_record_is_compact_only_where_it_holds_more_so(void **state)
{
	struct random random = { 2 };

	(void)state;
	for (size_t i = 0; i < N_MAX; i++) {
		samples[i] = 600 + random_below(&random, 100);
	}
	assert_int_equal(send_and_read(64), 1);
	assert_non_null(strstr(sink.text, " S at=0 v="));
	assert_null(strstr(sink.text, " z="));
	assert_true(send_and_read(1000) <= 8); /* 74 a record as text */
	assert_non_null(strstr(sink.text, " S at=0 z="));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define RUN(test) cmocka_unit_test_setup(test, wire_sink_start)
		RUN(a_compact_number_has_its_low_bits_first),
		RUN(a_small_step_is_a_small_number_whatever_its_sign),
		RUN(equal_samples_are_one_item),
		RUN(no_samples_are_no_record),
		RUN(the_ends_of_the_range_come_back),
		RUN(one_sample_comes_back),
		RUN(samples_of_any_size_come_back),
		RUN(the_most_equal_samples_are_one_record),
		RUN(a_record_is_compact_only_where_it_holds_more_so),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
