/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/uart_cadence.h"

#include "drivers/mmio.h"

/* UG1087, "UART Module" */
#define UART_CONTROL 0x00
#define UART_STATUS  0x2c
#define UART_FIFO    0x30

#define CONTROL_TX_ENABLE  (1u << 4)
#define CONTROL_TX_DISABLE (1u << 5)
#define STATUS_TX_EMPTY    (1u << 3)
#define STATUS_TX_FULL     (1u << 4)
#define STATUS_TX_ACTIVE   (1u << 11)

/* Speed and frame are left as firmware set them: the console it used is the one that is read. */
static void cadence_init(uintptr_t base)
{
	uint32_t control = mmio_read_32(base + UART_CONTROL);

	mmio_write_32(base + UART_CONTROL, (control & ~CONTROL_TX_DISABLE) | CONTROL_TX_ENABLE);
}

static void cadence_put(uintptr_t base, char byte)
{
	while ((mmio_read_32(base + UART_STATUS) & STATUS_TX_FULL) != 0) {
	}
	mmio_write_32(base + UART_FIFO, (uint8_t)byte);
}

/* An empty FIFO, and nothing in the shift register. */
static void cadence_flush(uintptr_t base)
{
	while ((mmio_read_32(base + UART_STATUS) & (STATUS_TX_EMPTY | STATUS_TX_ACTIVE)) !=
	       STATUS_TX_EMPTY) {
	}
}

const struct uart_ops uart_cadence = {
	.init = cadence_init,
	.put = cadence_put,
	.flush = cadence_flush,
};
