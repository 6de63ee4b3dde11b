/* SPDX-License-Identifier: Apache-2.0 */
#include "report/verdicts.h"

#include <errno.h>
#include <string.h>

#include "report/verdicts_formats.h"

static const struct {
	const char *name;
	int (*put)(const struct verdict_view *view, const struct report_look *look, FILE *out);
} formats[N_FORMATS] = {
	[FORMAT_TABLE] = { "table", verdicts_put_table },
	[FORMAT_MD] = { "md", verdicts_put_md },
	[FORMAT_JSON] = { "json", verdicts_put_json },
	[FORMAT_CSV] = { "csv", verdicts_put_csv },
	[FORMAT_PLOT_CSV] = { "plot-csv", verdicts_put_plot_csv },
	[FORMAT_JUNIT] = { "junit", verdicts_put_junit },
	[FORMAT_OPENMETRICS] = { "openmetrics", verdicts_put_openmetrics },
};

int verdicts_print(const struct gate_result *result, const struct verdict_context *context,
		   enum verdict_format format, const struct report_look *look, FILE *out)
{
	struct verdict_view view;
	int err = verdict_view_make(result, context, &view);

	if (err == 0) {
		err = formats[format].put(&view, look, out);
		verdict_view_free(&view);
	}
	return err;
}

int verdicts_parse_format(const char *word, enum verdict_format *out)
{
	for (size_t i = 0; i < N_FORMATS; i++) {
		if (strcmp(word, formats[i].name) == 0) {
			*out = (enum verdict_format)i;
			return 0;
		}
	}
	return -EINVAL;
}
