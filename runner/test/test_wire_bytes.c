/* SPDX-License-Identifier: Apache-2.0 */
/* What a run costs a serial line: 1000 samples of 40 benchmarks in less than 30 s at 115200 baud. */
#include "test/wire_sink.h"

#include <math.h>

#include "stats/random.h"

#define BENCHES        40u
#define SAMPLES        1000u
#define BYTES_A_SECOND 11520u /* 115200 baud, 8N1: ten bits a byte */
#define BUDGET         ((size_t)30 * BYTES_A_SECOND)

static uint64_t samples[SAMPLES];

/* What comes back must be what was sent: bytes alone prove nothing. */
static void check_run(uint64_t sum)
{
	struct ingest in;

	ingest_init(&in);
	assert_int_equal(ingest_feed(&in, sink.text, sink.len), 0);
	ingest_finish(&in);
	assert_string_equal(in.why, "");
	assert_true(ingest_is_complete(&in));
	assert_int_equal(in.n_benches, BENCHES);
	for (size_t bench = 0; bench < BENCHES; bench++) {
		assert_int_equal(in.benches[bench].n, SAMPLES);
		for (size_t i = 0; i < SAMPLES; i++) {
			sum -= in.benches[bench].samples[i];
		}
	}
	assert_int_equal(sum, 0);
	ingest_free(&in);
}

/* A whole run, its samples from @fill. Returns its bytes, with a \r that a console adds to each line. */
static size_t count_bytes(void (*fill)(struct random *random))
{
	struct random random = { 1 };
	uint64_t sum = 0;

	wire_sink_start(NULL);
	wire_sink_hello(BENCHES);
	for (unsigned int bench = 0; bench < BENCHES; bench++) {
		char name[64];

		snprintf(name, sizeof(name), "sysreg/sgi1r_empty_and_more_%u", bench);
		fill(&random);
		for (size_t i = 0; i < SAMPLES; i++) {
			sum += samples[i];
		}
		wire_sink_bench(name, samples, SAMPLES);
	}
	wire_sink_end(BENCHES);
	check_run(sum);
	print_message("# %zu bytes, %.1f s at 115200 baud\n", sink.len + writer.seq,
		      (double)(sink.len + writer.seq) / BYTES_A_SECOND);
	return sink.len + writer.seq;
}

/* 3 % of noise, and one in a hundred that an interrupt made several times as long. */
static void fill_noisy(struct random *random)
{
	const double usual = exp(log(200) + random_unit(random) * log(500)); /* to 100000 */

	for (size_t i = 0; i < SAMPLES; i++) {
		double ticks = usual * (1 + 0.03 * random_normal(random));

		if (random_below(random, 100) == 0) {
			ticks += usual * (1 + 10 * random_unit(random));
		}
		samples[i] = ticks > 0 ? (uint64_t)ticks : 0;
	}
}

static void samples_with_noise_take_a_third_of_the_time(void **state)
{
	(void)state;
	assert_true(count_bytes(fill_noisy) < BUDGET / 2);
}

/* Steps of 34 bits, each the other way: seven digits a sample. */
static void fill_widest(struct random *random)
{
	for (size_t i = 0; i < SAMPLES; i++) {
		samples[i] = i % 2 == 0 ? ((uint64_t)1 << 34) - 1 - random_below(random, 99)
					: random_below(random, 99);
	}
}

static void no_samples_below_2_to_the_34_take_longer(void **state)
{
	(void)state;
	assert_true(count_bytes(fill_widest) < BUDGET);
}

static void fill_full_range(struct random *random)
{
	for (size_t i = 0; i < SAMPLES; i++) {
		samples[i] = random_next(random);
	}
}

/* Red, where it has to be. */
static void samples_of_64_bits_are_too_much(void **state)
{
	(void)state;
	assert_true(count_bytes(fill_full_range) > BUDGET);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(samples_with_noise_take_a_third_of_the_time),
		cmocka_unit_test(no_samples_below_2_to_the_34_take_longer),
		cmocka_unit_test(samples_of_64_bits_are_too_much),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
