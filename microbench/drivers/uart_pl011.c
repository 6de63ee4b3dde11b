/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/uart_pl011.h"

#include "drivers/mmio.h"

#define UARTDR 0x00
#define UARTFR 0x18
#define UARTCR 0x30

#define UARTFR_BUSY (1u << 3)
#define UARTFR_TXFF (1u << 5)
#define UARTCR_ON   (1u << 0 | 1u << 8) /* UARTEN, TXE */

/* Speed and frame are left as firmware set them: the console it used is the one that is read. */
static void pl011_init(uintptr_t base)
{
	mmio_write_32(base + UARTCR, mmio_read_32(base + UARTCR) | UARTCR_ON);
}

static void pl011_put(uintptr_t base, char byte)
{
	while ((mmio_read_32(base + UARTFR) & UARTFR_TXFF) != 0) {
	}
	mmio_write_32(base + UARTDR, (uint8_t)byte);
}

static void pl011_flush(uintptr_t base)
{
	while ((mmio_read_32(base + UARTFR) & UARTFR_BUSY) != 0) {
	}
}

const struct uart_ops uart_pl011 = {
	.init = pl011_init,
	.put = pl011_put,
	.flush = pl011_flush,
};
