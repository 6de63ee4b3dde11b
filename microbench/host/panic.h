/* SPDX-License-Identifier: Apache-2.0 */
/* How the image ends. */
#ifndef HOST_PANIC_H
#define HOST_PANIC_H

#define HOST_EXIT_PANIC 70 /* exit status of the emulator after a panic */

/* Powers the machine off: the emulator's status where there is one, then firmware. @status 0:
 * done. */
void host_end(int status) __attribute__((noreturn));

/* Says @why on the console and ends with HOST_EXIT_PANIC. */
void host_panic(const char *why) __attribute__((noreturn));

#endif
