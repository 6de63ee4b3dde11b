/* SPDX-License-Identifier: Apache-2.0 */
/* Every status and every reason has a text of its own, and no other value has one. */
#include <limits.h>
#include <string.h>

#include <vcpu/exit.h>
#include <vcpu/status.h>

#include "test/cm.h"

static const enum vcpu_status statuses[] = {
	VCPU_OK,     VCPU_EINVAL, VCPU_EBADSTATE,    VCPU_EBUSY,   VCPU_ENOMEM, VCPU_ERANGE,
	VCPU_EEXIST, VCPU_ENOENT, VCPU_EUNSUPPORTED, VCPU_ENESTED, VCPU_ENOSPC,
};
#define N_STATUSES (sizeof(statuses) / sizeof(statuses[0]))

static void every_status_has_a_text_of_its_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_STATUSES; i++) {
		const char *text = vcpu_status_str(statuses[i]);

		assert_non_null(text);
		assert_true(text[0] != '\0');
		assert_string_not_equal(text, "unknown status");
		for (size_t k = 0; k < i; k++) {
			assert_string_not_equal(text, vcpu_status_str(statuses[k]));
		}
	}
}

static void errors_are_negative_and_dense(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_STATUSES; i++) {
		assert_int_equal(statuses[i], -(int)i);
	}
	assert_int_equal(VCPU_ERR_MIN, VCPU_ENOSPC);
}

static void a_value_that_is_no_status_is_unknown(void **state)
{
	static const int others[] = { 1, INT_MAX, VCPU_ERR_MIN - 1, INT_MIN };

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_string_equal(vcpu_status_str(others[i]), "unknown status");
	}
}

static void reasons_have_the_names_that_results_show(void **state)
{
	static const char *const names[] = {
		"nothing",
		"hypercall",
		"smc",
		"mmio_read",
		"mmio_write",
		"sysreg_read",
		"sysreg_write",
		"external_interrupt",
		"nested_page_fault",
		"halt",
		"cpu_up",
		"cpu_down",
		"system_down",
		"send_ipi",
		"fail_entry",
		"fiq",
		"serror",
	};

	(void)state;
	assert_int_equal(VCPU_EXIT_REASONS, sizeof(names) / sizeof(names[0]));
	for (unsigned int i = 0; i < VCPU_EXIT_REASONS; i++) {
		assert_string_equal(vcpu_exit_reason_str((enum vcpu_exit_reason)i), names[i]);
	}
}

static void a_value_that_is_no_reason_is_a_question_mark(void **state)
{
	(void)state;
	assert_string_equal(vcpu_exit_reason_str(VCPU_EXIT_REASONS), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_status_has_a_text_of_its_own),
		cmocka_unit_test(errors_are_negative_and_dense),
		cmocka_unit_test(a_value_that_is_no_status_is_unknown),
		cmocka_unit_test(reasons_have_the_names_that_results_show),
		cmocka_unit_test(a_value_that_is_no_reason_is_a_question_mark),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
