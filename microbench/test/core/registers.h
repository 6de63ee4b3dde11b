/* SPDX-License-Identifier: Apache-2.0 */
/* The system registers that a guest may have. Every other encoding is to be Undefined for it. */
#ifndef CORE_REGISTERS_H
#define CORE_REGISTERS_H

#include <stdbool.h>
#include <stdint.h>

enum access {
	READ = 1,
	WRITE = 2,
};

struct known_register {
	uint16_t encoding;  /* SWEEP_REGISTER() */
	uint8_t access;     /* enum access */
	uint8_t flags;      /* enum vcpu_flag without which it traps */
	bool is_everywhere; /* on every CPU; the others need a feature */
	bool is_volatile;   /* a clock, a random number */
};

/* NULL: no guest has it. */
const struct known_register *register_find(uint32_t encoding);

#endif
