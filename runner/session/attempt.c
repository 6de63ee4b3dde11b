/* SPDX-License-Identifier: Apache-2.0 */
#include "session/attempt.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "session/reach.h"
#include "session/replay_log.h"
#include "target/child.h"

#define TOTAL_TIMES_SILENCE 60

void session_tell(const struct session *s, const struct session_event *ev)
{
	if (s->watch != NULL) {
		s->watch(s->watch_arg, ev);
	}
}

size_t session_count_pending(const struct session *s, const struct plan_boot *pb)
{
	size_t n = 0;

	for (size_t i = 0; i < pb->n_cells; i++) {
		n += cell_is_pending(&s->run->cells[pb->cells[i]]);
	}
	return n;
}

bool session_fill_params(const struct session *s, const struct plan_boot *pb, struct params *params)
{
	size_t used = 0;

	*params = (struct params){ .samples = s->samples,
				   .warmup = s->suite->warmup,
				   .flags = (s->run->cold ? PARAMS_COLD : 0) |
					    (s->run->load ? PARAMS_LOAD : 0) };
	for (size_t i = 0; i < pb->n_cells; i++) {
		const struct cell *cell = &s->run->cells[pb->cells[i]];
		const char *name = cell->key.benchmark;

		if (!cell_is_pending(cell)) {
			continue;
		}
		if (used + strlen(name) + 2 > sizeof(params->benches)) {
			return false;
		}
		if (used > 0) {
			params->benches[used++] = ' ';
		}
		memcpy(params->benches + used, name, strlen(name));
		used += strlen(name);
	}
	return true;
}

static void attempt_tick(void *arg, const struct ingest *in)
{
	struct attempt *a = arg;

	a->ev.step = SESSION_TICK;
	a->ev.bench = in->n_benches > 0 ? in->benches[in->n_benches - 1].name : "";
	session_tell(a->s, &a->ev);
}

/* Frees @boot; @err: of what was done with it before. */
static int judge(struct attempt *a, size_t asked, struct boot *boot, int err)
{
	if (err == 0) {
		a->is_barren = boot->in.n_benches == 0;
		err = judge_boot(a->s, a->pb, asked, boot, a->log, &a->judgement);
	}
	boot_free(boot);
	return err;
}

static struct replay_name name_of(const struct attempt *a)
{
	const char *run = a->s->run->id;

	return (struct replay_name){ .run = run != NULL ? run : "none", .boot = a->name };
}

/* A board that gives no sign again and again is left alone. */
static void note_desk(struct desk *desk, const struct boot *boot)
{
	bool is_failure = boot->how == BOOT_NOT_STARTED || boot->how == BOOT_NOT_READY;

	if (desk != NULL && is_failure) {
		desk->n_failures++;
		snprintf(desk->why, sizeof(desk->why), "%s", boot->why);
	} else if (desk != NULL && boot->how != BOOT_STOPPED) {
		desk->n_failures = 0;
	}
}

static int attempt_boot(struct attempt *a, const struct reach *reach, size_t asked)
{
	int silence_ms = (int)a->s->suite->timeout_s * 1000;
	struct boot_spec spec = {
		.ops = a->pb->ops,
		.target = reach->target,
		.bringup = reach->stays ? &reach->bringup : NULL,
		.log_path = a->log_path,
		.silence_ms = silence_ms,
		.total_ms = silence_ms * TOTAL_TIMES_SILENCE,
		.stop = a->s->stop,
		.tick = attempt_tick,
		.arg = a,
	};
	const struct replay_name name = name_of(a);
	struct boot boot;
	int err = boot_run(&spec, &boot);

	if (err != 0) {
		return err;
	}
	note_desk(a->pb->desk, &boot);
	err = replay_note(a->log_path, &name, &boot);
	return judge(a, asked, &boot, err);
}

/* A boot that somebody ended, or that never began, says nothing of what it would have given. */
static bool had_its_end(const struct boot *boot)
{
	return boot->how != BOOT_STOPPED && boot->how != BOOT_NOT_STARTED &&
	       boot->how != BOOT_UNREADABLE && boot->how != BOOT_NOT_READY;
}

