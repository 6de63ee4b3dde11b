/* SPDX-License-Identifier: Apache-2.0 */
/* Images: manifests, parameter blocks, and builds with a make made up here. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "session/image.h"
#include "session/proc.h"
#include "target/child.h"
#include "wire/params.h"

#define GOOD_MANIFEST                                                                              \
	"build=0123456789abcdef0123456789abcdef\n"                                                 \
	"board=virt\nhal=table\nswitch=lazy\ntoolchain=gcc-12.2.0\nflags=-O2 -g\n"

struct fixture {
	char dir[64];
	char path[512]; /* scratch for at() */
	struct image image;
	char *old_path;
};

static const char *at(struct fixture *f, const char *name)
{
	snprintf(f->path, sizeof(f->path), "%s/%s", f->dir, name);
	return f->path;
}

static void write_text(const char *path, const char *text, size_t len)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

/* A make that is first in PATH. */
static void write_make(struct fixture *f, const char *script)
{
	char text[1024];
	char path[4096];

	snprintf(text, sizeof(text), "#!/bin/sh\n%s\n", script);
	write_text(at(f, "make"), text, strlen(text));
	assert_int_equal(chmod(at(f, "make"), 0755), 0);
	snprintf(path, sizeof(path), "%s:%s", f->dir, f->old_path);
	assert_int_equal(setenv("PATH", path, 1), 0);
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	const char *path = getenv("PATH");

	assert_non_null(f);
	strcpy(f->dir, "/tmp/trapline-image-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	f->old_path = strdup(path != NULL ? path : "/usr/bin:/bin");
	assert_non_null(f->old_path);
	assert_int_equal(image_init(&f->image, f->dir, "virt", "table"), 0);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	const char *const rm[] = { "rm", "-rf", f->dir, NULL };
	char said[8];
	int rc;

	setenv("PATH", f->old_path, 1);
	rc = proc_capture(rm, NULL, 10000, said, sizeof(said));
	image_free(&f->image);
	free(f->old_path);
	free(f);
	return rc;
}

static void read_manifest(struct fixture *f, const char *text)
{
	free(f->image.manifest);
	f->image.manifest = strdup(at(f, "manifest"));
	assert_non_null(f->image.manifest);
	write_text(f->image.manifest, text, strlen(text));
	image_read_manifest(&f->image);
}

static void the_image_is_looked_for_where_make_puts_it(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(f->image.path, at(f, "build/image/virt/gcc-table-lazy/bench.elf"));
	assert_string_equal(f->image.manifest, at(f, "build/image/virt/gcc-table-lazy/manifest"));
}

static void a_manifest_is_read(void **state)
{
	struct fixture *f = *state;

	read_manifest(f, GOOD_MANIFEST "future=unknown\n");
	assert_string_equal(f->image.fault, "");
	assert_string_equal(f->image.build, "0123456789abcdef0123456789abcdef");
	assert_string_equal(f->image.switch_policy, "lazy");
	assert_string_equal(f->image.toolchain, "gcc-12.2.0");
	assert_string_equal(f->image.flags, "-O2 -g");
}

static void a_missing_manifest_is_a_fault(void **state)
{
	struct fixture *f = *state;

	image_read_manifest(&f->image);
	assert_non_null(strstr(f->image.fault, "no image: "));
	assert_non_null(strstr(f->image.fault, "gcc-table-lazy/manifest: No such file"));
}

static void a_manifest_of_another_image_is_a_fault(void **state)
{
	struct fixture *f = *state;

	read_manifest(f, "build=0123456789abcdef0123456789abcdef\n"
			 "board=virt\nhal=static\nswitch=lazy\ntoolchain=gcc\nflags=-O2\n");
	assert_non_null(strstr(f->image.fault,
			       "is for board 'virt' and hal 'static', not 'virt' and 'table'"));
}

static void a_build_identity_that_is_none_is_a_fault(void **state)
{
	struct fixture *f = *state;

	read_manifest(f,
		      "build=0123\nboard=virt\nhal=table\nswitch=lazy\ntoolchain=g\nflags=-O2\n");
	assert_non_null(strstr(f->image.fault, "build '0123' is no 32 hex digits"));
}

static void a_manifest_without_toolchain_is_a_fault(void **state)
{
	struct fixture *f = *state;

	read_manifest(f, "build=0123456789abcdef0123456789abcdef\n"
			 "board=virt\nhal=table\nswitch=lazy\nflags=-O2\n");
	assert_non_null(strstr(f->image.fault, "toolchain, flags or switch is missing"));
}

/* No NUL: images have none there. */
static size_t put(char *to, const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++) {
		to[i] = text[i];
	}
	return len;
}

