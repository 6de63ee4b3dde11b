/* SPDX-License-Identifier: Apache-2.0 */
#include "test/two_vcpus.h"

#include <string.h>

#include "test/cm.h"

const struct fixture_cpu two_vcpus_plain = {
	.has_ras = true,
	.has_gicv3 = true,
	.n_list_registers = 4,
	.preemption_bits = 5,
};
const struct fixture_cpu two_vcpus_bare = {
	.has_gicv3 = true,
	.n_list_registers = 4,
	.preemption_bits = 5,
};
const struct fixture_cpu two_vcpus_everything = {
	.has_pauth = true,
	.has_ras = true,
	.has_sme = true,
	.has_el3 = true,
	.has_gicv3 = true,
	.n_list_registers = 16,
	.preemption_bits = 7,
};

struct vcpu two_vcpus_second;

struct fixture *two_vcpus_setup(const struct fixture_cpu *cpu, uint32_t flags,
				uint32_t flags_of_second)
{
	struct fixture *f = fixture_setup_on(cpu);

	fixture_init_vcpu(&two_vcpus_second, 0);
	assert_int_equal(fixture_setup_vcpu(&f->vcpu, flags), VCPU_OK);
	assert_int_equal(fixture_setup_vcpu(&two_vcpus_second, flags_of_second), VCPU_OK);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	fake_log_clear();
	return f;
}

void two_vcpus_assert_before(const char *first, const char *then)
{
	const char *a = strstr(fake_log(), first);
	const char *b = strstr(fake_log(), then);

	assert_non_null(a);
	assert_non_null(b);
	assert_true(a < b);
}
