/* SPDX-License-Identifier: Apache-2.0 */
/* Cadence UART, as in Xilinx Zynq and Zynq UltraScale+. UG1085, "UART Controller". */
#ifndef DRIVERS_UART_CADENCE_H
#define DRIVERS_UART_CADENCE_H

#include "boards/board.h"

extern const struct uart_ops uart_cadence;

#endif
