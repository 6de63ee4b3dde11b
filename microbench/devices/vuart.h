/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Virtual UART: an Arm PrimeCell PL011 without a modem, with nobody at the other end to type, and a
 * transmitter that is always ready. Source: DDI 0183, "Programmers Model".
 *
 * What the guest sends becomes whole lines of the host's console, each behind VUART_PREFIX(): the
 * reader of the wire believes lines that begin as a record does, and no line of a guest's can.
 */
#ifndef DEVICES_VUART_H
#define DEVICES_VUART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vcpu/exit.h>

#include "host/action.h"

struct vm_cpu;
struct vm;

#define VUART_INTID    33u /* shared interrupt 1, as on QEMU's virt machine */
#define VUART_TEXT_MAX 120u

struct vuart {
	uint32_t lock; /* the guest's CPUs share it */
	uint32_t ibrd;
	uint32_t fbrd;
	uint32_t lcr_h;
	uint32_t cr;
	uint32_t ifls;
	uint32_t imsc;
	uint32_t ris;
	uint32_t dmacr;
	uint32_t ilpr;
	bool is_line_high;
	size_t len; /* of the line that has not ended yet */
	char text[VUART_TEXT_MAX];
};

/* As firmware leaves it that has used it as a console: enabled, nothing pending. */
void vuart_init(struct vm *vm);

/* Is this an address of the UART? */
bool vuart_is_there(uint64_t ipa);

/* Answers an access to it, VCPU_EXIT_MMIO_READ or _WRITE, and completes it. */
enum exit_action vuart_access(struct vm_cpu *cpu, const struct vcpu_exit *exit);

/* Ends a line that the guest has begun and will not end. */
void vuart_flush(struct vm *vm);

#endif
