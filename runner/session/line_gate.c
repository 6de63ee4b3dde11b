/* SPDX-License-Identifier: Apache-2.0 */
#include "session/line_gate.h"

#include <stdio.h>
#include <string.h>

#include "session/boot.h"
#include "wire/wire.h"

static bool begins_with(const struct line_gate *gate, const char *text)
{
	return gate->line_len >= strlen(text) && strncmp(gate->line, text, strlen(text)) == 0;
}

/* A whole line came that is this boot's. */
static void look_for_restart(struct line_gate *gate, const struct ingest *in)
{
	bool is_hello = begins_with(gate, WIRE_FIRST);
	bool is_loader = begins_with(gate, "U-Boot 2") || begins_with(gate, "U-Boot SPL 2") ||
			 begins_with(gate, "U-Boot TPL 2");

	gate->went_on = gate->went_on || (is_loader && in->ended);
	if (gate->has_hello && (is_hello || (is_loader && !in->ended)) && !gate->restarted) {
		gate->restarted = true;
		snprintf(gate->banner, sizeof(gate->banner), "%.*s",
			 (int)strcspn(is_hello ? "a second hello" : gate->line, "\r\n"),
			 is_hello ? "a second hello" : gate->line);
	}
	gate->has_hello = gate->has_hello || is_hello;
}

static int pass_pending(struct line_gate *gate, struct ingest *in)
{
	size_t n = gate->pending;

	gate->pending = 0;
	return n > 0 ? boot_ingest(in, gate->line + gate->line_len - n, n) : 0;
}

static bool is_mark(const struct line_gate *gate, const char *mark)
{
	return begins_with(gate, mark) && gate->line_len == strlen(mark) + 1;
}

static void obey_mark(struct line_gate *gate)
{
	if (is_mark(gate, GATE_MARK_BOARD)) {
		gate->state = GATE_SHUT;
		gate->is_board = true;
	} else if (is_mark(gate, GATE_MARK_START)) {
		gate->state = GATE_HELLO;
	} else if (is_mark(gate, GATE_MARK_IMAGE)) {
		gate->state = GATE_OPEN;
	}
}

/* The line is whole, or longer than any record. */
static int settle_line(struct line_gate *gate, struct ingest *in, bool is_whole)
{
	int err;

	if (is_whole) {
		obey_mark(gate);
	}
	if (gate->state == GATE_HELLO && begins_with(gate, WIRE_FIRST)) {
		gate->state = GATE_OPEN;
	}
	if (gate->state != GATE_OPEN && begins_with(gate, WIRE_PREFIX)) {
		gate->pending = 0;
		gate->line_len = is_whole ? 0 : gate->line_len;
		gate->drops = !is_whole;
		return is_whole ? ingest_feed(in, "\n", 1) : 0;
	}
	if (is_whole && gate->is_board && gate->state == GATE_OPEN) {
		look_for_restart(gate, in);
	}
	err = pass_pending(gate, in);
	gate->line_len = is_whole ? 0 : gate->line_len;
	return err;
}

int line_gate_feed(struct line_gate *gate, struct ingest *in, const char *bytes, size_t len)
{
	int err = 0;

	for (size_t i = 0; i < len && err == 0; i++) {
		if (gate->line_len == sizeof(gate->line)) {
			/* No record is as long: it passes, its beginning is kept to know it by. */
			err = settle_line(gate, in, false);
			if (err == 0 && bytes[i] != '\n') {
				err = gate->drops ? 0 : ingest_feed(in, &bytes[i], 1);
				continue;
			}
			gate->line_len = 0;
			gate->drops = false;
			err = err == 0 ? ingest_feed(in, "\n", 1) : err;
			continue;
		}
		gate->line[gate->line_len++] = bytes[i];
		gate->pending++;
		if (bytes[i] == '\n') {
			err = settle_line(gate, in, true);
		}
	}
	/* An open gate holds nothing back. */
	return err == 0 && gate->state == GATE_OPEN ? pass_pending(gate, in) : err;
}