/* An image of @n blocks between other bytes; its length. */
static size_t make_image(char *bytes, size_t n)
{
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		len += put(bytes + len, "code");
		memset(bytes + len, 0, sizeof(struct params));
		put(bytes + len, PARAMS_MAGIC);
		len += sizeof(struct params);
	}
	return len + put(bytes + len, "tail");
}

static int patch(struct fixture *f, const char *bytes, size_t len, struct params *params, char *why)
{
	char from[512];

	snprintf(from, sizeof(from), "%s/bench.elf", f->dir);
	write_text(from, bytes, len);
	return image_patch(from, at(f, "copy.elf"), params, why);
}

static void a_patched_copy_differs_in_the_block_alone(void **state)
{
	struct params params = { .samples = 7, .warmup = 3, .benches = "hvc/return irq/exit" };
	char bytes[2 * sizeof(params)];
	char copy[2 * sizeof(params)];
	size_t len = make_image(bytes, 1);
	char why[IMAGE_FAULT_MAX];
	struct params got;
	FILE *file;

	assert_int_equal(patch(*state, bytes, len, &params, why), 0);
	file = fopen(at(*state, "copy.elf"), "re");
	assert_non_null(file);
	assert_int_equal(fread(copy, 1, sizeof(copy), file), len);
	fclose(file);
	assert_memory_equal(copy, "code", 4);
	assert_memory_equal(copy + 4 + sizeof(params), "tail", 4);
	memcpy(&got, copy + 4, sizeof(got));
	assert_int_equal(params_check(&got), PARAMS_OK);
	assert_int_equal(got.samples, 7);
	assert_int_equal(got.warmup, 3);
	assert_string_equal(got.benches, "hvc/return irq/exit");
}

static void assert_not_patched(void **state, const char *bytes, size_t len, const char *words)
{
	struct params params = { .samples = 1 };
	char why[IMAGE_FAULT_MAX];

	assert_int_equal(patch(*state, bytes, len, &params, why), -EINVAL);
	assert_non_null(strstr(why, words));
	assert_int_equal(access(at(*state, "copy.elf"), F_OK), -1);
}

static void an_image_without_a_block_is_refused(void **state)
{
	assert_not_patched(state, "nothing here", 12, "has no parameter block");
	assert_not_patched(state, "", 0, "has no parameter block");
}

static void an_image_with_two_blocks_is_refused(void **state)
{
	char bytes[3 * sizeof(struct params)];
	size_t len = make_image(bytes, 2);

	assert_not_patched(state, bytes, len, "has more than one parameter block");
}

static void a_block_that_is_cut_off_is_refused(void **state)
{
	char bytes[2 * sizeof(struct params)];

	make_image(bytes, 1);
	assert_not_patched(state, bytes, sizeof(struct params), "has a truncated parameter block");
}

static void a_missing_image_is_named(void **state)
{
	struct fixture *f = *state;
	struct params params = { .samples = 1 };
	char why[IMAGE_FAULT_MAX];

	assert_int_equal(image_patch("/nonexistent/bench.elf", at(f, "copy"), &params, why),
			 -ENOENT);
	assert_string_equal(why, "/nonexistent/bench.elf: No such file or directory");
}

static void a_full_disk_leaves_no_copy(void **state)
{
	struct fixture *f = *state;
	struct params params = { .samples = 1 };
	char bytes[2 * sizeof(params)];
	size_t len = make_image(bytes, 1);
	char why[IMAGE_FAULT_MAX];

	write_text(at(f, "bench.elf"), bytes, len);
	assert_int_equal(image_patch(at(f, "bench.elf"), "/nonexistent/copy.elf", &params, why),
			 -ENOENT);
	assert_non_null(strstr(why, "/nonexistent/copy.elf: "));
}

