/* SPDX-License-Identifier: Apache-2.0 */
/* What a compiler reads and calls for -fstack-protector; the names are its own. */
#include <stdint.h>

#include "host/panic.h"

extern uintptr_t stack_guard __asm__("__stack_chk_guard");
void stack_smashed(void) __asm__("__stack_chk_fail") __attribute__((noreturn));

/* The same in each image and boot: this is about its cost. The zero byte stops a string that runs over. */
uintptr_t stack_guard = 0x9e3779b97f4a7c00;

void stack_smashed(void)
{
	host_panic("stack smashed: a function's canary has changed");
}
