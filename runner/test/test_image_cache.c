/* SPDX-License-Identifier: Apache-2.0 */
/* Images from the cache and by several makes at a time, with a make made up here: it notes that it was run, and what
 * it makes is the one source and the choices. runner/test/e2e/test_cache.sh has the real one. */
#include <fcntl.h>
#include <signal.h>

#include "session/build_all.h"
#include "session/cache_entry.h"
#include "session/image_cache.h"
#include "store/file.h"
#include "test/image_dir.h"

/* Both of an image's files; the identity is the source's first digit, 32 times. */
#define MAKE                                                                                       \
	"for a; do case $a in HAL=*) hal=${a#HAL=};; esac; done\n"                                 \
	"echo $hal >>calls\n"                                                                      \
	"o=build/image/virt/gcc-$hal-lazy; mkdir -p $o\n"                                          \
	"{ cat microbench/source; echo $hal; } >$o/bench.elf\n"                                    \
	"echo old objects >$o/objects\n"                                                           \
	"echo build=0123456789abcdef0123456789abcdef >$o/manifest\n"                               \
	"printf 'board=virt\\nhal=%s\\nswitch=lazy\\nvectors=plain\\n' $hal >>$o/manifest\n"       \
	"printf 'toolchain=gcc-1\\nflags=-O2\\n' >>$o/manifest\n"

struct work {
	struct fixture *f;
	struct image images[2];
	struct plan plan;
	struct plan_boot boots[2]; /* when there are some: one an image */
	size_t n_boots;
	struct suite_cfg suite;
	struct session s;
	volatile sig_atomic_t stop;
	void (*watch)(void *arg, const struct session_event *ev);
};

static void source(struct fixture *f, const char *text)
{
	write_text(at(f, "microbench/source"), text, strlen(text));
}

static struct work begin(struct fixture *f)
{
	static const char *const folders[] = { "microbench", "vcpu", "guest-payloads", "scripts",
					       "runner",     "logs", "build" };
	struct work w = { .f = f };

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		mkdir(at(f, folders[i]), 0777);
	}
	source(f, "1");
	write_make(f, MAKE);
	return w;
}

/* All images; returns how many make was asked for. */
static size_t build(struct work *w)
{
	static const char *const hals[] = { "static", "table" };
	struct store_err err;
	char *text = NULL;
	size_t n = 0;

	unlink(at(w->f, "calls"));
	for (size_t i = 0; i < 2; i++) {
		const struct image_choice choice = { "virt", "gcc", hals[i], "lazy", "plain",
						     "-O2",  0,     0,       false };

		image_free(&w->images[i]);
		assert_int_equal(image_init(&w->images[i], w->f->dir, &choice), 0);
	}
	w->plan = (struct plan){
		.images = w->images, .n_images = 2, .boots = w->boots, .n_boots = w->n_boots
	};
	w->s = (struct session){ .root = w->f->dir,
				 .dir = w->f->dir,
				 .plan = &w->plan,
				 .suite = &w->suite,
				 .watch = w->watch,
				 .watch_arg = w,
				 .stop = &w->stop };
	assert_int_equal(build_all(&w->s), 0);
	if (file_read(at(w->f, "calls"), &text, &n, &err) == 0) {
		n = 0;
		for (const char *p = text; *p != '\0'; p++) {
			n += *p == '\n';
		}
	}
	free(text);
	return n;
}

static void end(struct work *w)
{
	image_free(&w->images[0]);
	image_free(&w->images[1]);
}

static void assert_image(struct work *w, size_t i, const char *want)
{
	struct store_err err;
	char *text;
	size_t size;

	assert_string_equal(w->images[i].fault, "");
	assert_int_equal(file_read(w->images[i].path, &text, &size, &err), 0);
	assert_string_equal(text, want);
	free(text);
}

static void shell(struct fixture *f, const char *script)
{
	const char *const argv[] = { "sh", "-c", script, NULL };
	char told[64];

	assert_int_equal(proc_capture(argv, f->dir, 10000, NULL, told, sizeof(told)), 0);
}

static void what_did_not_change_is_built_once(void **state)
{
	struct work w = begin(*state);

	assert_int_equal(build(&w), 2);
	assert_int_equal(build(&w), 0);
	assert_int_equal(w.s.n_cached, 2);
	shell(w.f, "rm -r build/image");
	assert_int_equal(build(&w), 0);
	assert_image(&w, 0, "1static\n");
	assert_image(&w, 1, "1table\n");
	end(&w);
}

static void what_no_board_here_would_boot_is_not_built(void **state)
{
	struct work w = begin(*state);
	char why[] = "no such machine";

	w.n_boots = 2;
	w.boots[1] = (struct plan_boot){ .image = 1, .left_out = why };
	assert_int_equal(build(&w), 1);
	assert_image(&w, 0, "1static\n");
	assert_string_equal(w.images[1].fault, "");
	assert_int_not_equal(access(w.images[1].path, F_OK), 0);
	w.boots[1].left_out = NULL;
	assert_int_equal(build(&w), 1);
	assert_image(&w, 1, "1table\n");
	end(&w);
}

