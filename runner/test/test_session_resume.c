/* SPDX-License-Identifier: Apache-2.0 */
/* A run that goes on: boots of before are read again from their logs, judged as ever, and no more is
 * believed of them than was when they were made. */
#include "session/replay_log.h"
#include "session_machine.h"
#include "store/file.h"

/* All cells as they were planned, with what is in the run's folder. */
static void forget(struct fixture *f)
{
	static const char *const names[] = { "hvc/return", "irq/exit", "mmio/read_4",
					     "smc/return" };

	run_free(f->s.run);
	add_cells(f, names, 4);
	f->boot.midr = 0;
	f->s.is_resumed = true;
	f->s.n_replayed = 0;
	f->s.n_booted = 0;
	machine.boots = 0;
	stop = 0;
}

static char *path_of(const struct fixture *f, const char *name)
{
	char *path;

	assert_true(asprintf(&path, "%s/logs/%s", f->dir, name) > 0);
	return path;
}

/* Puts @to in the place of the first @from. */
static void edit(const struct fixture *f, const char *name, const char *from, const char *to)
{
	char *path = path_of(f, name);
	struct store_err err;
	char *text;
	size_t size;
	char *at;
	FILE *out;

	assert_int_equal(file_read(path, &text, &size, &err), 0);
	at = memmem(text, size, from, strlen(from));
	assert_non_null(at);
	out = fopen(path, "we");
	assert_non_null(out);
	fwrite(text, 1, (size_t)(at - text), out);
	fputs(to, out);
	fwrite(at + strlen(from), 1, size - (size_t)(at - text) - strlen(from), out);
	assert_int_equal(fclose(out), 0);
	free(text);
	free(path);
}

static char refusal[1024];

static void note_refused(void *arg, const struct session_event *ev)
{
	(void)arg;
	if (ev->step == SESSION_REFUSED) {
		snprintf(refusal, sizeof(refusal), "%s: %s", ev->name, ev->why);
	}
}

static void assert_said(const char *words)
{
	if (strstr(refusal, words) == NULL) {
		fail_msg("'%s' is not in '%s'", words, refusal);
	}
}

static void a_boot_that_ended_is_not_made_again(void **state)
{
	struct fixture *f = *state;
	uint64_t first;

	measure(f);
	first = cell_at(f, 0)->samples[3];
	forget(f);
	measure(f);
	assert_int_equal(machine.boots, 0);
	assert_int_equal(f->s.n_replayed, 1);
	assert_int_equal(f->s.n_booted, 0);
	for (size_t i = 0; i < 4; i++) {
		assert_ok(f, i);
		assert_string_equal(cell_at(f, i)->log, "logs/qemu-virt-gicv3.log");
	}
	assert_int_equal(cell_at(f, 0)->samples[3], first);
	assert_int_equal(f->boot.midr, 0x411fd070);
	assert_int_equal(f->s.run->n_checks, 1);
}

static void logs_are_not_looked_at_unless_the_run_is_resumed(void **state)
{
	struct fixture *f = *state;

	measure(f);
	forget(f);
	f->s.is_resumed = false;
	measure(f);
	assert_int_equal(machine.boots, 1);
}

static void a_boot_without_its_end_is_made_again_whole(void **state)
{
	struct fixture *f = *state;
	char *end = path_of(f, "qemu-virt-gicv3.end");

	measure(f);
	assert_int_equal(unlink(end), 0); /* killed before it was written */
	free(end);
	forget(f);
	measure(f);
	assert_int_equal(machine.boots, 1);
	assert_string_equal(machine.asked[0], "hvc/return irq/exit mmio/read_4 smc/return");
	assert_ok(f, 3);
}

static void a_boot_that_was_interrupted_is_made_again_whole(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_INTERRUPT;
	machine.bench = "mmio/read_4";
	measure(f);
	assert_ok(f, 1);
	assert_int_equal(cell_at(f, 2)->status, CELL_MISSING);
	forget(f);
	machine.fault = FAULT_NONE;
	measure(f);
	assert_int_equal(machine.boots, 1);
	assert_string_equal(machine.asked[0], "hvc/return irq/exit mmio/read_4 smc/return");
	assert_ok(f, 2);
}

static void what_broke_a_boot_is_read_from_both_logs_and_tried_once_more(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_KILL;
	machine.bench = "irq/exit";
	measure(f);
	assert_int_equal(machine.boots, 2);
	forget(f);
	machine.fault = FAULT_NONE;
	measure(f);
	assert_int_equal(f->s.n_replayed, 2);
	assert_int_equal(machine.boots, 1);
	assert_string_equal(machine.asked[0], "irq/exit");
	assert_ok(f, 1);
	assert_string_equal(cell_at(f, 1)->log, "logs/qemu-virt-gicv3-3.log");
	assert_string_equal(cell_at(f, 3)->log, "logs/qemu-virt-gicv3-2.log");
}

