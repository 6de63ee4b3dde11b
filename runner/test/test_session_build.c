/* SPDX-License-Identifier: Apache-2.0 */
/* Builds of images, with a make made up here, and the helper programs under them. */
#include <errno.h>
#include <limits.h>
#include <signal.h>

#include "session/build_lock.h"
#include "target/child.h"
#include "test/image_dir.h"

static void read_text(const char *path, char *text, size_t size)
{
	FILE *file = fopen(path, "re");

	assert_non_null(file);
	text[fread(text, 1, size - 1, file)] = '\0';
	fclose(file);
}

static void make_is_run_in_the_root_for_the_one_image(void **state)
{
	struct fixture *f = *state;
	char want[512];
	char got[512];

	write_make(f, "pwd >told; for a in \"$@\"; do case $a in -j*) ;; *) echo \"$a\" >>told;; "
		      "esac; done");
	image_build(&f->image, f->dir, at(f, "build.log"), NULL);
	assert_string_equal(f->image.fault, "");
	read_text(at(f, "told"), got, sizeof(got));
	snprintf(want, sizeof(want),
		 "%s\n--no-print-directory\n-s\nimage\nBOARD=virt\nTOOLCHAIN=gcc\n"
		 "HAL=table\nSWITCH=lazy\nVECTORS=plain\nFLAGS=-O2\nLAYOUT=0\nINJECT=0\nEXTRA=\nB="
		 "build\n",
		 f->dir);
	assert_string_equal(got, want);
	assert_int_equal(access(at(f, "build.log"), F_OK), -1); /* it said nothing */
}

/* What a make above us was told comes down through the environment, in several names. */
static void nothing_in_the_environment_changes_what_make_builds(void **state)
{
	static const char *const names[] = {
		"MAKEFLAGS", "MFLAGS",    "GNUMAKEFLAGS",
		"MAKEFILES", "MAKELEVEL", "MAKEOVERRIDES",
		"TOOLCHAIN", "SWITCH",    "EXTRA",
		"BOARD",     "HAL",       "B",
		"O",         "OPT",       "V",
		"Q",         "CFLAGS",    "CPPFLAGS",
		"LDFLAGS",   "CROSS",
	};
	struct fixture *f = *state;
	char got[4096];

	write_make(f, "env >told");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_int_equal(setenv(names[i], "from-outside", 1), 0);
	}
	image_build(&f->image, f->dir, at(f, "build.log"), NULL);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		unsetenv(names[i]);
	}
	assert_string_equal(f->image.fault, "");
	read_text(at(f, "told"), got, sizeof(got));
	assert_non_null(strstr(got, "PATH="));
	assert_null(strstr(got, "from-outside"));
}

static void a_failed_build_quotes_the_compiler(void **state)
{
	struct fixture *f = *state;

	write_make(f, "for i in 1 2 3 4 5 6 7 8 9; do echo \"line $i\"; done\n"
		      "echo 'a.c:3:5: error: no such thing' >&2\n"
		      "echo 'make: *** [a.o] Error 1'; exit 2");
	image_build(&f->image, f->dir, at(f, "build.log"), NULL);
	assert_string_equal(f->image.fault, "its image does not build: make exited with status 2 "
					    "(a.c:3:5: error: no such thing)");
	assert_string_equal(f->image.tail, "line 4\nline 5\nline 6\nline 7\nline 8\nline 9\n"
					   "a.c:3:5: error: no such thing\n"
					   "make: *** [a.o] Error 1");
	assert_int_equal(access(at(f, "build.log"), F_OK), 0);
}

static void a_build_log_that_is_long_gives_its_end(void **state)
{
	struct fixture *f = *state;

	write_make(f, "head -c 100000 /dev/zero | tr '\\000' x; echo; echo last words; exit 1");
	image_build(&f->image, f->dir, at(f, "build.log"), NULL);
	assert_non_null(strstr(f->image.tail, "x\nlast words"));
	assert_non_null(strstr(f->image.fault, "(last words)"));
}

static void a_missing_make_names_the_package(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(setenv("PATH", "/nonexistent", 1), 0);
	image_build(&f->image, f->dir, at(f, "build.log"), NULL);
	assert_non_null(strstr(f->image.fault, "make is not installed (Debian package make"));
}

static void an_interrupted_build_stops_make_at_once(void **state)
{
	struct fixture *f = *state;
	volatile sig_atomic_t stop = 1;
	int64_t start = child_now_ms();

	write_make(f, "exec sleep 30");
	/* Already asked to stop: the first look at the flag is enough. */
	alarm(20);
	image_build(&f->image, f->dir, at(f, "build.log"), &stop);
	alarm(0);
	assert_true(f->image.was_interrupted);
	assert_true(child_now_ms() - start < 10000);
}

struct waiting {
	int told;
	char path[PATH_MAX];
	int lock; /* given up when somebody waits for it; -1: kept */
};

static void on_wait(void *arg, const char *path)
{
	struct waiting *w = arg;

	w->told++;
	snprintf(w->path, sizeof(w->path), "%s", path);
	build_lock_drop(w->lock);
}

