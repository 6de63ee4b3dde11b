/* SPDX-License-Identifier: Apache-2.0 */
#include "report/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/file.h"
#include "target/child.h"

#define TIMEOUT_MS 60000

/* Runs it to its end. *exit_code only on 0. */
static int run_child(const char *script_path, int log_fd, struct target_end *end)
{
	const char *const argv[] = { "gnuplot", "--default-settings", script_path, NULL };
	const struct child_spec spec = {
		.argv = argv, .out_fd = log_fd, .err_fd = log_fd, .death_signal = SIGKILL
	};
	struct child child;
	int error = child_spawn(&spec, &child);

	if (error != 0) {
		return error;
	}
	error = child_wait(&child, TIMEOUT_MS) ? 0 : -ETIMEDOUT;
	child_stop(&child, 0, end);
	return error;
}

/* The first line that says something: gnuplot shows the script's line and a caret before it. */
static int check_said(const char *log_path, struct store_err *err)
{
	struct store_err read_err = { "" };
	char *said;
	size_t size;
	int error = file_read(log_path, &said, &size, &read_err);

	if (error != 0) {
		return store_fail(err, -error, "%s", read_err.text);
	}
	if (size > 0) {
		const char *first = strstr(said, "line ");

		first = first == NULL ? said + strspn(said, " \t\n^") : first;
		error = store_fail(err, EIO, "gnuplot says: %.*s", (int)strcspn(first, "\n"),
				   first);
	}
	free(said);
	return error;
}

int gnuplot_run(const char *script_path, const char *log_path, struct store_err *err)
{
	struct target_end end = { 0 };
	int fd = open(log_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	int error;

	if (fd < 0) {
		return store_fail(err, errno, "%s: cannot be made: %s", log_path, strerror(errno));
	}
	error = run_child(script_path, fd, &end);
	close(fd);
	if (error == -ENOENT) {
		return store_fail(err, ENOENT, "gnuplot is not installed");
	}
	if (error == -ETIMEDOUT) {
		return store_fail(err, ETIMEDOUT, "gnuplot gave no plot within %d s",
				  TIMEOUT_MS / 1000);
	}
	if (error != 0) {
		return store_fail(err, -error, "gnuplot cannot be run: %s", strerror(-error));
	}
	error = check_said(log_path, err);
	if (error == 0 && end.signal != 0) {
		error = store_fail(err, EIO, "gnuplot was killed by signal %d", end.signal);
	} else if (error == 0 && end.exit_code != 0) {
		error = store_fail(err, EIO, "gnuplot ended with status %d", end.exit_code);
	}
	return error;
}
