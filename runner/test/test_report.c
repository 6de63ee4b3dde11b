/* SPDX-License-Identifier: Apache-2.0 */
/* What people look at says what the cells say: plots and page by their marks. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/report.h"
#include "report/svg.h"
#include "sample_store.h"

static bool is_hurried; /* what would take seconds takes a hundredth of them */

/* Stands before libc's, which the waits of a child call. */
int poll(struct pollfd *fds, nfds_t nfds, int timeout)
{
	struct timespec wait;

	if (is_hurried && timeout > 0) {
		timeout = timeout / 100 + 1;
	}
	wait = (struct timespec){ timeout / 1000, timeout % 1000 * 1000000L };
	return ppoll(fds, nfds, timeout < 0 ? NULL : &wait, NULL);
}

/* The text of plots/hvc_return.svg or report.html after report_write(); *err_text: what it said. */
static char *report_of(const struct run *run, const char *dir, const char *name,
		       struct store_err *err)
{
	assert_int_equal(report_write(dir, run, &(struct report_extra){ .with_png = true }, err),
			 0);
	return results_dir_read(dir, name);
}

/* The same in a folder of its own, since nothing is overwritten. */
static char *report_apart(const struct run *run, const char *dir, size_t number, const char *name)
{
	struct store_err err;
	char below[16];
	char *folder;
	char *text;

	snprintf(below, sizeof(below), "%zu", number);
	folder = file_join(dir, below);
	assert_int_equal(mkdir(folder, 0777), 0);
	text = report_of(run, folder, name, &err);
	assert_string_equal(err.text, "");
	assert_non_null(text);
	free(folder);
	return text;
}

static void a_plot_has_title_unit_bindings_and_values(void **state)
{
	static const char *const marks[] = { "hvc/return<", "instructions", "static<", "table<",
					     "110<",        "112 (+2)<",    "max<",    "missing<" };
	struct results_dir *out = *state;
	struct run *run = make_run(ID);
	struct store_err err;
	char *svg;

	make_exact(run, "hvc/return", "max", "static", 110, 64);
	make_exact(run, "hvc/return", "max", "table", 112, 64);
	make_missing(run, "hvc/return", "cortex-a57", "static", "no answer");
	svg = report_of(run, out->path, "plots/hvc_return.svg", &err);
	assert_string_equal(err.text, "");
	assert_non_null(svg);
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		assert_contains(svg, marks[i]);
	}
	assert_lacks(svg, " id=");
	assert_contains(svg, "prefers-color-scheme:dark");
	free(svg);
	run_free(run);
}

static void a_plot_of_many_samples_is_no_larger_than_one_of_few(void **state)
{
	struct results_dir *out = *state;
	struct run *run = make_run(ID);
	struct store_err err;
	uint64_t *samples = calloc(65536, sizeof(*samples));
	char *svg;

	assert_non_null(samples);
	for (size_t i = 0; i < 65536; i++) {
		samples[i] = 1000 + i * 7919 % 500;
	}
	make_ok(run, "hvc/return", "max", "static", "cntvct", samples, 65536);
	svg = report_of(run, out->path, "plots/hvc_return.svg", &err);
	assert_string_equal(err.text, "");
	assert_in_range(strlen(svg), 1, 40000);
	assert_contains(svg, "median 1249.5");
	assert_contains(svg, "ticks");
	free(svg);
	free(samples);
	run_free(run);
}

static void names_that_gnuplot_or_html_would_take_as_code_are_only_text(void **state)
{
	struct results_dir *out = *state;
	struct run *run = make_run(ID);
	struct store_err err;
	char *html;
	char *svg;

	make_exact(run, "a/it's_^{2}@`id`<b>", "max", "static", 1, 1);
	free(run->command);
	run->command = make_str("run --filter '<script>alert(1)</script>' && x");
	html = report_of(run, out->path, "report.html", &err);
	assert_string_equal(err.text, "");
	assert_lacks(html, "<script>alert");
	assert_lacks(html, "<b>\"");
	assert_contains(html, "&lt;script&gt;alert(1)&lt;/script&gt;&#39; &amp;&amp; x");
	svg = results_dir_read(out->path, "plots/a_it's_^{2}@`id`<b>.svg");
	assert_non_null(svg);
	assert_contains(svg, "a/it's_^{2}@`id`&lt;b></text>");
	free(svg);
	free(html);
	run_free(run);
}

static size_t count_centred(const char *svg)
{
	size_t n = 0;

	for (; (svg = strstr(svg, "text-anchor=\"middle\"")) != NULL; svg++) {
		n++;
	}
	return n;
}

