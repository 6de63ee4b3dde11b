/* SPDX-License-Identifier: Apache-2.0 */
/* The in-place handlers, for benchmarks of what they answer: weak, as an image has those that its
 * policy, its binding and its board give it. For struct bench's .in_place. */
#ifndef MEASURE_IN_PLACE_H
#define MEASURE_IN_PLACE_H

#include <vcpu/inplace.h>

#include "measure/bench.h"

#pragma weak vcpu_inplace_hvc
#pragma weak vcpu_inplace_smc
#pragma weak vcpu_inplace_msr
#pragma weak vcpu_inplace_abort
#pragma weak vcpu_inplace_irq

#define IN_PLACE(handler) ((void (*)(void))(handler))

#endif
