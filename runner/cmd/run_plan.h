/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan.json in a run's folder: what was to be measured, with what, written before the first boot, so that a run that
 * is interrupted can be gone on with. The suite is beside it, as it was. results/SCHEMA.md is the reference.
 */
#ifndef CMD_RUN_PLAN_H
#define CMD_RUN_PLAN_H

#include <jansson.h>

#include "cmd/run_options.h"
#include "session/session.h"
#include "store/sha256.h"
#include "store/store.h"

struct run_plan {
	const char *id;
	const char *started;
	const char *command;
	const char *suite; /* name of the file beside it */
	const char *tools; /* what the boots are made with */
	char digest[SHA256_TEXT];
	json_t *builds; /* name of an image to its identity */
	struct run_options opt;
	json_t *doc; /* owns all of it */
};

/* SHA-256 of all that the boots of @s are: their cells, images, CPUs, commands, how their boards are reached from
 * here and what they are asked for. 0 or -ENOMEM. */
int run_plan_digest(const struct session *s, char digest[SHA256_TEXT]);

/* Writes it and the suite into s->dir; tools.qemu is noted; of images that are not built
 * yet it says nothing. 0 or -errno. */
int run_plan_write(const struct session *s, const struct run_options *o);

/* Of the folder @dir; for run_plan_free(). 0, or -errno with @err filled. */
int run_plan_read(const char *dir, struct run_plan *out, struct store_err *err);
void run_plan_free(struct run_plan *plan);

/* What run_plan.tools is of @run: versions of the target's program and of this one. Caller frees. NULL: no memory. */
char *run_plan_tools(const struct run *run);

#endif
