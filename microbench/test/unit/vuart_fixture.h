/* SPDX-License-Identifier: Apache-2.0 */
/* A guest with a UART; what goes to the console is kept, and what its interrupt's line does. */
#ifndef UNIT_VUART_FIXTURE_H
#define UNIT_VUART_FIXTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/vm.h"

#define UART UINT64_C(0x09000000) /* QEMU hw/arch/arm/virt.c, base_memmap */

extern char console[1 << 16]; /* NUL-terminated */
extern unsigned int n_puts;
extern bool is_line_high; /* of SPI 33 */
extern unsigned int n_line_changes;

/* Called with each console_put(); may be NULL. Set back by vuart_setup(). */
extern void (*on_put)(const char *bytes, size_t len);

/* Guest 0 with its UART as at its start. A cmocka setup function; *state becomes the struct vm. */
int vuart_setup(void **state);
void vuart_clear_console(void);

/* By vCPU 1, through w3 and x3. Checks that the guest goes on behind the access. */
uint64_t load(struct vm *vm, uint64_t ipa, unsigned int size_log2);
void store(struct vm *vm, uint64_t ipa, unsigned int size_log2, uint64_t value);

void send(struct vm *vm, const char *bytes, size_t len);
void send_str(struct vm *vm, const char *text);

#endif
