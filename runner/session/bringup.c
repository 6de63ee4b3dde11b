/* SPDX-License-Identifier: Apache-2.0 */
#include "session/bringup.h"

#include "session/line_gate.h"
#include "target/host_command.h"

#define COMMAND_SILENCE_MS 120000 /* a program that asks for a password would wait for ever */

bool bringup_has_power(const struct bringup *b)
{
	return b->reset != NULL || b->power_on != NULL;
}

static int run(struct console *c, const char *key, char *const *argv, char *why)
{
	const struct host_command command = { .key = key,
					      .argv = argv,
					      .silence_ms = COMMAND_SILENCE_MS };

	return argv != NULL ? host_command_run(c, &command, why) : 0;
}

/* The last program: what comes from here on is of the new start, autoboot may be over before it ends. */
static int run_start(struct console *c, const struct bringup *b, const char *key, char *const *argv,
		     char *why)
{
	c->note(c->arg, NULL, GATE_MARK_START);
	console_forget(c, NULL);
	if (b->has_uboot) {
		c->reflex_text = b->autoboot;
		c->reflex_keys = b->interrupt;
		c->reflex_at = 0;
	}
	return run(c, key, argv, why);
}

static int switch_power(struct console *c, const struct bringup *b, char *why)
{
	int err = 0;

	if (b->reset != NULL) {
		/* It may be off: as the last run left it. */
		err = *b->is_on ? 0 : run(c, "power_on", b->power_on, why);
		*b->is_on = err == 0;
		return err == 0 ? run_start(c, b, "reset", b->reset, why) : err;
	}
	err = b->power_on != NULL ? run(c, "power_off", b->power_off, why) : 0;
	if (err == 0) {
		err = run_start(c, b, "power_on", b->power_on, why);
	}
	*b->is_on = err == 0;
	return err;
}

int bringup_run(struct console *c, const struct bringup *b, char *why)
{
	int err = run(c, "load", b->load, why);

	if (err == 0) {
		err = switch_power(c, b, why);
	}
	if (err == 0 && b->has_uboot) {
		err = uboot_start(c, &b->uboot, why);
	}
	return err;
}
