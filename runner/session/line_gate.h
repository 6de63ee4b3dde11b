/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of a console is this boot's. A board that stays may still send records of the boot before, until
 * it is reset; and one that resets by itself begins again. Lines of ours in the console's log say where
 * its parts begin, so that the log, read again, gives the same.
 */
#ifndef SESSION_LINE_GATE_H
#define SESSION_LINE_GATE_H

#include <stdbool.h>
#include <stddef.h>

#include "ingest/ingest.h"
#include "target/target.h"

#define GATE_MARK_BOARD TARGET_NOTE "console of a board" /* no record is this boot's yet */
#define GATE_MARK_START                                                                            \
	TARGET_NOTE "the board is being started" /* records are from the next hello on */
#define GATE_MARK_IMAGE TARGET_NOTE "the image is being started" /* everything is */

enum gate_state {
	GATE_OPEN,
	GATE_HELLO,
	GATE_SHUT,
};

/* All zero at the start of a console. */
struct line_gate {
	enum gate_state state;
	bool is_board; /* GATE_MARK_BOARD came */
	bool restarted; /* of a board: a second hello, or a boot loader in the run of the first one */
	bool went_on; /* of a board: a boot loader behind the end of the run, which spoils nothing */
	char banner[96]; /* that line */
	/* private */
	bool has_hello;
	size_t line_len;
	char line[512]; /* the beginning of the line that is being read */
	bool drops;     /* the rest of a record that is longer than line[] and does not pass */
	size_t pending; /* bytes of line[] that have not been handed on */
};

/* Hands to @in what passes. A record that does not becomes an empty line: lines keep their numbers. 0 or -ENOMEM. */
int line_gate_feed(struct line_gate *gate, struct ingest *in, const char *bytes, size_t len);

#endif
