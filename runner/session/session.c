/* SPDX-License-Identifier: Apache-2.0 */
#include "session/session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "session/build_lock.h"
#include "session/judge.h"

#define TOTAL_TIMES_SILENCE 60

/* Boots in a row that reach no benchmark at all before the rest is given up. The first boot of all
 * gets no second chance: a machine that never spoke has a wrong command line, not a bad moment. */
#define BARREN_BOOTS_MAX 2u

static void tell(const struct session *s, const struct session_event *ev)
{
	if (s->watch != NULL) {
		s->watch(s->watch_arg, ev);
	}
}

static bool is_stopped(const struct session *s)
{
	return s->stop != NULL && *s->stop != 0;
}

static void build_one(struct session *s, struct image *image, size_t k, bool with_make)
{
	struct session_event ev = { .k = k, .n = s->plan->n_images };
	char log[256];
	char path[4096];

	snprintf(log, sizeof(log), "logs/build-%s.log", image->name);
	snprintf(path, sizeof(path), "%s/%s", s->dir, log);
	ev.name = image->name;
	if (with_make) {
		ev.step = SESSION_BUILD;
		tell(s, &ev);
		image_build(image, s->root, path, s->stop);
	}
	if (image->fault[0] == '\0') {
		image_read_manifest(image);
	}
	ev.step = SESSION_BUILT;
	ev.why = image->fault;
	ev.tail = image->tail;
	ev.log = with_make && access(path, F_OK) == 0 ? log : NULL;
	tell(s, &ev);
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
				     sibling != NULL ? sibling->toolchain : image->compiler) != 0 ||
			    set_text(&key->flags, sibling != NULL ? sibling->flags : "") != 0) {
				return -ENOMEM;
			}
		}
	}
	return 0;
}

static void tell_wait(void *arg, const char *lock)
{
	tell(arg, &(struct session_event){ .step = SESSION_WAIT, .name = lock });
}

int session_build(struct session *s, bool with_make)
{
	/* Where there can be no lock there can be no build: make says why. */
	int lock = with_make ? build_lock_take(s->root, s->stop, tell_wait, s) : -1;

	for (size_t i = 0; i < s->plan->n_images && !is_stopped(s); i++) {
		build_one(s, &s->plan->images[i], i + 1, with_make);
	}
	build_lock_drop(lock);
	return name_toolchains(s);
}

