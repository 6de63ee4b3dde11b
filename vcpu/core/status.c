/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

#include <vcpu/exit.h>
#include <vcpu/status.h>

static const char *const status_names[] = {
	[-VCPU_OK] = "no error",
	[-VCPU_EINVAL] = "invalid argument: NULL, not aligned or out of its range",
	[-VCPU_EBADSTATE] = "not allowed in this state of the vCPU or CPU",
	[-VCPU_EBUSY] = "a vCPU is bound to this CPU",
	[-VCPU_ENOMEM] = "no pages left for translation tables",
	[-VCPU_ERANGE] = "address beyond the size of the address space",
	[-VCPU_EEXIST] = "address is mapped already",
	[-VCPU_ENOENT] = "nothing is mapped there",
	[-VCPU_EUNSUPPORTED] = "not supported by this CPU, or by the set-up of this vCPU",
	[-VCPU_ENESTED] = "inside another operation on this CPU",
	[-VCPU_ENOSPC] = "every list register is in use",
};
_Static_assert(sizeof(status_names) / sizeof(status_names[0]) == -VCPU_ERR_MIN + 1,
	       "one string per status");

const char *vcpu_status_str(int status)
{
	if (status > 0 || status < VCPU_ERR_MIN) {
		return "unknown status";
	}
	return status_names[-status];
}

static const char *const reason_names[] = {
	[VCPU_EXIT_NOTHING] = "nothing",
	[VCPU_EXIT_HYPERCALL] = "hypercall",
	[VCPU_EXIT_SMC] = "smc",
	[VCPU_EXIT_MMIO_READ] = "mmio_read",
	[VCPU_EXIT_MMIO_WRITE] = "mmio_write",
	[VCPU_EXIT_SYSREG_READ] = "sysreg_read",
	[VCPU_EXIT_SYSREG_WRITE] = "sysreg_write",
	[VCPU_EXIT_EXTERNAL_INTERRUPT] = "external_interrupt",
	[VCPU_EXIT_NESTED_PAGE_FAULT] = "nested_page_fault",
	[VCPU_EXIT_HALT] = "halt",
	[VCPU_EXIT_CPU_UP] = "cpu_up",
	[VCPU_EXIT_CPU_DOWN] = "cpu_down",
	[VCPU_EXIT_SYSTEM_DOWN] = "system_down",
	[VCPU_EXIT_SEND_IPI] = "send_ipi",
	[VCPU_EXIT_FAIL_ENTRY] = "fail_entry",
	[VCPU_EXIT_FIQ] = "fiq",
	[VCPU_EXIT_SERROR] = "serror",
};
_Static_assert(sizeof(reason_names) / sizeof(reason_names[0]) == VCPU_EXIT_REASONS,
	       "one name per reason");

const char *vcpu_exit_reason_str(enum vcpu_exit_reason reason)
{
	return (unsigned int)reason < VCPU_EXIT_REASONS ? reason_names[reason] : "?";
}