static void every_source_and_tool_is_part_of_the_key(void **state)
{
	static const char *const changes[] = {
		"echo 2 >microbench/source",
		"echo x >vcpu/new.h",
		"mkdir vcpu/a; echo x >vcpu/a/new.h",
		"mv vcpu/a/new.h vcpu/a/newer.h",
		"echo x >Makefile",
		"echo x >runner/runner.mk",
		"echo x >scripts/x",
		"chmod +x scripts/x",
		"echo x >guest-payloads/x",
		"rm guest-payloads/x; echo y >guest-payloads/y",
		"ln -s /etc/hostname vcpu/link",
		"printf '#!/bin/sh\\necho 99\\n' >aarch64-linux-gnu-gcc; chmod +x *-gcc",
		"printf '#!/bin/sh\\necho 99\\n' >aarch64-linux-gnu-ld; chmod +x *-ld",
		"touch -d 2020-01-01 aarch64-linux-gnu-ld",
		"printf '#!/bin/sh\\necho 99\\n' >aarch64-linux-gnu-as; chmod +x *-as",
		"printf '#!/bin/sh\\necho 99\\n' >aarch64-linux-gnu-objdump; chmod +x *-objdump",
	};
	static const char *const variables[] = { "CPATH", "GNUTARGET", "LDEMULATION" };
	struct work w = begin(*state);

	assert_int_equal(build(&w), 2);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		shell(w.f, changes[i]);
		if (build(&w) != 2) {
			fail_msg("not seen: %s", changes[i]);
		}
		assert_int_equal(build(&w), 0);
	}
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
		assert_int_equal(setenv(variables[i], "/tmp", 1), 0);
		if (build(&w) != 2) {
			fail_msg("not seen: %s", variables[i]);
		}
		assert_int_equal(unsetenv(variables[i]), 0);
		assert_int_equal(build(&w), 0);
	}
	end(&w);
}

static void what_was_before_comes_back_as_it_was(void **state)
{
	struct work w = begin(*state);

	assert_int_equal(build(&w), 2);
	source(w.f, "2");
	assert_int_equal(build(&w), 2);
	assert_image(&w, 0, "2static\n");
	source(w.f, "1");
	assert_int_equal(build(&w), 0);
	assert_image(&w, 0, "1static\n");
	end(&w);
}

/* make must not take a file that it did not make for one that is newer than its sources. */
static void what_is_put_there_is_older_than_everything(void **state)
{
	struct work w = begin(*state);
	struct stat st;

	assert_int_equal(build(&w), 2);
	source(w.f, "2");
	assert_int_equal(build(&w), 2);
	source(w.f, "1");
	assert_int_equal(build(&w), 0);
	assert_int_equal(stat(w.images[0].path, &st), 0);
	assert_int_equal(st.st_mtim.tv_sec, 1);
	end(&w);
}

static void a_damaged_entry_is_built_anew(void **state)
{
	static const char *const damages[] = {
		"for f in build/cache/*/bench.elf; do echo x >>$f; done",
		"for f in build/cache/*/manifest; do echo x >$f; done",
		"for f in build/cache/*/sums; do : >$f; done",
		"for f in build/cache/*/sums; do sed -i s/bench.elf/..\\\\/bench.elf/ $f; done",
		"for f in build/cache/*/sums; do sed -i /manifest/d $f; done",
		"rm build/cache/*/bench.elf",
		"rm build/cache/*/sums",
		"for d in build/cache/*; do rm -r $d; echo file >$d; done",
	};
	struct work w = begin(*state);

	assert_int_equal(build(&w), 2);
	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		shell(w.f, damages[i]);
		shell(w.f, "rm -r build/image");
		if (build(&w) != 2) {
			fail_msg("was taken: %s", damages[i]);
		}
		assert_image(&w, 0, "1static\n");
		shell(w.f, "rm -r build/image");
		assert_int_equal(build(&w), 0);
	}
	end(&w);
}

static void a_source_that_changes_during_the_build_keeps_it_out(void **state)
{
	struct work w = begin(*state);

	write_make(w.f, MAKE "echo $hal >microbench/source");
	build(&w);
	shell(w.f, "echo 1 >microbench/source");
	assert_int_equal(build(&w), 2);
	/* forth and back */
	write_make(w.f, MAKE "cp microbench/source was; echo 9 >microbench/source; sleep 0.02; "
			     "cat was >microbench/source");
	source(w.f, "3");
	assert_int_equal(build(&w), 2);
	assert_int_equal(build(&w), 2);
	end(&w);
}

static void without_room_for_a_cache_images_are_built(void **state)
{
	struct work w = begin(*state);

	shell(w.f, "echo file >build/cache");
	assert_int_equal(build(&w), 2);
	assert_int_equal(build(&w), 2);
	assert_image(&w, 1, "1table\n");
	end(&w);
}

