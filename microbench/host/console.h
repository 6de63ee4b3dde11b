/* SPDX-License-Identifier: Apache-2.0 */
/* The board's UART: text for people, and the wire. Polled; never used between two stamps. */
#ifndef HOST_CONSOLE_H
#define HOST_CONSOLE_H

#include <stddef.h>
#include <stdint.h>

void console_init(void);
void console_put(void *unused, const char *bytes, size_t len); /* a wire_put_fn */
void console_str(const char *text);
void console_hex(uint64_t value); /* 0x and 16 digits */
void console_dec(uint64_t value);
void console_flush(void);

#endif