static size_t count_pending(const struct session *s, const struct plan_boot *pb)
{
	size_t n = 0;

	for (size_t i = 0; i < pb->n_cells; i++) {
		n += cell_is_pending(&s->run->cells[pb->cells[i]]);
	}
	return n;
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

static char *replace_all(const char *text, const char *mark, const char *with)
{
	const char *at = strstr(text, mark);
	char *rest;
	char *out;

	if (at == NULL) {
		return strdup(text);
	}
	rest = replace_all(at + strlen(mark), mark, with);
	if (rest == NULL) {
		return NULL;
	}
	if (asprintf(&out, "%.*s%s%s", (int)(at - text), text, with, rest) < 0) {
		out = NULL;
	}
	free(rest);
	return out;
}

static void free_argv(char **argv)
{
	for (size_t i = 0; argv != NULL && argv[i] != NULL; i++) {
		free(argv[i]);
	}
	free(argv);
}

static char **expand_argv(const struct plan_boot *pb, const char *image)
{
	char **argv = calloc(pb->argv->n + 1, sizeof(*argv));

	for (size_t i = 0; argv != NULL && i < pb->argv->n; i++) {
		char *with_cpu = replace_all(pb->argv->items[i], "{cpu}", pb->cpu);

		argv[i] = with_cpu != NULL ? replace_all(with_cpu, "{image}", image) : NULL;
		free(with_cpu);
		if (argv[i] == NULL) {
			free_argv(argv);
			return NULL;
		}
	}
	return argv;
}

struct attempt {
	struct session *s;
	struct plan_boot *pb;
	struct session_event ev;
	char log[256]; /* relative to the run's folder */
	char log_path[4096];
	char image[4096]; /* the patched copy */
	struct judgement judgement;
	bool is_barren; /* no benchmark began */
};

static void attempt_tick(void *arg, const struct ingest *in)
{
	struct attempt *a = arg;

	a->ev.step = SESSION_TICK;
	a->ev.bench = in->n_benches > 0 ? in->benches[in->n_benches - 1].name : "";
	tell(a->s, &a->ev);
}

static int attempt_boot(struct attempt *a, char **argv, size_t asked)
{
	int silence_ms = (int)a->s->suite->timeout_s * 1000;
	struct boot_spec spec = {
		.ops = a->pb->ops,
		.target = { .argv = argv, .log = argv[0] },
		.log_path = a->log_path,
		.silence_ms = silence_ms,
		.total_ms = silence_ms * TOTAL_TIMES_SILENCE,
		.stop = a->s->stop,
		.tick = attempt_tick,
		.arg = a,
	};
	struct boot boot;
	int err = boot_run(&spec, &boot);

	if (err != 0) {
		return err;
	}
	a->is_barren = boot.in.n_benches == 0;
	err = judge_boot(a->s, a->pb, asked, &boot, a->log, &a->judgement);
	boot_free(&boot);
	return err;
}

/* One boot for the pending cells of a->pb. */
static int attempt_run(struct attempt *a)
{
	struct judgement *j = &a->judgement;
	struct params params;
	char **argv;
	int err;

	a->ev.step = SESSION_BOOT;
	a->ev.n_asked = count_pending(a->s, a->pb);
	tell(a->s, &a->ev);
	if (!session_fill_params(a->s, a->pb, &params)) {
		j->refused = true;
		snprintf(j->why, sizeof(j->why), "its benchmarks' names do not fit in %u bytes",
			 PARAMS_BENCHES_LEN);
		return 0;
	}
	err = image_patch(a->s->plan->images[a->pb->image].path, a->image, &params, j->why);
	if (err != 0) {
		j->refused = true;
		return err == -ENOMEM ? err : 0;
	}
	argv = expand_argv(a->pb, a->image);
	err = argv != NULL ? attempt_boot(a, argv, a->ev.n_asked) : -ENOMEM;
	free_argv(argv);
	unlink(a->image);
	return err;
}

static void attempt_init(struct attempt *a, struct session *s, struct plan_boot *pb, size_t k,
			 unsigned nth)
{
	char suffix[16] = "";

	*a = (struct attempt){ .s = s, .pb = pb };
	a->ev = (struct session_event){ .name = pb->name, .k = k, .n = s->plan->n_boots };
	if (nth > 1) {
		snprintf(suffix, sizeof(suffix), "-%u", nth);
	}
	snprintf(a->log, sizeof(a->log), "logs/%s%s.log", pb->name, suffix);
	snprintf(a->log_path, sizeof(a->log_path), "%s/%s", s->dir, a->log);
	snprintf(a->image, sizeof(a->image), "%s/.image-%s.elf", s->dir, pb->name);
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

static int measure_by_boots(struct session *s, struct plan_boot *pb, size_t k)
{
	unsigned barren = 0;
	struct attempt a;
	int err;

	for (unsigned nth = 1;; nth++) {
		size_t n_pending;

		attempt_init(&a, s, pb, k, nth);
		err = attempt_run(&a);
		if (err != 0) {
			return err;
		}
		n_pending = count_pending(s, pb);
		barren = a.is_barren ? barren + 1 : 0;
		a.ev.will_retry = is_worth_another(&a, n_pending, nth, barren);
		if (n_pending > 0 && a.judgement.why[0] == '\0') {
			snprintf(a.judgement.why, sizeof(a.judgement.why),
				 "the image did not run what it was asked for");
		}
		a.ev.step = SESSION_BOOTED;
		a.ev.why = a.judgement.why;
		a.ev.log = a.log;
		a.ev.n_ok = a.judgement.n_ok;
		a.ev.n_na = a.judgement.n_na;
		tell(s, &a.ev);
		if (!a.ev.will_retry) {
			return give_up(s, pb, a.judgement.why,
				       access(a.log_path, F_OK) == 0 ? a.log : NULL);
		}
	}
}

int session_measure_boot(struct session *s, struct plan_boot *boot, size_t k)
{
	const struct image *image = &s->plan->images[boot->image];

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
