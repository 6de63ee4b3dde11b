/* SPDX-License-Identifier: Apache-2.0 */
/* The board's UART: text for people, and the wire. Polled; never used between two stamps. */
#ifndef HOST_CONSOLE_H
#define HOST_CONSOLE_H

#include <stddef.h>
#include <stdint.h>

void console_init(void);
/* A wire_put_fn. All of it, with no other CPU's bytes between. CPUs other than 0 put whole lines,
 * so that what CPU 0 puts begins a line where it means to. */
void console_put(void *unused, const char *bytes, size_t len);
void console_str(const char *text);
void console_hex(uint64_t value); /* 0x and 16 digits */
void console_dec(uint64_t value);
void console_flush(void);

/* Other CPUs may use it, too, from here on. */
void console_share(void);
/* This CPU is going to end the machine and waits for nobody. */
void console_seize(void);

#endif
