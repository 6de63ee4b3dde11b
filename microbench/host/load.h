/* SPDX-License-Identifier: Apache-2.0 */
/* A CPU that keeps memory busy while others are measured. */
#ifndef HOST_LOAD_H
#define HOST_LOAD_H

#include <stdint.h>

/* Lets CPU @cpu store and load as fast as it can, all over memory that caches cannot hold, from
 * here on. NULL, or why it cannot. */
const char *load_start(uint32_t cpu);

/* Returns once the CPU has ended it, and is free for other work. */
void load_stop(void);

#endif
