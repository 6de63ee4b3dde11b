/* SPDX-License-Identifier: Apache-2.0 */
/* From an exit to the virtual device that answers it. Policy lives here, not in the library. */
#ifndef HOST_DISPATCH_H
#define HOST_DISPATCH_H

#include <vcpu/exit.h>

#include "host/action.h"
#include "host/vm.h"

enum exit_action dispatch_exit(struct vm_cpu *cpu, const struct vcpu_exit *exit);

#endif