static void what_breaks_every_boot_stays_missing_with_its_reason(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_KILL;
	machine.bench = "irq/exit";
	measure(f);
	forget(f);
	measure(f);
	assert_int_equal(machine.boots, 1);
	assert_int_equal(cell_at(f, 1)->status, CELL_MISSING);
	assert_non_null(strstr(cell_at(f, 1)->error, "killed by signal 9"));
	assert_ok(f, 3);
}

static void a_changed_log_is_refused_by_name_and_booted_again(void **state)
{
	struct fixture *f = *state;

	measure(f);
	f->s.watch = note_refused;
	edit(f, "qemu-virt-gicv3.log", "firmware says hello", "firmware says hallo");
	forget(f);
	measure(f);
	assert_said("logs/qemu-virt-gicv3.log: is not as the boot left it");
	assert_int_equal(machine.boots, 1);
	assert_ok(f, 0);
}

/* Damage that the end file agrees with is seen where it would have been seen live. */
static void a_flipped_sample_is_refused_by_its_record(void **state)
{
	struct fixture *f = *state;
	struct replay_name name = { "none", "qemu-virt-gicv3" };
	char why[REPLAY_WHY_MAX];
	struct boot boot;
	char *log = path_of(f, "qemu-virt-gicv3.log");

	measure(f);
	assert_int_equal(replay_log(log, &name, &boot, why), 0);
	edit(f, "qemu-virt-gicv3.log", "130", "131");
	assert_int_equal(replay_note(log, &name, &boot), 0);
	boot_free(&boot);
	assert_int_equal(replay_log(log, &name, &boot, why), 0);
	assert_false(boot_is_good(&boot));
	boot_free(&boot);
	forget(f);
	machine.fault = FAULT_SILENT;
	measure(f);
	assert_int_equal(f->s.n_replayed, 1);
	assert_int_equal(cell_at(f, 0)->status, CELL_MISSING);
	assert_true(machine.boots > 0);
	free(log);
}

static void the_log_of_another_image_is_refused(void **state)
{
	struct fixture *f = *state;

	measure(f);
	forget(f);
	strcpy(f->image.build, "ffffffffffffffffffffffffffffffff");
	machine.build = "ffffffffffffffffffffffffffffffff";
	measure(f);
	assert_int_equal(f->s.n_replayed, 1);
	assert_int_equal(machine.boots, 1); /* the image that is asked for now */
	assert_ok(f, 0);
	assert_string_equal(cell_at(f, 0)->log, "logs/qemu-virt-gicv3-2.log");
}

static void an_end_file_that_is_not_this_boots_is_refused(void **state)
{
	static const char *const edits[][3] = {
		{ "\"boot\": \"qemu-virt-gicv3\"", "\"boot\": \"qemu-virt-gicv2\"",
		  "boot: is 'qemu-virt-gicv2', but 'qemu-virt-gicv3' was looked for" },
		{ "\"run\": \"none\"", "\"run\": \"some\"", "run: is 'some', but 'none'" },
		{ "\"how\": \"ended\"", "\"how\": \"well\"", "how: says no way" },
		{ "\"schema\": 1", "\"schema\": 2", "schema: 2 is not 1" },
		{ "\"signal\": 0,", "", "signal: is missing" },
		{ "\"exit_code\": 0", "\"exit_code\": 0.5", "exit_code: is a number" },
		{ "\"log_bytes\": ", "\"log_bytes\": 1", "is not as the boot left it" },
		{ "\"log_sha256\": \"", "\"log_sha256\": \"x", "log_sha256: is not 64" },
		{ "\"was_stopped\"", "\"was_stoped\"", "was_stoped: is not a key" },
		{ "{", "", ".end:2:10: " },
	};
	struct fixture *f = *state;

	f->s.watch = note_refused;
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		forget(f);
		f->s.is_resumed = false;
		measure(f);
		edit(f, "qemu-virt-gicv3.end", edits[i][0], edits[i][1]);
		forget(f);
		refusal[0] = '\0';
		measure(f);
		assert_said(edits[i][2]);
		assert_int_equal(machine.boots, 1);
		assert_ok(f, 0);
	}
}

/* What was said of the boot whose log was read. */
static char booted[1024];

static void note_booted(void *arg, const struct session_event *ev)
{
	(void)arg;
	if (ev->step == SESSION_BOOTED && ev->from_log) {
		snprintf(booted, sizeof(booted), "%s", ev->why);
	}
}

