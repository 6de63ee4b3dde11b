/* SPDX-License-Identifier: Apache-2.0 */
/* Images: manifests and parameter blocks. */
#include <errno.h>

#include "test/image_dir.h"
#include "wire/params.h"

#define GOOD_MANIFEST                                                                              \
	"build=0123456789abcdef0123456789abcdef\n"                                                 \
	"board=virt\nhal=table\nswitch=lazy\nvectors=plain\ntoolchain=gcc-12.2.0\nflags=-O2\n"

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

static void choose(struct fixture *f, const char *compiler, const char *policy, const char *vectors)
{
	const struct image_choice choice = { "virt", compiler, "table", policy, vectors,
					     "-O2",  0,        0,       false };

	image_free(&f->image);
	assert_int_equal(image_init(&f->image, f->dir, &choice), 0);
}

static void an_image_of_another_policy_has_another_name_and_folder(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(f->image.name, "virt-table");
	choose(f, "gcc", "eager", "plain");
	assert_string_equal(f->image.name, "virt-table-eager");
	assert_string_equal(f->image.path, at(f, "build/image/virt/gcc-table-eager/bench.elf"));
	read_manifest(f, GOOD_MANIFEST);
	assert_non_null(strstr(f->image.fault,
			       "switch 'lazy', vectors 'plain' and flags '-O2', not "
			       "of 'gcc', 'eager', 'plain' and '-O2'"));
}

static void an_image_of_other_vectors_has_another_name_and_folder(void **state)
{
	struct fixture *f = *state;

	choose(f, "gcc", "lazy", "null-call");
	assert_string_equal(f->image.name, "virt-table-null-call");
	assert_string_equal(f->image.path,
			    at(f, "build/image/virt/gcc-table-lazy-null-call/bench.elf"));
	read_manifest(f, GOOD_MANIFEST);
	assert_non_null(strstr(f->image.fault, "vectors 'plain' and flags '-O2', not of 'gcc', "
					       "'lazy', 'null-call' and '-O2'"));
}

static void choose_flags(struct fixture *f, const char *flags)
{
	const struct image_choice choice = { "virt", "gcc", "table", "lazy", "plain",
					     flags,  0,     0,       false };

	image_free(&f->image);
	assert_int_equal(image_init(&f->image, f->dir, &choice), 0);
}

static void an_image_of_other_flags_has_another_name_and_folder(void **state)
{
	struct fixture *f = *state;

	choose_flags(f, "-O3");
	assert_string_equal(f->image.name, "virt-table+O3");
	assert_string_equal(f->image.path, at(f, "build/image/virt/gcc-table-lazy+O3/bench.elf"));
	read_manifest(f, GOOD_MANIFEST);
	assert_non_null(strstr(f->image.fault, "flags '-O2', not of 'gcc', 'lazy', 'plain' and "
					       "'-O3'"));
	choose_flags(f, "lto");
	assert_string_equal(f->image.name, "virt-table+lto");
	assert_string_equal(f->image.path, at(f, "build/image/virt/gcc-table-lazy+lto/bench.elf"));
}

/* The same image, and what is booted of it. */
static void a_flat_image_is_the_file_beside_the_elf(void **state)
{
	struct fixture *f = *state;
	const struct image_choice choice = { "virt", "gcc", "table", "lazy", "plain",
					     "-O2",  0,     0,       true };

	image_free(&f->image);
	assert_int_equal(image_init(&f->image, f->dir, &choice), 0);
	assert_string_equal(f->image.name, "virt-table");
	assert_string_equal(f->image.path, at(f, "build/image/virt/gcc-table-lazy/bench.bin"));
	assert_int_equal(image_set_inject(&f->image, f->dir, 5), 0);
	assert_string_equal(f->image.path,
			    at(f, "build/image/virt/gcc-table-lazy-inject5/bench.bin"));
}

static void an_image_of_another_compiler_has_another_name_and_folder(void **state)
{
	struct fixture *f = *state;

	choose(f, "clang", "lazy", "plain");
	assert_string_equal(f->image.name, "virt-table-clang");
	assert_string_equal(f->image.path, at(f, "build/image/virt/clang-table-lazy/bench.elf"));
	read_manifest(f, GOOD_MANIFEST);
	assert_non_null(strstr(f->image.fault, "toolchain 'gcc-12.2.0', switch 'lazy', vectors "
					       "'plain' and flags '-O2', not of 'clang', "
					       "'lazy', 'plain' and '-O2'"));
}

