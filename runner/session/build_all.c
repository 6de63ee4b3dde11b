/* SPDX-License-Identifier: Apache-2.0 */
#include "session/build_all.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "session/attempt.h"
#include "session/image_cache.h"
#include "target/child.h"

#define LOOK_MS 500 /* how soon a stop or a time that is over is seen at the latest */

enum progress {
	WAITING,
	BUILDING,
	DONE,
};

struct work {
	enum progress progress;
	struct child child; /* while it is built */
	int64_t deadline_ms;
};

struct builder {
	struct session *s;
	struct image_cache cache;
	struct work *works; /* one an image */
	struct pollfd *fds; /* of those that are being built */
	size_t n_building;
	unsigned n_cpus;
};

struct build_log {
	char name[256]; /* relative to the run's folder */
	char path[4096];
};

static struct build_log log_of(const struct session *s, const struct image *image)
{
	struct build_log log;

	snprintf(log.name, sizeof(log.name), "logs/build-%s.log", image->name);
	snprintf(log.path, sizeof(log.path), "%s/%s", s->dir, log.name);
	return log;
}

static struct session_event event_of(const struct session *s, const struct image *image, size_t k)
{
	return (struct session_event){ .name = image->name, .k = k, .n = s->plan->n_images };
}

static void tell_built(struct session *s, struct image *image, size_t k, bool with_log)
{
	struct session_event ev = event_of(s, image, k);
	const struct build_log log = log_of(s, image);

	if (image->fault[0] == '\0') {
		image_read_manifest(image);
	}
	ev.step = SESSION_BUILT;
	ev.why = image->fault;
	ev.tail = image->tail;
	ev.log = with_log && access(log.path, F_OK) == 0 ? log.name : NULL;
	session_tell(s, &ev);
}

void build_none(struct session *s, struct image *image, size_t k)
{
	tell_built(s, image, k, false);
}

/* They are linked from the same objects: two makes would write them. */
static bool shares_objects(const struct image *a, const struct image *b)
{
	return strcmp(a->board, b->board) == 0 && strcmp(a->compiler, b->compiler) == 0 &&
	       strcmp(a->hal, b->hal) == 0 && strcmp(a->switch_policy, b->switch_policy) == 0 &&
	       strcmp(a->vectors, b->vectors) == 0 && strcmp(a->flags, b->flags) == 0;
}

static bool can_start(const struct builder *b, size_t index)
{
	const struct plan *plan = b->s->plan;

	if (b->works[index].progress != WAITING || b->n_building >= b->n_cpus) {
		return false;
	}
	for (size_t i = 0; i < plan->n_images; i++) {
		if (b->works[i].progress == BUILDING &&
		    shares_objects(&plan->images[i], &plan->images[index])) {
			return false;
		}
	}
	return true;
}

static void end(struct builder *b, size_t index, int err, const struct target_end *how)
{
	struct image *image = &b->s->plan->images[index];
	const struct build_log log = log_of(b->s, image);

	b->works[index].progress = DONE;
	image_build_end(image, err, how, log.path);
	tell_built(b->s, image, index + 1, true);
	if (image->fault[0] == '\0') {
		image_cache_put(&b->cache, image);
	}
}

/* The CPUs are shared among those that could be built at the same time. */
static unsigned jobs_each(const struct builder *b)
{
	unsigned n = 0;

	for (size_t i = 0; i < b->s->plan->n_images; i++) {
		n += b->works[i].progress != DONE;
	}
	return n > 0 && n < b->n_cpus ? (b->n_cpus + n - 1) / n : 1;
}

static void start(struct builder *b, size_t index)
{
	struct image *image = &b->s->plan->images[index];
	struct session_event ev = event_of(b->s, image, index + 1);
	const struct build_log log = log_of(b->s, image);
	struct work *work = &b->works[index];
	struct target_end none = { 0 };
	int err;

	ev.step = SESSION_BUILD;
	session_tell(b->s, &ev);
	if (image_cache_take(&b->cache, image)) {
		work->progress = DONE;
		b->s->n_cached++;
		tell_built(b->s, image, index + 1, false);
		return;
	}
	err = image_build_start(image, b->s->root, log.path, jobs_each(b), &work->child);
	if (err != 0) {
		end(b, index, err, &none);
		return;
	}
	work->progress = BUILDING;
	work->deadline_ms = child_now_ms() + IMAGE_BUILD_TIMEOUT_MS;
	b->n_building++;
}

/* 0 goes on: it is not over. */
static void look(struct builder *b, size_t index)
{
	struct work *work = &b->works[index];
	bool is_stopped = b->s->stop != NULL && *b->s->stop != 0;
	bool is_over = child_wait(&work->child, 0);
	bool is_late = child_now_ms() >= work->deadline_ms;
	struct target_end how = { 0 };

	if (!is_over && !is_stopped && !is_late) {
		return;
	}
	child_stop(&work->child, 0, &how);
	b->n_building--;
	end(b, index, is_over ? 0 : is_stopped ? -EINTR : -ETIMEDOUT, &how);
}

static void wait_for_any(struct builder *b)
{
	unsigned n = 0;

	for (size_t i = 0; i < b->s->plan->n_images; i++) {
		if (b->works[i].progress == BUILDING) {
			b->fds[n++] =
				(struct pollfd){ .fd = b->works[i].child.pidfd, .events = POLLIN };
		}
	}
	child_poll(b->fds, n, LOOK_MS);
	for (size_t i = 0; i < b->s->plan->n_images; i++) {
		if (b->works[i].progress == BUILDING) {
			look(b, i);
		}
	}
}

static void build(struct builder *b)
{
	const struct session *s = b->s;
	bool is_stopped = false;

	do {
		is_stopped = s->stop != NULL && *s->stop != 0;
		for (size_t i = 0; i < s->plan->n_images && !is_stopped; i++) {
			if (can_start(b, i)) {
				start(b, i);
			}
		}
		if (b->n_building > 0) {
			wait_for_any(b);
		}
	} while (b->n_building > 0);
}

static bool is_any_left(const struct builder *b)
{
	for (size_t i = 0; i < b->s->plan->n_images; i++) {
		if (b->works[i].progress == WAITING) {
			return b->s->stop == NULL || *b->s->stop == 0;
		}
	}
	return false;
}

int build_all(struct session *s)
{
	long n_cpus = sysconf(_SC_NPROCESSORS_ONLN);
	struct builder b = { .s = s,
			     .works = calloc(s->plan->n_images + 1, sizeof(*b.works)),
			     .fds = calloc(s->plan->n_images + 1, sizeof(*b.fds)),
			     .n_cpus = n_cpus > 0 ? (unsigned)n_cpus : 1 };
	int err = b.works == NULL || b.fds == NULL ? -ENOMEM
						   : image_cache_open(&b.cache, s->root, s->stop);

	for (size_t i = 0; err == 0 && i < s->plan->n_images; i++) {
		b.works[i].progress = plan_needs_image(s->plan, i) ? WAITING : DONE;
	}
	while (err == 0 && is_any_left(&b)) {
		build(&b);
	}
	image_cache_close(&b.cache);
	free(b.works);
	free(b.fds);
	return err;
}
