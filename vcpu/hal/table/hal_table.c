/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

#include <vcpu/hal.h>

const struct vcpu_hal_ops *vcpu_hal_ops = NULL;
