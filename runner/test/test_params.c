/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "test/sealed.h"
#include "wire/params.h"

static struct params p;

/* Of all 4096 bytes with the field itself, bytes 16 to 19, as 0. */
static uint16_t expected_crc(void)
{
	char bytes[4096];

	assert_int_equal(sizeof(p), sizeof(bytes));
	memcpy(bytes, &p, sizeof(bytes));
	memset(bytes + 16, 0, 4);
	return sealed_crc(bytes, sizeof(bytes));
}

static int fill(void **state)
{
	(void)state;
	memset(&p, 0, sizeof(p));
	memcpy(p.magic, "TRAPLINE-PARAMS2", 16);
	p.samples = 64;
	p.warmup = 16;
	strcpy(p.benches, "hvc/return smc/return mmio/read_4");
	return 0;
}

static enum params_status check_sealed(void)
{
	p.crc = expected_crc();
	return params_check(&p);
}

static void sealing_writes_the_crc_of_the_whole_block(void **state)
{
	(void)state;
	p.crc = 0xdead; /* what was there before does not count */
	params_seal(&p);
	assert_int_equal(p.crc, expected_crc());
	assert_int_equal(params_check(&p), PARAMS_OK);
}

static void sealing_changes_nothing_else(void **state)
{
	struct params before = p;

	(void)state;
	params_seal(&p);
	before.crc = p.crc;
	assert_memory_equal(&p, &before, sizeof(p));
}

static void any_changed_byte_is_found(void **state)
{
	char *bytes = (char *)&p;

	(void)state;
	params_seal(&p);
	for (size_t i = 0; i < sizeof(p); i++) {
		bytes[i] = (char)(bytes[i] ^ 1);
		assert_int_equal(params_check(&p), PARAMS_BAD_CRC);
		bytes[i] = (char)(bytes[i] ^ 1);
	}
	assert_int_equal(params_check(&p), PARAMS_OK);
}

static void numbers_out_of_range_are_refused(void **state)
{
	(void)state;
	p.samples = 0;
	assert_int_equal(check_sealed(), PARAMS_BAD_SAMPLES);
	p.samples = 65537;
	assert_int_equal(check_sealed(), PARAMS_BAD_SAMPLES);
	p.samples = 65536;
	p.warmup = 65537;
	assert_int_equal(check_sealed(), PARAMS_BAD_WARMUP);
	p.warmup = 65536;
	p.flags = 4;
	assert_int_equal(check_sealed(), PARAMS_BAD_FLAGS);
	p.flags = 3;
	assert_int_equal(check_sealed(), PARAMS_OK);
	p.samples = 1;
	p.warmup = 0;
	assert_int_equal(check_sealed(), PARAMS_OK);
}

static void names_are_printable_with_one_space_between(void **state)
{
	const char *const bad[] = { " ", " a", "a ", "a  b", "a\tb", "a\nb", "a\x7f", "caf\xe9" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		memset(p.benches, 0, sizeof(p.benches));
		memcpy(p.benches, bad[i], strlen(bad[i]));
		assert_int_equal(check_sealed(), PARAMS_BAD_BENCHES);
	}
}

static void no_names_mean_all_and_are_good(void **state)
{
	(void)state;
	memset(p.benches, 0, sizeof(p.benches));
	assert_int_equal(check_sealed(), PARAMS_OK);
}

static void names_end_with_a_nul_and_nothing_behind_it(void **state)
{
	(void)state;
	memset(p.benches, 'a', sizeof(p.benches));
	assert_int_equal(check_sealed(), PARAMS_BAD_BENCHES);
	p.benches[4055] = '\0';
	assert_int_equal(check_sealed(), PARAMS_OK);
	memset(p.benches, 0, sizeof(p.benches));
	p.benches[4055] = 'a';
	assert_int_equal(check_sealed(), PARAMS_BAD_BENCHES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(sealing_writes_the_crc_of_the_whole_block, fill),
		cmocka_unit_test_setup(sealing_changes_nothing_else, fill),
		cmocka_unit_test_setup(any_changed_byte_is_found, fill),
		cmocka_unit_test_setup(numbers_out_of_range_are_refused, fill),
		cmocka_unit_test_setup(names_are_printable_with_one_space_between, fill),
		cmocka_unit_test_setup(no_names_mean_all_and_are_good, fill),
		cmocka_unit_test_setup(names_end_with_a_nul_and_nothing_behind_it, fill),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
