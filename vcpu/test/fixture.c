/* SPDX-License-Identifier: Apache-2.0 */
#include "test/fixture.h"

#include <string.h>

#include <fake_cpu.h>
#include <hal_host.h>

#include "test/cm.h"

static struct fixture fixture;

void fixture_init_vcpu(struct vcpu *vcpu, uint64_t cpu_set)
{
	struct vcpu_config config = {
		.vm_id = 1,
		.vcpu_id = 2,
		.cpu_set = cpu_set,
		.vmpidr = 0x0102,
		.boot_arg = 0x48000000,
	};

	memset(vcpu, 0xa5, sizeof(*vcpu));
	assert_int_equal(vcpu_init(vcpu, &config), VCPU_OK);
}

void fixture_move_to_cpu(struct vcpu_pcpu *pcpu, uint32_t cpu_id, void *stack_top)
{
	fake_set(FAKE_vbar_el2, FIXTURE_VBAR);
	fake_set(FAKE_hcr_el2, FIXTURE_HOST_HCR);
	fake_set(FAKE_mdcr_el2, FIXTURE_HOST_MDCR);
	fake_set(FAKE_cptr_el2, FIXTURE_HOST_CPTR);
	assert_int_equal(vcpu_pcpu_init(pcpu, cpu_id, stack_top), VCPU_OK);
	assert_int_equal(vcpu_pcpu_enable(pcpu), VCPU_OK);
	fake_log_clear();
}

int fixture_setup(void **state)
{
	fake_reset();
	hal_test_reset();
	fake_set(FAKE_midr_el1, FIXTURE_MIDR);
	memset(&fixture, 0xa5, sizeof(fixture));
	fixture_move_to_cpu(&fixture.pcpu, FIXTURE_CPU_ID, fixture.stack + sizeof(fixture.stack));
	fixture_init_vcpu(&fixture.vcpu, 0);
	fake_log_clear();
	*state = &fixture;
	return 0;
}

void fixture_bring_to(struct fixture *f, enum vcpu_state state)
{
	if (state != VCPU_STATE_CREATED) {
		assert_int_equal(vcpu_setup(&f->vcpu, FIXTURE_ENTRY, FIXTURE_VTCR, FIXTURE_VTTBR),
				 VCPU_OK);
	}
	if (state == VCPU_STATE_READY) {
		assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	} else if (state == VCPU_STATE_INVALID) {
		assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_EBADSTATE);
	}
	assert_int_equal(f->vcpu.state, state);
	fake_log_clear();
}
