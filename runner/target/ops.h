/* SPDX-License-Identifier: Apache-2.0 */
/* The closed set of targets; one file each, listed in target.c. */
#ifndef TARGET_OPS_H
#define TARGET_OPS_H

#include "target/target.h"

extern const struct target_ops target_qemu;
extern const struct target_ops target_serial;
extern const struct target_ops target_command;
extern const struct target_ops target_replay;

#endif