static void the_second_to_build_waits_for_the_first(void **state)
{
	struct fixture *f = *state;
	volatile sig_atomic_t stop = 0;
	struct waiting w = { 0 };
	int second;

	w.lock = build_lock_take(f->dir, &stop, on_wait, &w);
	assert_true(w.lock >= 0);
	assert_int_equal(w.told, 0);
	second = build_lock_take(f->dir, &stop, on_wait, &w);
	assert_true(second >= 0);
	assert_int_equal(w.told, 1);
	assert_string_equal(w.path, at(f, "build/.lock"));
	build_lock_drop(second);
}

static void who_is_stopped_does_not_wait(void **state)
{
	struct fixture *f = *state;
	volatile sig_atomic_t stop = SIGINT;
	struct waiting w = { .lock = -1 };
	int first = build_lock_take(f->dir, NULL, on_wait, &w);

	assert_true(first >= 0);
	assert_int_equal(build_lock_take(f->dir, &stop, on_wait, &w), -EINTR);
	build_lock_drop(first);
	first = build_lock_take(f->dir, &stop, on_wait, &w); /* nothing to wait for */
	assert_true(first >= 0);
	build_lock_drop(first);
}

static void where_nothing_can_be_written_there_is_no_lock(void **state)
{
	struct waiting w = { .lock = -1 };

	(void)state;
	assert_int_equal(build_lock_take("/nonexistent", NULL, on_wait, &w), -ENOENT);
	assert_int_equal(w.told, 0);
	build_lock_drop(-ENOENT);
}

static void a_program_that_takes_too_long_is_stopped(void **state)
{
	struct fixture *f = *state;
	const char *const argv[] = { "sleep", "30", NULL };
	struct target_end end;
	char out[16];

	assert_int_equal(proc_log(argv, NULL, at(f, "log"), 100, NULL, &end), -ETIMEDOUT);
	assert_int_equal(end.signal, SIGTERM);
	assert_int_equal(proc_capture(argv, NULL, 100, NULL, out, sizeof(out)), -ETIMEDOUT);
}

static volatile sig_atomic_t alarmed;

static void on_alarm(int sig)
{
	alarmed = sig;
}

static int capture_sleep_with_an_alarm(int timeout_ms, const volatile sig_atomic_t *stop)
{
	const char *const argv[] = { "sleep", "5", NULL };
	struct sigaction act = { .sa_handler = on_alarm };
	struct sigaction before;
	char out[16];
	int rc;

	alarmed = 0;
	sigaction(SIGALRM, &act, &before);
	alarm(1);
	rc = proc_capture(argv, NULL, timeout_ms, stop, out, sizeof(out));
	alarm(0);
	sigaction(SIGALRM, &before, NULL);
	assert_int_equal(alarmed, SIGALRM);
	return rc;
}

static void a_signal_does_not_let_a_captured_program_outlive_its_time(void **state)
{
	int64_t start = child_now_ms();

	(void)state;
	assert_int_equal(capture_sleep_with_an_alarm(1500, NULL), -ETIMEDOUT);
	assert_true(child_now_ms() - start < 4000);
}

static void a_stop_ends_a_captured_program(void **state)
{
	int64_t start = child_now_ms();

	(void)state;
	assert_int_equal(capture_sleep_with_an_alarm(4500, &alarmed), -EINTR);
	assert_true(child_now_ms() - start < 4000);
}

static void captured_output_is_cut_to_what_fits(void **state)
{
	const char *const argv[] = { "sh", "-c", "echo 0123456789; echo no >&2; exit 5", NULL };
	char out[6];

	(void)state;
	assert_int_equal(proc_capture(argv, "/", 5000, NULL, out, sizeof(out)), 5);
	assert_string_equal(out, "01234");
}

static void a_captured_program_that_is_missing_or_killed_is_told_apart(void **state)
{
	const char *const missing[] = { "trapline-no-such-program", NULL };
	const char *const killed[] = { "sh", "-c", "kill -9 $$", NULL };
	char out[16];

	(void)state;
	assert_int_equal(proc_capture(missing, NULL, 5000, NULL, out, sizeof(out)), -ENOENT);
	assert_int_equal(proc_capture(killed, NULL, 5000, NULL, out, sizeof(out)), -ECHILD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IMAGE_TEST(make_is_run_in_the_root_for_the_one_image),
		IMAGE_TEST(nothing_in_the_environment_changes_what_make_builds),
		IMAGE_TEST(a_failed_build_quotes_the_compiler),
		IMAGE_TEST(a_build_log_that_is_long_gives_its_end),
		IMAGE_TEST(a_missing_make_names_the_package),
		IMAGE_TEST(an_interrupted_build_stops_make_at_once),
		IMAGE_TEST(the_second_to_build_waits_for_the_first),
		IMAGE_TEST(who_is_stopped_does_not_wait),
		IMAGE_TEST(where_nothing_can_be_written_there_is_no_lock),
		IMAGE_TEST(a_program_that_takes_too_long_is_stopped),
		IMAGE_TEST(a_signal_does_not_let_a_captured_program_outlive_its_time),
		IMAGE_TEST(a_stop_ends_a_captured_program),
		IMAGE_TEST(captured_output_is_cut_to_what_fits),
		IMAGE_TEST(a_captured_program_that_is_missing_or_killed_is_told_apart),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
