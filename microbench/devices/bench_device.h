/* SPDX-License-Identifier: Apache-2.0 */
/* A device that answers so that both sides can tell a lost or doubled access. wire/guest_abi.h. */
#ifndef DEVICES_BENCH_DEVICE_H
#define DEVICES_BENCH_DEVICE_H

#include "host/action.h"
#include "host/vm.h"

/* Completes an access to its page. ACTION_STOP: another address, or a register it does not have. */
enum exit_action bench_device_access(struct vm_cpu *cpu, const struct vcpu_exit *exit);

#endif