static void make_is_run_in_the_root_for_the_one_image(void **state)
{
	struct fixture *f = *state;
	char want[512];
	char got[512] = "";
	FILE *file;

	write_make(f, "pwd >told; for a in \"$@\"; do case $a in -j*) ;; *) echo \"$a\" >>told;; "
		      "esac; done; echo \"flags=$MAKEFLAGS\" >>told");
	assert_int_equal(setenv("MAKEFLAGS", "-j --jobserver-auth=3,4", 1), 0);
	image_build(&f->image, f->dir, at(f, "build.log"), NULL);
	unsetenv("MAKEFLAGS");
	assert_string_equal(f->image.fault, "");
	file = fopen(at(f, "told"), "re");
	assert_non_null(file);
	got[fread(got, 1, sizeof(got) - 1, file)] = '\0';
	fclose(file);
	snprintf(want, sizeof(want),
		 "%s\n--no-print-directory\n-s\nimage\nBOARD=virt\nHAL=table\nflags=\n", f->dir);
	assert_string_equal(got, want);
	assert_int_equal(access(at(f, "build.log"), F_OK), -1); /* it said nothing */
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

static void a_program_that_takes_too_long_is_stopped(void **state)
{
	struct fixture *f = *state;
	const char *const argv[] = { "sleep", "30", NULL };
	struct target_end end;
	char out[16];

	assert_int_equal(proc_log(argv, NULL, at(f, "log"), 100, NULL, &end), -ETIMEDOUT);
	assert_int_equal(end.signal, SIGTERM);
	assert_int_equal(proc_capture(argv, NULL, 100, out, sizeof(out)), -ETIMEDOUT);
}

static void captured_output_is_cut_to_what_fits(void **state)
{
	const char *const argv[] = { "sh", "-c", "echo 0123456789; echo no >&2; exit 5", NULL };
	char out[6];

	(void)state;
	assert_int_equal(proc_capture(argv, "/", 5000, out, sizeof(out)), 5);
	assert_string_equal(out, "01234");
}

static void a_captured_program_that_is_missing_or_killed_is_told_apart(void **state)
{
	const char *const missing[] = { "trapline-no-such-program", NULL };
	const char *const killed[] = { "sh", "-c", "kill -9 $$", NULL };
	char out[16];

	(void)state;
	assert_int_equal(proc_capture(missing, NULL, 5000, out, sizeof(out)), -ENOENT);
	assert_int_equal(proc_capture(killed, NULL, 5000, out, sizeof(out)), -ECHILD);
}

#define IMAGE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IMAGE_TEST(the_image_is_looked_for_where_make_puts_it),
		IMAGE_TEST(a_manifest_is_read),
		IMAGE_TEST(a_missing_manifest_is_a_fault),
		IMAGE_TEST(a_manifest_of_another_image_is_a_fault),
		IMAGE_TEST(a_build_identity_that_is_none_is_a_fault),
		IMAGE_TEST(a_manifest_without_toolchain_is_a_fault),
		IMAGE_TEST(a_patched_copy_differs_in_the_block_alone),
		IMAGE_TEST(an_image_without_a_block_is_refused),
		IMAGE_TEST(an_image_with_two_blocks_is_refused),
		IMAGE_TEST(a_block_that_is_cut_off_is_refused),
		IMAGE_TEST(a_missing_image_is_named),
		IMAGE_TEST(a_full_disk_leaves_no_copy),
		IMAGE_TEST(make_is_run_in_the_root_for_the_one_image),
		IMAGE_TEST(a_failed_build_quotes_the_compiler),
		IMAGE_TEST(a_build_log_that_is_long_gives_its_end),
		IMAGE_TEST(a_missing_make_names_the_package),
		IMAGE_TEST(an_interrupted_build_stops_make_at_once),
		IMAGE_TEST(a_program_that_takes_too_long_is_stopped),
		IMAGE_TEST(captured_output_is_cut_to_what_fits),
		IMAGE_TEST(a_captured_program_that_is_missing_or_killed_is_told_apart),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
