/* SPDX-License-Identifier: Apache-2.0 */
/* From the first C instruction to a host that can run guests. Panics where it cannot. */
#ifndef HOST_START_H
#define HOST_START_H

#include <stdint.h>

/* Console, MMU, GIC, and CPU 0; first of all in host_main(). @exception_level: where it was
 * started. */
void host_start(unsigned int exception_level);

/* The calling CPU becomes CPU @cpu: traps, the library's part, its GIC interface and timer
 * interrupt. Its MMU is on. CPU 0 calls host_start() instead. */
void host_start_cpu(uint32_t cpu);

#endif
