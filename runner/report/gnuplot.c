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

#define TIMEOUT_MS 20000

/* Runs it to its end. *exit_code only on 0. */
static int run_child(const char *const *script_paths, size_t n, int log_fd, struct target_end *end)
{
	const char *argv[2 + GNUPLOT_SCRIPTS + 1] = { "gnuplot", "--default-settings" };
	/* Where the locale has no UTF-8, it cannot even make its own degree sign. */
	static const char *const set[] = { "LC_ALL=C.UTF-8", NULL };
	const struct child_spec spec = { .argv = argv,
					 .set = set,
					 .out_fd = log_fd,
					 .err_fd = log_fd,
					 .death_signal = SIGKILL };
	struct child child;
	int error;

	memcpy(&argv[2], script_paths, n * sizeof(*argv));
	error = child_spawn(&spec, &child);
	if (error != 0) {
		return error;
	}
	error = child_wait(&child, TIMEOUT_MS) ? 0 : -ETIMEDOUT;
	child_stop(&child, 0, end);
	return error;
}

static bool is_caret(const char *line)
{
	size_t at = strspn(line, " \t");

	return line[at] == '^' && (line[at + 1] == '\n' || line[at + 1] == '\0');
}

/* The line after @line, or the end. */
static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return *line == '\n' ? line + 1 : line;
}

/* The first line that is neither empty nor a warning; NULL: none. Before a message gnuplot may show
 * the script's line, and a caret below it. */
static const char *find_complaint(const char *said)
{
	for (const char *line = said; *line != '\0'; line = next_line(line)) {
		size_t len = strcspn(line, "\n");
		const char *warning = strcasestr(line, "warning:");

		if (strspn(line, " \t\r") < len && !is_caret(line) && !is_caret(next_line(line)) &&
		    (warning == NULL || warning >= line + len)) {
			return line;
		}
	}
	return NULL;
}

static int check_said(const char *log_path, struct store_err *err)
{
	struct store_err read_err = { "" };
	const char *complaint;
	char *said;
	size_t size;
	int error = file_read(log_path, &said, &size, &read_err);

	if (error != 0) {
		return store_fail(err, -error, "%s", read_err.text);
	}
	complaint = find_complaint(said);
	if (complaint != NULL) {
		const char *place = strstr(complaint, "line ");

		complaint = place == NULL ? complaint + strspn(complaint, " \t") : place;
		error = store_fail(err, EIO, "gnuplot says: %.*s", (int)strcspn(complaint, "\n"),
				   complaint);
	}
	free(said);
	return error;
}

int gnuplot_run(const char *script_path, const char *log_path, struct store_err *err)
{
	return gnuplot_run_all(&script_path, 1, log_path, err);
}

int gnuplot_run_all(const char *const *script_paths, size_t n, const char *log_path,
		    struct store_err *err)
{
	struct target_end end = { 0 };
	int fd = open(log_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	int error;

	if (fd < 0) {
		return store_fail(err, errno, "%s: cannot be made: %s", log_path, strerror(errno));
	}
	error = run_child(script_paths, n, fd, &end);
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
