/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A boot read again from its console log, for judge_boot(): to go on with a run that was interrupted, or
 * to take in a log that was captured by hand. What the log does not tell, how the boot ended, is in the
 * file beside it: logs/<boot>.end, written when the boot is over and its log closed.
 */
#ifndef SESSION_REPLAY_LOG_H
#define SESSION_REPLAY_LOG_H

#include "session/boot.h"
#include "store/store.h"

#define REPLAY_WHY_MAX 512u

/* What an end file must say of itself, so that no other boot's stands in for it. */
struct replay_name {
	const char *run; /* id of the run */
	const char *boot;
};

/* "logs/<boot>.end" of "logs/<boot>.log"; caller frees. NULL: no memory, or it does not end in .log. */
char *replay_end_path(const char *log_path);

/**
 * replay_note - write how a boot ended
 * @log_path: its console log, closed; size and digest of it are noted too
 *
 * The file is there whole or not at all. Returns: 0; -errno
 */
int replay_note(const char *log_path, const struct replay_name *name, const struct boot *boot);

/**
 * replay_log - read a boot again from its log
 * @name: of the boot that it must be; NULL: nobody saw how it ended, so there is no end file to hold it
 *        against: the console is taken as it is, as one that ended by itself and cleanly
 * @out:  for judge_boot(), as boot_run() would have filled it; then for boot_free()
 * @why:  at least REPLAY_WHY_MAX bytes; one line when it fails
 *
 * Returns: 0; -ENOENT: no end file, the boot never came to its end; -EINVAL: the end file is damaged or of
 *          another boot, or the log is not the one that it was written for; -EFBIG; -ENOMEM; -errno
 */
int replay_log(const char *log_path, const struct replay_name *name, struct boot *out, char *why);

#endif
