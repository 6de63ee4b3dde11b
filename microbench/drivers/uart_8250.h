/* SPDX-License-Identifier: Apache-2.0 */
/* 16550 and what is like it (8250, DesignWare APB UART), with registers of 32 bits, 4 bytes apart. */
#ifndef DRIVERS_UART_8250_H
#define DRIVERS_UART_8250_H

#include "boards/board.h"

extern const struct uart_ops uart_8250;

#endif