/* The same from its log. 1: there is none that can be used; 0 or -errno. */
static int attempt_replay(struct attempt *a)
{
	const struct replay_name name = name_of(a);
	char why[REPLAY_WHY_MAX];
	struct boot boot;
	int err = replay_log(a->log_path, &name, &boot, why);

	if (err == 0 && !had_its_end(&boot)) {
		boot_free(&boot);
		return 1;
	}
	if (err == 0) {
		a->is_replayed = true;
		a->pb->nonce = 0; /* known to the image that was booted then */
		a->s->replayed_s += boot.boot_s;
		return judge(a, a->ev.n_asked, &boot, 0);
	}
	if (err != -ENOENT && err != -ENOMEM) {
		a->ev.step = SESSION_REFUSED;
		a->ev.why = why;
		a->ev.log = a->log;
		session_tell(a->s, &a->ev);
	}
	return err == -ENOMEM ? err : 1;
}

/* The boot of a->image, which is there. */
static int attempt_reach(struct attempt *a)
{
	struct judgement *j = &a->judgement;
	char why[TARGET_WHY_MAX];
	struct reach *reach = NULL;
	int err = reach_open(a->pb, a->image, &reach, why);

	if (err == 0) {
		err = attempt_boot(a, reach, a->ev.n_asked);
		reach_close(reach);
	} else if (err != -ENOMEM) {
		j->refused = true;
		snprintf(j->why, sizeof(j->why), "%s", why);
		err = 0;
	}
	return err;
}

/* Never 0. What is sent once a boot need not be hard to guess: the clock will do where there is no other. */
static uint64_t draw_nonce(void)
{
	uint32_t nonce;

	if (getrandom(&nonce, sizeof(nonce), GRND_NONBLOCK) != sizeof(nonce)) {
		nonce = (uint32_t)child_now_ms();
	}
	return nonce | 0x80000000u;
}

/* Of the image as it was patched for this boot. A console that is there before and after the boot may have kept
 * what another one said: the image is told what to say of itself. */
static int attempt_live(struct attempt *a)
{
	struct judgement *j = &a->judgement;
	struct params params;
	char *from;
	int err;

	if (!session_fill_params(a->s, a->pb, &params)) {
		j->refused = true;
		snprintf(j->why, sizeof(j->why), "its benchmarks' names do not fit in %u bytes",
			 PARAMS_BENCHES_LEN);
		return 0;
	}
	if (a->pb->ops->stays) {
		params.nonce = draw_nonce();
	}
	from = reach_image_path(a->pb->board, a->s->plan->images[a->pb->image].path);
	err = from != NULL ? image_patch(from, a->image, &params, j->why) : -ENOMEM;
	free(from);
	if (err != 0) {
		j->refused = true;
		return err == -ENOMEM ? err : 0;
	}
	a->pb->nonce = params.nonce;
	err = attempt_reach(a);
	unlink(a->image);
	return err;
}

int attempt_run(struct attempt *a)
{
	int err = 1;

	a->ev.n_asked = session_count_pending(a->s, a->pb);
	if (a->s->is_resumed) {
		err = attempt_replay(a);
	}
	if (err == 1) {
		a->ev.step = SESSION_BOOT;
		session_tell(a->s, &a->ev);
		err = attempt_live(a);
	}
	return err;
}

void attempt_init(struct attempt *a, struct session *s, struct plan_boot *pb, size_t k,
		  unsigned nth)
{
	char suffix[16] = "";

	*a = (struct attempt){ .s = s, .pb = pb };
	a->ev = (struct session_event){ .name = pb->name, .k = k, .n = s->plan->n_boots };
	if (nth > 1) {
		snprintf(suffix, sizeof(suffix), "-%u", nth);
	}
	snprintf(a->name, sizeof(a->name), "%s%s", pb->name, suffix);
	snprintf(a->log, sizeof(a->log), "logs/%s.log", a->name);
	snprintf(a->log_path, sizeof(a->log_path), "%s/%s", s->dir, a->log);
	snprintf(a->image, sizeof(a->image), "%s/.image-%s.%s", s->dir, pb->name,
		 pb->board->is_flat ? "bin" : "elf");
}