static void labels_of_the_axis_keep_apart(void **state)
{
	static const uint64_t values[] = { 1, 100000, 123456789012 };
	struct results_dir *out = *state;

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		const uint64_t samples[] = { values[i], values[i] + values[i] / 3 + 1 };
		struct run *run = make_run(ID);
		char *svg;

		make_ok(run, "hvc/return", "max", "static", "cntvct", samples, 2);
		svg = report_apart(run, out->path, i, "plots/hvc_return.svg");
		/* Each label is in an element of its own, right-aligned or centred at its tick. The
		 * title is centred too; 326 pixels hold at most these many labels. */
		assert_in_range(count_centred(svg), 2, 1 + 326 / (i == 2 ? 8 * 12 + 10 : 8 + 10));
		assert_lacks(svg, "e+");
		free(svg);
		run_free(run);
	}
}

static void labels_of_a_logarithmic_axis_keep_apart(void **state)
{
	static const uint64_t most[] = { 20000, 900000, 99999999999 };
	struct results_dir *out = *state;

	for (size_t i = 0; i < sizeof(most) / sizeof(most[0]); i++) {
		const uint64_t samples[] = { 400, most[i] };
		const size_t width = 8 * (i == 0 ? 5 : i == 1 ? 6 : 11) + 10;
		struct run *run = make_run(ID);
		char *svg;

		make_ok(run, "hvc/return", "max", "static", "cntvct", samples, 2);
		svg = report_apart(run, out->path, i, "plots/cdf_hvc_return.svg");
		assert_in_range(count_centred(svg), 3, 1 + 376 / width);
		free(svg);
		run_free(run);
	}
}

static void only_the_drawings_stay_in_plots(void **state)
{
	struct results_dir *out = *state;
	struct run *run = make_run(ID);
	struct store_err err;
	char *plots = file_join(out->path, "plots");
	char *svg = file_join(plots, "hvc_return.svg");
	char *png = file_join(plots, "hvc_return.png");

	make_exact(run, "hvc/return", "max", "static", 1, 1);
	free(report_of(run, out->path, "report.html", &err));
	assert_int_equal(unlink(svg), 0);
	assert_int_equal(unlink(png), 0);
	assert_int_equal(rmdir(plots), 0); /* there was no more */
	free(png);
	free(svg);
	free(plots);
	run_free(run);
}

/* Runs @run's report with @script as gnuplot (NULL: none); the page is left to read. */
static void report_with(const char *dir, const char *script, struct store_err *err)
{
	struct run *run = make_run(ID);
	const char *before = getenv("PATH");
	char *path = make_str(before != NULL ? before : "/usr/bin");
	char *bin = file_join(dir, "bin");
	char *fake = file_join(bin, "gnuplot");

	assert_int_equal(mkdir(bin, 0777), 0);
	if (script != NULL) {
		results_dir_replace(dir, "bin/gnuplot", script, strlen(script));
		assert_int_equal(chmod(fake, 0755), 0);
	}
	make_exact(run, "hvc/return", "max", "static", 110, 2);
	make_exact(run, "smc/return", "max", "static", 110, 2);
	setenv("PATH", bin, 1);
	assert_int_equal(report_write(dir, run, &(struct report_extra){ .with_png = true }, err),
			 0);
	setenv("PATH", path, 1);
	free(path);
	free(fake);
	free(bin);
	run_free(run);
}

static void a_gnuplot_that_fails_leaves_a_page_that_says_so(void **state)
{
	static const struct {
		const char *script;
		const char *says;
	} rows[] = {
		{ NULL, "gnuplot is not installed" },
		{ "#!/bin/sh\nexit 3\n",
		  "no plot of qemu-virt-gicv3/max: gnuplot ended with status 3" },
		{ "#!/bin/sh\necho '\"x\", line 5: undefined variable: y' >&2\n",
		  "gnuplot says: line 5: undefined variable: y" },
		{ "#!/bin/sh\nkill -9 $$\n", "gnuplot was killed by signal 9" },
		{ "#!/bin/sh\nexit 0\n", "_max.raw: cannot be read: No such file" },
		{ "#!/bin/sh\necho '<svg viewBox=\"0 0 1 1\">' > ${2%gnuplot}raw\n",
		  "gnuplot left no whole SVG" },
		{ "#!/bin/sh\n: > ${2%gnuplot}raw\n", "gnuplot left no whole SVG" },
	};
	struct results_dir *out = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct store_err err;
		char name[16];
		char *dir;
		char *html;
		char *svg;

		snprintf(name, sizeof(name), "%zu", i);
		dir = file_join(out->path, name);
		assert_int_equal(mkdir(dir, 0777), 0);
		report_with(dir, rows[i].script, &err);
		assert_contains(err.text, rows[i].says);
		html = results_dir_read(dir, "report.html");
		assert_contains(html, rows[i].says);
		assert_contains(html, "<b>110</b></td>");
		svg = results_dir_read(dir, "plots/hvc_return.svg");
		assert_null(svg);
		free(html);
		free(dir);
	}
}

