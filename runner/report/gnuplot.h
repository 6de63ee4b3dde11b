/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_GNUPLOT_H
#define REPORT_GNUPLOT_H

#include "store/store.h"

/**
 * gnuplot_run - run one script
 * @log_path: takes what gnuplot says; must not exist
 *
 * gnuplot can exit 0 after a mistake in a script: whatever it says that is not a warning is a
 * failure too. No start-up file is read, and the user's locale does not matter.
 *
 * Returns: 0, or -errno with @err filled; -ENOENT: no gnuplot; -ETIMEDOUT: it was killed
 */
int gnuplot_run(const char *script_path, const char *log_path, struct store_err *err);

/* To start it costs more than most plots; so many are drawn in well below its time, 20 s. */
#define GNUPLOT_SCRIPTS 32u

/* The same for 1 to GNUPLOT_SCRIPTS scripts in one process; after one with a mistake the others are not run. */
int gnuplot_run_all(const char *const *script_paths, size_t n, const char *log_path,
		    struct store_err *err);

#endif
