/* SPDX-License-Identifier: Apache-2.0 */
/* One boot for the cells of a plan_boot that have neither a result nor a reason: live, or from its log. */
#ifndef SESSION_ATTEMPT_H
#define SESSION_ATTEMPT_H

#include "session/judge.h"
#include "session/session.h"

struct attempt {
	struct session *s;
	struct plan_boot *pb;
	struct session_event ev;
	char name[240]; /* of the boot: that of @pb, with -2, -3, ... behind it of another one */
	char log[256];  /* relative to the run's folder */
	char log_path[4096];
	char image[4096]; /* the patched copy */
	struct judgement judgement;
	bool is_barren;   /* no benchmark began */
	bool is_replayed; /* read again from the log of a boot that was made before */
};

/* @nth boot of @pb, from 1; @k: of the plan, for the watch. */
void attempt_init(struct attempt *a, struct session *s, struct plan_boot *pb, size_t k,
		  unsigned nth);
/**
 * attempt_run - make that boot and judge it
 *
 * In a session that is resumed, its log is read instead, when the boot came to an end of its own and the log
 * is as it was then.
 *
 * Returns: 0; -ENOMEM; -errno: the run folder is not writable
 */
int attempt_run(struct attempt *a);

void session_tell(const struct session *s, const struct session_event *ev);
/* Cells of @pb that have neither a result nor a reason. */
size_t session_count_pending(const struct session *s, const struct plan_boot *pb);

#endif
