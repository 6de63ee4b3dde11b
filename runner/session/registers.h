/* SPDX-License-Identifier: Apache-2.0 */
/* What a board's CPU is by its own registers: environment.registers and environment.counter. */
#ifndef SESSION_REGISTERS_H
#define SESSION_REGISTERS_H

#include "session/session.h"

/**
 * registers_check - are these the registers that earlier boots of this board and CPU reported?
 * @why: at least SESSION_WHY_MAX bytes; written when they are not: which differs, and what to look at
 *
 * The frequency of the counter too. What one of the two boots did not tell is not compared.
 */
void registers_check(const struct run *run, const struct plan_boot *pb,
		     const struct ingest_hello *hello, char *why);

/* What two boots of one CPU told of its registers: false, where both tell of one and it differs. */
bool registers_agree(const char *before, const char *now);

/* Notes them in @run, of a boot that was believed; one that told less takes nothing away. 0 or -ENOMEM. */
int registers_note(struct run *run, const struct plan_boot *pb, const struct ingest_hello *hello);

#endif
