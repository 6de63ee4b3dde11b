/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>

#include "boards/board.h"

/* For monitor.S, which does not know where in a board its fields are. */
extern const uintptr_t *const el3_gicd_base;
const uintptr_t *const el3_gicd_base = &board.gicd_base;
