/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Source: National Semiconductor, "PC16550D Universal Asynchronous Receiver/Transmitter with
 * FIFOs"; Linux, Documentation/devicetree/bindings/serial/snps-dw-apb-uart.yaml (reg-shift,
 * reg-io-width)
 */
#include "drivers/uart_8250.h"

#include "drivers/mmio.h"

#define UART_THR 0x00
#define UART_IER 0x04
#define UART_LSR 0x14

#define UART_LSR_THRE (1u << 5) /* room for what is written; with FIFOs on: all have left them */
#define UART_LSR_TEMT (1u << 6) /* the last bit is on the line */

/* Speed and frame are left as firmware set them: the console it used is the one that is read. */
static void uart_8250_init(uintptr_t base)
{
	mmio_write_32(base + UART_IER, 0);
}

static void uart_8250_put(uintptr_t base, char byte)
{
	while ((mmio_read_32(base + UART_LSR) & UART_LSR_THRE) == 0) {
	}
	mmio_write_32(base + UART_THR, (uint8_t)byte);
}

static void uart_8250_flush(uintptr_t base)
{
	while ((mmio_read_32(base + UART_LSR) & UART_LSR_TEMT) == 0) {
	}
}

const struct uart_ops uart_8250 = {
	.init = uart_8250_init,
	.put = uart_8250_put,
	.flush = uart_8250_flush,
};
