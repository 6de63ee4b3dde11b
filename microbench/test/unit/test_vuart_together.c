/* SPDX-License-Identifier: Apache-2.0 */
/* Several CPUs of a guest send at once: each byte is there, in whole lines. */
#include <sched.h>
#include <string.h>

#include "unit/cm.h"
#include "unit/together.h"
#include "unit/vuart_fixture.h"

#define ROUNDS 2000u

static const char text[] = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz\n";

static size_t n_bytes; /* of text, without prefixes and ends */
static unsigned int n_bad;

static void count_put(const char *bytes, size_t len)
{
	bool is_line = len >= 6 && len <= 5 + 120 + 1 && memcmp(bytes, "vm0| ", 5) == 0 &&
		       memchr(bytes, '\n', len) == bytes + len - 1;

	/* Time for another one to send something between. */
	sched_yield();
	n_bad += is_line ? 0 : 1;
	n_bytes += len - 6;
}

static void send_text(uint32_t thread, uint32_t round)
{
	struct vm_cpu *cpu = &vms[0].cpus[thread];
	struct vcpu_exit exit = { .reason = VCPU_EXIT_MMIO_WRITE };

	(void)round;
	exit.mmio.ipa = UART;
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		(void)vcpu_set_gpr(&cpu->vcpu, 0, (unsigned char)text[i]);
		(void)vuart_access(cpu, &exit);
	}
}

static void all_is_there(uint32_t round)
{
	vuart_flush(&vms[0]);
	assert_int_equal(n_bad, 0);
	assert_int_equal(n_bytes, (round + 1) * THREADS * (sizeof(text) - 2));
}

static void all_that_several_cpus_send_is_there(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < THREADS; i++) {
		vms[0].cpus[i].vm = &vms[0];
	}
	on_put = count_put;
	run_together(ROUNDS, send_text, all_is_there);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(all_that_several_cpus_send_is_there, vuart_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
