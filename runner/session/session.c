/* SPDX-License-Identifier: Apache-2.0 */
#include "session/session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "session/attempt.h"
#include "session/build_all.h"
#include "session/build_lock.h"
#include "session/judge.h"

/* Boots in a row that reach no benchmark at all before the rest is given up. The first boot of all
 * gets no second chance: a machine that never spoke has a wrong command line, not a bad moment. */
#define BARREN_BOOTS_MAX 2u

static bool is_stopped(const struct session *s)
{
	return s->stop != NULL && *s->stop != 0;
}

static int set_text(char **slot, const char *text)
{
	free(*slot);
	*slot = strdup(text);
	return *slot != NULL ? 0 : -ENOMEM;
}

/* Cells of an image that does not build still need a place in comparisons: all images of one run
 * and compiler come from one toolchain, so a sibling's words are right. NULL: there is none. */
static const struct image *find_sibling(const struct plan *plan, const struct image *image)
{
	if (image->toolchain[0] != '\0') {
		return image;
	}
	for (size_t i = 0; i < plan->n_images; i++) {
		if (plan->images[i].toolchain[0] != '\0' &&
		    strcmp(plan->images[i].compiler, image->compiler) == 0) {
			return &plan->images[i];
		}
	}
	return NULL;
}

static int name_toolchains(struct session *s)
{
	for (size_t i = 0; i < s->plan->n_boots; i++) {
		const struct plan_boot *boot = &s->plan->boots[i];
		const struct image *image = &s->plan->images[boot->image];
		const struct image *sibling = find_sibling(s->plan, image);

		for (size_t j = 0; j < boot->n_cells; j++) {
			struct cell_key *key = &s->run->cells[boot->cells[j]].key;

			if (set_text(&key->toolchain,
				     sibling != NULL ? sibling->toolchain : image->compiler) != 0) {
				return -ENOMEM;
			}
		}
	}
	return 0;
}

static void tell_wait(void *arg, const char *lock)
{
	session_tell(arg, &(struct session_event){ .step = SESSION_WAIT, .name = lock });
}

int session_build(struct session *s, bool with_make)
{
	/* Where there can be no lock there can be no build: make says why. */
	int lock = with_make ? build_lock_take(s->root, s->stop, tell_wait, s) : -1;
	int err = s->is_elsewhere ? 0 : plan_leave_out(s->plan, s->root, s->stop);

	if (err == 0 && with_make && !is_stopped(s)) {
		err = build_all(s);
	}
	for (size_t i = 0; !with_make && i < s->plan->n_images; i++) {
		if (plan_needs_image(s->plan, i)) {
			build_none(s, &s->plan->images[i], i + 1);
		}
	}
	build_lock_drop(lock);
	return err == 0 ? name_toolchains(s) : err;
}

static int give_up(struct session *s, const struct plan_boot *pb, const char *why, const char *log)
{
	int err = 0;

	for (size_t i = 0; i < pb->n_cells && err == 0; i++) {
		struct cell *cell = &s->run->cells[pb->cells[i]];

		if (cell_is_pending(cell)) {
			err = cell_set_failed(cell, CELL_MISSING, why, log);
		}
	}
	return err;
}

/* True when another boot may settle more than this one did. Who settles a cell each time is done
 * after as many boots as there are cells, however each of them ended. */
static bool is_worth_another(const struct attempt *a, size_t n_pending, unsigned nth,
			     unsigned barren)
{
	const struct judgement *j = &a->judgement;

	if (n_pending == 0 || j->refused || is_stopped(a->s)) {
		return false;
	}
	return j->n_ok + j->n_missing + j->n_na > 0 ||
	       (a->is_barren && nth > 1 && barren < BARREN_BOOTS_MAX);
}

/* One boot and what is said of it; a->ev.will_retry: another one follows. 0 or -errno. */
static int make_boot(struct attempt *a, struct session *s, struct plan_boot *pb, unsigned *barren,
		     unsigned nth)
{
	size_t n_pending;
	int err = attempt_run(a);

	if (err != 0) {
		return err;
	}
	n_pending = session_count_pending(s, pb);
	*barren = a->is_barren ? *barren + 1 : 0;
	a->ev.will_retry = is_worth_another(a, n_pending, nth, *barren);
	if (n_pending > 0 && a->judgement.why[0] == '\0') {
		snprintf(a->judgement.why, sizeof(a->judgement.why),
			 "the image did not run what it was asked for");
	}
	s->n_replayed += a->is_replayed;
	s->n_booted += !a->is_replayed;
	a->ev.step = SESSION_BOOTED;
	a->ev.from_log = a->is_replayed;
	a->ev.why = a->judgement.why;
	a->ev.log = a->log;
	a->ev.n_ok = a->judgement.n_ok;
	a->ev.n_na = a->judgement.n_na;
	session_tell(s, &a->ev);
	return 0;
}

/* Boots of before left cells without a result: they are tried once more, for that is what a run is resumed
 * for. False when there is none. */
static bool reopen(struct session *s, const struct plan_boot *pb)
{
	bool is_any = false;

	for (size_t i = 0; i < pb->n_cells; i++) {
		struct cell *cell = &s->run->cells[pb->cells[i]];

		if (cell->status == CELL_MISSING) {
			cell_set_pending(cell);
			is_any = true;
		}
	}
	return is_any;
}

static int measure_by_boots(struct session *s, struct plan_boot *pb, size_t k)
{
	unsigned barren = 0;
	struct attempt a;
	bool more = true;
	int err = 0;

	for (unsigned nth = 1; more && err == 0; nth++) {
		attempt_init(&a, s, pb, k, nth);
		err = make_boot(&a, s, pb, &barren, nth);
		more = a.ev.will_retry;
		if (err == 0 && !more) {
			err = give_up(s, pb, a.judgement.why,
				      access(a.log_path, F_OK) == 0 ? a.log : NULL);
			more = err == 0 && a.is_replayed && !is_stopped(s) && reopen(s, pb);
		}
	}
	return err;
}

/* Its board cannot be started from here, which is no failure. */
static int leave_out(struct session *s, const struct plan_boot *pb)
{
	int err = 0;

	for (size_t i = 0; i < pb->n_cells && err == 0; i++) {
		err = cell_set_failed(&s->run->cells[pb->cells[i]], CELL_NA, pb->left_out, NULL);
	}
	return err;
}

int session_measure_boot(struct session *s, struct plan_boot *boot, size_t k)
{
	const struct image *image = &s->plan->images[boot->image];

	if (boot->left_out != NULL) {
		return leave_out(s, boot);
	}
	if (boot->unasked != NULL) {
		return give_up(s, boot, boot->unasked, NULL);
	}
	if (is_stopped(s)) {
		return give_up(s, boot, "interrupted before it was measured", NULL);
	}
	if (image->fault[0] != '\0') {
		char log[256];
		char path[4096];

		snprintf(log, sizeof(log), "logs/build-%s.log", image->name);
		snprintf(path, sizeof(path), "%s/%s", s->dir, log);
		return give_up(s, boot, image->fault, access(path, F_OK) == 0 ? log : NULL);
	}
	return measure_by_boots(s, boot, k);
}

int session_measure(struct session *s)
{
	int err = 0;

	for (size_t i = 0; i < s->plan->n_boots && err == 0; i++) {
		err = session_measure_boot(s, &s->plan->boots[i], i + 1);
	}
	return err;
}
