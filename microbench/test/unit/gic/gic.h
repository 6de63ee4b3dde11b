/* SPDX-License-Identifier: Apache-2.0 */
/* In the place of a board's: what a switch asks of it, from the model (vgic_fixture.h). */
#ifndef GIC_GIC_H
#define GIC_GIC_H

#include <stdint.h>

uint64_t gic_empty_lists(void);

#endif