static void what_ended_badly_is_no_better_for_being_read_again(void **state)
{
	static const struct {
		enum fault fault;
		const char *broke;
	} rows[] = {
		{ FAULT_BAD_EXIT, "exited with status 3 after the end of the run" },
		{ FAULT_STAYS, "did not exit within 5 s and was stopped after the end" },
		{ FAULT_HANG_AT_END, "sent nothing for 1 s and was stopped after the end" },
	};
	struct fixture *f = *state;

	f->s.watch = note_booted;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		forget(f);
		f->s.is_resumed = false;
		machine.fault = rows[i].fault;
		measure(f);
		forget(f);
		machine.fault = FAULT_NOT_OPEN;
		f->s.n_replayed = 0;
		measure(f);
		assert_int_equal(f->s.n_replayed, 1);
		assert_non_null(strstr(booted, rows[i].broke));
		assert_int_equal(cell_at(f, 0)->n, 0);
		assert_int_equal(cell_at(f, 0)->status, CELL_MISSING);
	}
}

static void a_log_alone_is_taken_as_one_that_ended_well(void **state)
{
	struct fixture *f = *state;
	char *log = path_of(f, "qemu-virt-gicv3.log");
	char *none = path_of(f, "nothing.log");
	char why[REPLAY_WHY_MAX];
	struct boot boot;

	measure(f);
	assert_int_equal(replay_log(log, NULL, &boot, why), 0);
	assert_true(boot_is_good(&boot));
	assert_string_equal(boot.in.hello.build, BUILD);
	assert_int_equal(boot.in.n_benches, 4);
	boot_free(&boot);
	assert_int_equal(replay_log(none, NULL, &boot, why), -ENOENT);
	assert_non_null(strstr(why, "nothing.log: cannot be read"));
	free(none);
	free(log);
}

/* A panic's last words stay what they were; a warning of QEMU is not taken for them. */
static void a_log_gives_the_last_words_that_the_boot_gave(void **state)
{
	struct fixture *f = *state;
	char *log = path_of(f, "qemu-virt-gicv3.log");
	char *first;

	machine.fault = FAULT_PANIC;
	machine.bench = "smc/return";
	machine.stderr_line = "stderr: qemu: warning: icount is slow\n";
	measure(f);
	first = strdup(cell_at(f, 3)->error);
	assert_non_null(strstr(first, "(last line: PANIC"));
	forget(f);
	machine.fault = FAULT_NOT_OPEN;
	measure(f);
	forget(f);
	{
		struct replay_name name = { "none", "qemu-virt-gicv3" };
		char why[REPLAY_WHY_MAX];
		struct boot boot;
		char text[512];

		assert_int_equal(replay_log(log, &name, &boot, why), 0);
		boot_describe(&boot, 4, text, sizeof(text));
		assert_string_equal(text, first);
		boot_free(&boot);
	}
	free(first);
	free(log);
}

static void how_long_a_boot_took_is_of_the_boot_that_was_made(void **state)
{
	struct fixture *f = *state;

	measure(f);
	edit(f, "qemu-virt-gicv3.end", "\"boot_s\": ", "\"boot_s\": 7");
	edit(f, "qemu-virt-gicv3.end", "\"log_bytes\"",
	     "\"host_counts\": {\"instructions\": 12}, \"log_bytes\"");
	forget(f);
	measure(f);
	assert_true(cell_at(f, 0)->boot_s >= 7);
	assert_true(cell_at(f, 0)->has_host_count[HOST_INSTRUCTIONS]);
	assert_int_equal(cell_at(f, 0)->host_count[HOST_INSTRUCTIONS], 12);
	assert_false(cell_at(f, 0)->has_host_count[HOST_CYCLES]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SESSION_TEST(a_boot_that_ended_is_not_made_again),
		SESSION_TEST(logs_are_not_looked_at_unless_the_run_is_resumed),
		SESSION_TEST(a_boot_without_its_end_is_made_again_whole),
		SESSION_TEST(a_boot_that_was_interrupted_is_made_again_whole),
		SESSION_TEST(what_broke_a_boot_is_read_from_both_logs_and_tried_once_more),
		SESSION_TEST(what_breaks_every_boot_stays_missing_with_its_reason),
		SESSION_TEST(a_changed_log_is_refused_by_name_and_booted_again),
		SESSION_TEST(a_flipped_sample_is_refused_by_its_record),
		SESSION_TEST(the_log_of_another_image_is_refused),
		SESSION_TEST(an_end_file_that_is_not_this_boots_is_refused),
		SESSION_TEST(what_ended_badly_is_no_better_for_being_read_again),
		SESSION_TEST(a_log_alone_is_taken_as_one_that_ended_well),
		SESSION_TEST(a_log_gives_the_last_words_that_the_boot_gave),
		SESSION_TEST(how_long_a_boot_took_is_of_the_boot_that_was_made),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