static void an_image_that_fails_is_neither_kept_nor_anothers_fault(void **state)
{
	struct work w = begin(*state);

	write_make(w.f, MAKE "[ $hal = static ] || { echo 'a.c:1: error: no'; exit 2; }");
	assert_int_equal(build(&w), 2);
	assert_image(&w, 0, "1static\n");
	assert_non_null(strstr(w.images[1].fault, "make exited with status 2 (a.c:1: error: no)"));
	assert_int_equal(build(&w), 1);
	assert_non_null(strstr(w.images[1].fault, "error: no"));
	end(&w);
}

/* Each waits until the other one has begun. */
static void images_are_built_at_the_same_time(void **state)
{
	struct work w = begin(*state);

	if (sysconf(_SC_NPROCESSORS_ONLN) < 2) {
		end(&w);
		skip();
	}
	write_make(w.f, MAKE "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do\n"
			     "[ $(wc -l <calls) -ge 2 ] && exit 0; sleep 0.1; done; exit 9");
	assert_int_equal(build(&w), 2);
	assert_string_equal(w.images[0].fault, "");
	assert_string_equal(w.images[1].fault, "");
	end(&w);
}

static void stop_now(void *arg, const struct session_event *ev)
{
	struct work *w = arg;

	w->stop = ev->step == SESSION_BUILD ? SIGINT : w->stop;
}

static void a_stop_ends_what_is_built_and_keeps_none(void **state)
{
	struct work w = begin(*state);

	write_make(w.f, MAKE "exec sleep 30");
	w.watch = stop_now;
	build(&w);
	assert_true(w.images[0].was_interrupted);
	assert_string_equal(w.images[0].fault, "interrupted while it was built");
	w.stop = 0;
	w.watch = NULL;
	write_make(w.f, MAKE);
	assert_int_equal(build(&w), 2);
	end(&w);
}

static void only_so_many_are_kept_and_the_oldest_go(void **state)
{
	struct work w = begin(*state);
	char name[128];

	assert_int_equal(build(&w), 2);
	for (int i = 0; i < 9; i++) {
		struct timespec when[2] = { { .tv_sec = 1000 + i }, { .tv_sec = 1000 + i } };

		snprintf(name, sizeof(name), "build/cache/%064d", i);
		assert_int_equal(mkdir(at(w.f, name), 0777), 0);
		assert_int_equal(utimensat(AT_FDCWD, at(w.f, name), when, 0), 0);
	}
	cache_entry_trim(at(w.f, "build/cache"), 5);
	assert_int_equal(access(at(w.f, name), F_OK), 0); /* the newest of those */
	snprintf(name, sizeof(name), "build/cache/%064d", 5);
	assert_int_equal(access(at(w.f, name), F_OK), -1);
	shell(w.f, "rm -r build/image; [ $(ls build/cache | wc -l) -eq 5 ]");
	assert_int_equal(build(&w), 0);
	end(&w);
}

static void a_checkout_below_the_tree_shares_its_cache(void **state)
{
	struct fixture *f = *state;
	struct work w = begin(f);
	struct image_cache cache;
	char top[512];
	char below[512];

	assert_int_equal(build(&w), 2);
	shell(f, "mkdir -p build/ab/0123; cp -a microbench vcpu guest-payloads scripts runner "
		 "build/ab/0123");
	snprintf(below, sizeof(below), "%s/build/ab/0123", f->dir);
	snprintf(top, sizeof(top), "%s/build/cache", f->dir);
	assert_int_equal(image_cache_open(&cache, below, NULL), 0);
	assert_string_equal(cache.dir, top);
	image_free(&w.images[0]);
	assert_int_equal(image_init(&w.images[0], below,
				    &(struct image_choice){ "virt", "gcc", "static", "lazy",
							    "plain", "-O2", 0, 0, false }),
			 0);
	assert_true(image_cache_take(&cache, &w.images[0]));
	assert_image(&w, 0, "1static\n");
	image_cache_close(&cache);
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IMAGE_TEST(what_did_not_change_is_built_once),
		IMAGE_TEST(what_no_board_here_would_boot_is_not_built),
		IMAGE_TEST(every_source_and_tool_is_part_of_the_key),
		IMAGE_TEST(what_was_before_comes_back_as_it_was),
		IMAGE_TEST(what_is_put_there_is_older_than_everything),
		IMAGE_TEST(a_damaged_entry_is_built_anew),
		IMAGE_TEST(a_source_that_changes_during_the_build_keeps_it_out),
		IMAGE_TEST(without_room_for_a_cache_images_are_built),
		IMAGE_TEST(an_image_that_fails_is_neither_kept_nor_anothers_fault),
		IMAGE_TEST(images_are_built_at_the_same_time),
		IMAGE_TEST(a_stop_ends_what_is_built_and_keeps_none),
		IMAGE_TEST(only_so_many_are_kept_and_the_oldest_go),
		IMAGE_TEST(a_checkout_below_the_tree_shares_its_cache),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
