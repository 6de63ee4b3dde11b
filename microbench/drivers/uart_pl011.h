/* SPDX-License-Identifier: Apache-2.0 */
/* Arm PrimeCell UART, DDI 0183. */
#ifndef DRIVERS_UART_PL011_H
#define DRIVERS_UART_PL011_H

#include "boards/board.h"

extern const struct uart_ops uart_pl011;

#endif