static void choose_link(struct fixture *f, unsigned layout, unsigned inject)
{
	const struct image_choice choice = { "virt", "gcc",  "table", "eager", "plain",
					     "-O2",  layout, inject,  false };

	image_free(&f->image);
	assert_int_equal(image_init(&f->image, f->dir, &choice), 0);
}

#define EAGER_MANIFEST                                                                             \
	"build=0123456789abcdef0123456789abcdef\n"                                                 \
	"board=virt\nhal=table\nswitch=eager\nvectors=plain\ntoolchain=gcc-12.2.0\nflags=-O2\n"

static void an_image_of_another_link_has_another_name_and_folder(void **state)
{
	struct fixture *f = *state;

	choose_link(f, 3, 0);
	assert_string_equal(f->image.name, "virt-table-eager-layout3");
	assert_string_equal(f->image.path, at(f, "build/image/virt/gcc-table-eager-layout3/"
						 "bench.elf"));
	choose_link(f, 0, 50);
	assert_string_equal(f->image.name, "virt-table-eager-inject50");
	choose_link(f, 4000000000u, 5);
	assert_string_equal(f->image.name, "virt-table-eager-inject5-layout4000000000");
	assert_string_equal(f->image.manifest, at(f, "build/image/virt/"
						     "gcc-table-eager-inject5-layout4000000000/"
						     "manifest"));
}

static void a_manifest_of_another_link_is_a_fault(void **state)
{
	struct fixture *f = *state;

	choose_link(f, 3, 0);
	read_manifest(f, EAGER_MANIFEST "layout=3\ninject=0\n");
	assert_string_equal(f->image.fault, "");
	read_manifest(f, EAGER_MANIFEST "layout=4\ninject=0\n");
	assert_non_null(
		strstr(f->image.fault, "is of layout '4' and inject '0', not of '3' and '0'"));
	choose_link(f, 0, 5);
	read_manifest(f, EAGER_MANIFEST "layout=0\ninject=50\n");
	assert_non_null(strstr(f->image.fault, "inject '50', not of '0' and '5'"));
}

static void a_manifest_that_is_silent_on_the_link_is_of_makes_own(void **state)
{
	struct fixture *f = *state;

	choose_link(f, 0, 0);
	read_manifest(f, EAGER_MANIFEST);
	assert_string_equal(f->image.fault, "");
	choose_link(f, 3, 0);
	read_manifest(f, EAGER_MANIFEST);
	assert_non_null(strstr(f->image.fault, "is of layout '0' and inject '0', not of '3'"));
}

static void a_manifest_is_read(void **state)
{
	struct fixture *f = *state;

	read_manifest(f, GOOD_MANIFEST "future=unknown\n");
	assert_string_equal(f->image.fault, "");
	assert_string_equal(f->image.build, "0123456789abcdef0123456789abcdef");
	assert_string_equal(f->image.switch_policy, "lazy");
	assert_string_equal(f->image.toolchain, "gcc-12.2.0");
}

static void facts_of_the_object_code_are_numbers(void **state)
{
	struct fixture *f = *state;

	read_manifest(f, GOOD_MANIFEST "code_text_bytes=102400\ncode_calls=0\ncode_=1\ncode_x=\n"
				       "code_y=1e3\ncode_Z=1\ncode_w\n"
				       "code_far_too_long_a_name_for_what_it_is=1\n"
				       "code_v=1234567890123456789012345\n");
	assert_string_equal(f->image.fault, "");
	assert_int_equal(f->image.n_code, 2);
	assert_string_equal(f->image.code[0].what, "text_bytes");
	assert_string_equal(f->image.code[0].value, "102400");
	assert_string_equal(f->image.code[1].what, "calls");
	assert_string_equal(f->image.code[1].value, "0");
	read_manifest(f, GOOD_MANIFEST);
	assert_int_equal(f->image.n_code, 0);
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

	read_manifest(
		f,
		"build=0123456789abcdef0123456789abcdef\n"
		"board=virt\nhal=static\nswitch=lazy\nvectors=plain\ntoolchain=gcc\nflags=-O2\n");
	assert_non_null(strstr(f->image.fault,
			       "is for board 'virt' and hal 'static', not 'virt' and 'table'"));
}