static void a_locale_without_utf8_draws_the_same(void **state)
{
	struct results_dir *out = *state;
	struct run *run = make_run(ID);

	make_exact(run, "hvc/return", "max", "static", 110, 2);
	setenv("LC_ALL", "C", 1);
	free(report_apart(run, out->path, 0, "plots/hvc_return.svg"));
	unsetenv("LC_ALL");
	run_free(run);
}

static void a_warning_does_not_discard_a_whole_plot(void **state)
{
	static const char script[] =
		"#!/bin/sh\n"
		"printf '<svg viewBox=\"0 0 1 1\">\\n<g></g>\\n</svg>\\n' > ${2%gnuplot}raw\n"
		"printf '\\nplot x\\n     ^\\n\"x\" line 1: warning: no degree sign\\n' >&2\n";
	struct results_dir *out = *state;
	struct store_err err;
	char *svg;

	report_with(out->path, script, &err);
	assert_string_equal(err.text, "");
	svg = results_dir_read(out->path, "plots/hvc_return.svg");
	assert_non_null(svg);
	free(svg);
}

static void one_plot_that_fails_costs_no_other(void **state)
{
	static const char script[] =
		"#!/bin/sh\n"
		"case \"$*\" in *smc*) exit 3 ;; esac\n"
		"printf '<svg viewBox=\"0 0 1 1\">\\n<g></g>\\n</svg>\\n' > ${2%gnuplot}raw\n";
	struct results_dir *out = *state;
	struct store_err err;
	char *svg;

	report_with(out->path, script, &err);
	assert_string_equal(err.text, "no plot of smc/return: gnuplot ended with status 3");
	svg = results_dir_read(out->path, "plots/hvc_return.svg");
	assert_non_null(svg);
	free(svg);
	assert_null(results_dir_read(out->path, "plots/smc_return.svg"));
}

static void after_a_gnuplot_that_hangs_no_other_plot_is_tried(void **state)
{
	static const char script[] = "#!/bin/sh\necho x >> ${0%/*}/../tried\n"
				     "while :; do read -r never; done\n";
	struct results_dir *out = *state;
	struct store_err err;
	char *tried;

	is_hurried = true;
	report_with(out->path, script, &err);
	is_hurried = false;
	assert_string_equal(err.text,
			    "no plot of qemu-virt-gicv3/max: gnuplot gave no plot within 20 s; "
			    "no other plot was tried");
	tried = results_dir_read(out->path, "tried");
	assert_non_null(tried);
	assert_string_equal(tried, "x\n");
	free(tried);
}

static void a_folder_that_cannot_take_the_report_is_an_error(void **state)
{
	struct results_dir *out = *state;
	struct run *run = sample_run();
	struct store_err err;
	char *none = file_join(out->path, "none");

	assert_int_equal(report_write(none, run, &(struct report_extra){ .with_png = true }, &err),
			 -ENOENT);
	assert_contains(err.text, none);
	free(none);
	run_free(run);
}

static void a_drawing_that_is_cut_short_is_refused(void **state)
{
	static const char whole[] = "<svg viewBox=\"0 0 20 10\">\n<g id=\"gnuplot_canvas\">\n"
				    "<text>1</text>\n</g>\n</svg>\n";
	char *svg = NULL;
	size_t size;

	(void)state;
	assert_int_equal(svg_finish(whole, "a \"title\"", &svg, &size), 0);
	assert_contains(svg, "aria-label=\"a &quot;title&quot;\"");
	assert_contains(svg, "<g>\n<text>1</text>\n</g>\n</svg>\n");
	free(svg);
	for (size_t cut = 0; cut < sizeof(whole) - 2; cut++) {
		char *part = strndup(whole, cut);

		assert_int_equal(svg_finish(part, "t", &svg, &size), -EINVAL);
		free(part);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(a_plot_has_title_unit_bindings_and_values),
		WITH_DIR(a_plot_of_many_samples_is_no_larger_than_one_of_few),
		WITH_DIR(names_that_gnuplot_or_html_would_take_as_code_are_only_text),
		WITH_DIR(labels_of_the_axis_keep_apart),
		WITH_DIR(labels_of_a_logarithmic_axis_keep_apart),
		WITH_DIR(only_the_drawings_stay_in_plots),
		WITH_DIR(a_gnuplot_that_fails_leaves_a_page_that_says_so),
		WITH_DIR(a_locale_without_utf8_draws_the_same),
		WITH_DIR(a_warning_does_not_discard_a_whole_plot),
		WITH_DIR(one_plot_that_fails_costs_no_other),
		WITH_DIR(after_a_gnuplot_that_hangs_no_other_plot_is_tried),
		WITH_DIR(a_folder_that_cannot_take_the_report_is_an_error),
		cmocka_unit_test(a_drawing_that_is_cut_short_is_refused),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
