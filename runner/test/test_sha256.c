/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 against the examples of its standard, and against sha256sum. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sample_store.h"
#include "session/proc.h"
#include "store/sha256.h"

static void check(const char *text, size_t times, const char *want)
{
	struct sha256 h;
	char got[SHA256_TEXT];

	sha256_init(&h);
	for (size_t i = 0; i < times; i++) {
		sha256_add(&h, text, strlen(text));
	}
	sha256_finish(&h, got);
	assert_string_equal(got, want);
}

/* Source: NIST, "Examples with Intermediate Values", SHA-256; FIPS 180-2, B.3 for the million. */
static void the_examples_of_the_standard_come_out(void **state)
{
	(void)state;
	check("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	check("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	check("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
	      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	check("a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void files_of_every_length_are_as_sha256sum_says(void **state)
{
	struct results_dir *out = *state;
	char *path = file_join(out->path, "bytes");
	const char *const argv[] = { "sha256sum", path, NULL };

	for (size_t len = 50; len < 135; len += 3) {
		FILE *file = fopen(path, "we");
		char said[512];
		char got[SHA256_TEXT];
		uint64_t n = 0;

		assert_non_null(file);
		for (size_t i = 0; i < len; i++) {
			fputc((int)(i * 37 % 251), file);
		}
		assert_int_equal(fclose(file), 0);
		assert_int_equal(proc_capture(argv, NULL, 10000, NULL, said, sizeof(said)), 0);
		assert_int_equal(sha256_file(path, got, &n), 0);
		assert_memory_equal(said, got, 64);
		assert_int_equal(n, len);
	}
	free(path);
}

static void fields_do_not_run_together(void **state)
{
	struct sha256 a;
	struct sha256 b;
	char text_a[SHA256_TEXT];
	char text_b[SHA256_TEXT];

	(void)state;
	sha256_init(&a);
	sha256_add_text(&a, "ab");
	sha256_add_text(&a, "c");
	sha256_init(&b);
	sha256_add_text(&b, "a");
	sha256_add_text(&b, "bc");
	sha256_finish(&a, text_a);
	sha256_finish(&b, text_b);
	assert_string_not_equal(text_a, text_b);
}

static void what_is_no_file_is_refused_and_not_waited_for(void **state)
{
	struct results_dir *out = *state;
	char *fifo = file_join(out->path, "fifo");
	char text[SHA256_TEXT];

	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(sha256_file(fifo, text, NULL), -EINVAL);
	assert_int_equal(sha256_file(out->path, text, NULL), -EINVAL);
	assert_int_equal(unlink(fifo), 0);
	assert_int_equal(sha256_file(fifo, text, NULL), -ENOENT);
	free(fifo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_examples_of_the_standard_come_out),
		cmocka_unit_test(fields_do_not_run_together),
		WITH_DIR(files_of_every_length_are_as_sha256sum_says),
		WITH_DIR(what_is_no_file_is_refused_and_not_waited_for),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