static void a_manifest_of_another_toolchain_or_switch_is_a_fault(void **state)
{
	struct fixture *f = *state;

	read_manifest(f, "build=0123456789abcdef0123456789abcdef\n"
			 "board=virt\nhal=table\nswitch=lazy\nvectors=plain\ntoolchain=clang-14.0."
			 "6\nflags=-O2\n");
	assert_non_null(strstr(f->image.fault,
			       "is of toolchain 'clang-14.0.6', switch 'lazy', vectors 'plain' and "
			       "flags '-O2', not of 'gcc', 'lazy', 'plain' and '-O2'"));
	f->image.fault[0] = '\0';
	read_manifest(f, "build=0123456789abcdef0123456789abcdef\n"
			 "board=virt\nhal=table\nswitch=eager\nvectors=plain\ntoolchain=gcc-12.2."
			 "0\nflags=-O2\n");
	assert_non_null(
		strstr(f->image.fault,
		       "switch 'eager', vectors 'plain' and flags '-O2', not of 'gcc', 'lazy', "));
}

static void a_build_identity_that_is_none_is_a_fault(void **state)
{
	struct fixture *f = *state;

	read_manifest(f, "build=0123\nboard=virt\nhal=table\nswitch=lazy\nvectors=plain\ntoolchain="
			 "g\nflags=-O2\n");
	assert_non_null(strstr(f->image.fault, "build '0123' is no 32 hex digits"));
}

static void a_manifest_without_toolchain_is_a_fault(void **state)
{
	struct fixture *f = *state;

	read_manifest(f, "build=0123456789abcdef0123456789abcdef\n"
			 "board=virt\nhal=table\nswitch=lazy\nvectors=plain\nflags=-O2\n");
	assert_non_null(strstr(f->image.fault, "toolchain, flags, switch or vectors is missing"));
}

static void a_manifest_without_vectors_is_a_fault(void **state)
{
	struct fixture *f = *state;

	read_manifest(f, "build=0123456789abcdef0123456789abcdef\n"
			 "board=virt\nhal=table\nswitch=lazy\ntoolchain=gcc-12.2.0\nflags=-O2\n");
	assert_non_null(strstr(f->image.fault, "toolchain, flags, switch or vectors is missing"));
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		IMAGE_TEST(an_image_of_another_policy_has_another_name_and_folder),
		IMAGE_TEST(the_image_is_looked_for_where_make_puts_it),
		IMAGE_TEST(an_image_of_another_link_has_another_name_and_folder),
		IMAGE_TEST(a_manifest_of_another_link_is_a_fault),
		IMAGE_TEST(a_manifest_that_is_silent_on_the_link_is_of_makes_own),
		IMAGE_TEST(a_manifest_is_read),
		IMAGE_TEST(facts_of_the_object_code_are_numbers),
		IMAGE_TEST(a_missing_manifest_is_a_fault),
		IMAGE_TEST(a_manifest_of_another_image_is_a_fault),
		IMAGE_TEST(a_manifest_of_another_toolchain_or_switch_is_a_fault),
		IMAGE_TEST(a_build_identity_that_is_none_is_a_fault),
		IMAGE_TEST(a_manifest_without_toolchain_is_a_fault),
		IMAGE_TEST(a_manifest_without_vectors_is_a_fault),
		IMAGE_TEST(an_image_of_other_vectors_has_another_name_and_folder),
		IMAGE_TEST(an_image_of_other_flags_has_another_name_and_folder),
		IMAGE_TEST(an_image_of_another_compiler_has_another_name_and_folder),
		IMAGE_TEST(a_flat_image_is_the_file_beside_the_elf),
		IMAGE_TEST(a_patched_copy_differs_in_the_block_alone),
		IMAGE_TEST(an_image_without_a_block_is_refused),
		IMAGE_TEST(an_image_with_two_blocks_is_refused),
		IMAGE_TEST(a_block_that_is_cut_off_is_refused),
		IMAGE_TEST(a_missing_image_is_named),
		IMAGE_TEST(a_full_disk_leaves_no_copy),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
