/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/touch.h"

#include <stddef.h>

#include <vcpu/status.h>

#include "wire/guest_abi.h"

const char *touch(struct bench_run *run, uint64_t ipa)
{
	int status;

	vcpu_set_gpr(&run->cpu->vcpu, 0, ipa);
	status = vcpu_run(&run->cpu->vcpu, &run->exit);
	bench_forget_exits(run);
	bench_displace(run);
	if (status != VCPU_OK || run->exit.reason != VCPU_EXIT_HYPERCALL ||
	    run->exit.call.imm != GUEST_HVC_READY) {
		return bench_stop_reason(run, status);
	}
	return NULL;
}
