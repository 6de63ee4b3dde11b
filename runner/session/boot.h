/* SPDX-License-Identifier: Apache-2.0 */
/* One boot: a target from its start to its end, its console logged and ingested. */
#ifndef SESSION_BOOT_H
#define SESSION_BOOT_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "ingest/ingest.h"
#include "session/bringup.h"
#include "target/target.h"

/* The largest suite sends a few MB; a console that goes on beyond this is stuck in a loop. */
#define BOOT_CONSOLE_MAX (64u << 20)
#define BOOT_LOG_MAX     (BOOT_CONSOLE_MAX + (64u << 10)) /* what that leaves in a log */

struct boot_spec {
	const struct target_ops *ops;
	struct target_spec target;
	const char *log_path; /* gets the console; a file that is there is replaced */
	const struct bringup
		*bringup; /* of a board that stays; NULL: opening the target starts it */
	int silence_ms;   /* longest silence on the console, of the image */
	int total_ms;     /* longest boot */
	const volatile sig_atomic_t *stop;
	/* Called now and then while it runs, at least every half second. NULL: not. */
	void (*tick)(void *arg, const struct ingest *in);
	void *arg;
};

enum boot_how {
	BOOT_ENDED,       /* the console ended; end says how the target did */
	BOOT_SILENT,      /* silence_ms passed without a byte */
	BOOT_TOO_LONG,    /* total_ms passed */
	BOOT_FLOODED,     /* more than BOOT_CONSOLE_MAX bytes */
	BOOT_STOPPED,     /* spec.stop */
	BOOT_NOT_STARTED, /* err: why the target did not open */
	BOOT_UNREADABLE,  /* err: why the console could not be read */
	BOOT_NOT_READY,   /* the board could not be brought to run the image: why */
	BOOT_RESTARTED,   /* the board began again: why is the line that tells it */
};

struct boot {
	enum boot_how how;
	int err;                  /* -errno */
	char program[256];        /* argv[0] of the target */
	char why[TARGET_WHY_MAX]; /* where how says so; BOOT_NOT_STARTED: more than err, or "" */
	bool is_board;            /* not a process: the board stays when its console is closed */
	int silence_ms;           /* repeated from spec, for boot_describe() */
	int total_ms;
	struct target_end end; /* unless BOOT_NOT_STARTED */
	double boot_s;         /* from the start of the target to its end */
	struct ingest in;      /* finished */
};

/* 0 with *out filled, whatever happened to the target; -errno: no memory, log not writable. */
int boot_run(const struct boot_spec *spec, struct boot *out);
void boot_free(struct boot *boot);

/* What of its console boot_run() hands to ingest_feed(): @bytes are one read, or one line of a log. */
int boot_ingest(struct ingest *in, const char *bytes, size_t len);

/* The target ended by itself, cleanly, after a complete and undamaged run of records. */
bool boot_is_good(const struct boot *boot);

/**
 * boot_describe - say in one line what went wrong with a boot that is not good
 * @n_asked: benchmarks it was to run
 */
void boot_describe(const struct boot *boot, size_t n_asked, char *text, size_t size);

#endif
