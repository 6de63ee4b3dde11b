/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a plan to filled cells: images built, targets booted, what came back judged. Prints nothing;
 * who wants to show progress gives a watch.
 */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#include "session/boot.h"
#include "session/plan.h"
#include "store/run.h"

#define SESSION_WHY_MAX 512u

enum session_step {
	SESSION_WAIT,    /* another run is building in this tree; name is its lock */
	SESSION_BUILD,   /* an image is about to be built */
	SESSION_BUILT,   /* why is non-empty when that failed */
	SESSION_BOOT,    /* a boot starts */
	SESSION_TICK,    /* it still runs; bench is what it is at, "" before the first */
	SESSION_REFUSED, /* its log of before cannot be used, why says so; it is booted again */
	SESSION_BOOTED,  /* it is over; why is non-empty when something was wrong */
};

struct session_event {
	enum session_step step;
	const char *name; /* of the image or boot */
	size_t k;         /* 1 to n, of images or boots */
	size_t n;
	const char *bench;
	const char *why;
	const char *log;  /* of a build or boot that went wrong, relative to dir */
	const char *tail; /* last lines of a failed build */
	size_t n_ok;      /* cells of this boot that have a result, and that it had to give */
	size_t n_asked;
	size_t n_na;     /* and that do not apply to it */
	bool from_log;   /* the boot was made before, and was read again */
	bool will_retry; /* another boot is made for the cells that are left */
};

struct session {
	const char *root;
	const char *dir; /* run folder being written: logs/ is below */
	const struct suite_cfg *suite;
	struct plan *plan;
	struct run *run;
	bool is_elsewhere; /* the boards are another host's: whether they can be started here does not count */
	bool is_resumed;   /* boots that have a log of before, and an end, are not made again */
	size_t n_cached;   /* images that were there already */
	size_t n_replayed; /* such boots */
	double replayed_s; /* that they took when they were made */
	size_t n_booted;   /* and those that were made */
	uint32_t samples;  /* run->cold and run->load say how */
	const volatile sig_atomic_t *stop;
	void (*watch)(void *arg, const struct session_event *ev); /* NULL: nobody */
	void *watch_arg;
};

/**
 * session_build - make every image ready to boot
 * @with_make: false: take the images as they are on disk
 *
 * With make, first waits until no other run builds in the tree.
 * The toolchain of all cells is known afterwards. Images that cannot be had carry a fault; those that only
 * boards would boot which cannot be started from here (plan_leave_out()) are not built.
 * Returns: 0 or -ENOMEM
 */
int session_build(struct session *s, bool with_make);

/**
 * session_measure - boot whatever gives the cells, and fill them
 *
 * A boot that breaks half-way keeps the benchmarks that were complete before; the one it broke in
 * becomes missing and the rest is booted again, until a boot settles nothing: one that reached no
 * benchmark is made once more, unless it is the very first. When @stop fires the cells not measured yet become missing.
 * Each boot leaves logs/<boot>.end beside its log. In a session that is resumed, cells that such boots left without a
 * result are tried once more.
 *
 * Returns: 0, every cell is ok or missing; -ENOMEM; -errno: the run folder is not writable
 */
int session_measure(struct session *s);

/* What an image is told that is to measure the cells of @pb that have no result yet; false when their
 * benchmarks' names do not fit. */
bool session_fill_params(const struct session *s, const struct plan_boot *pb,
			 struct params *params);

/* Settles the cells of one boot; what session_measure() does for each. @k counts from 1. */
int session_measure_boot(struct session *s, struct plan_boot *boot, size_t k);

#endif
