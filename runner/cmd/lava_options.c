/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/lava_options.h"

#include <string.h>

#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/run_options.h"
#include "cmd/say.h"
#include "wire/params.h"

enum {
	OPT_OUT = 256,
	OPT_SUITE,
	OPT_FILTER,
	OPT_URL,
	OPT_DEVICE_TYPE,
	OPT_METHOD,
	OPT_EACH_BOOT,
	OPT_NO_BUILD,
	OPT_SAMPLES,
	OPT_BOOTS,
};

static int take_method(struct lava_options *o)
{
	static const char *const names[] = {
		[LAVA_QEMU] = "qemu",
		[LAVA_MINIMAL] = "minimal",
		[LAVA_UBOOT] = "u-boot",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(optarg, names[i]) == 0) {
			o->has_method = true;
			o->method = (enum lava_method)i;
			return RC_OK;
		}
	}
	return say_wrong("lava-job", "--method: '%s' is none of them (have: qemu, minimal, u-boot)",
			 optarg);
}

static int take_device_type(struct lava_options *o)
{
	size_t len = strlen(optarg);

	if (len == 0 || len > 200) {
		return say_wrong("lava-job", "--device-type: a name has 1 to 200 characters");
	}
	o->device_type = optarg;
	return RC_OK;
}

static int take_url(struct lava_options *o)
{
	if (strstr(optarg, "://") == NULL || optarg[strlen(optarg) - 1] == '/') {
		return say_wrong("lava-job",
				 "--url: '%s' is no address of a folder (as "
				 "http://server/images, without a / at the end)",
				 optarg);
	}
	o->url = optarg;
	return RC_OK;
}

static int take_option(int opt, struct lava_options *o)
{
	switch (opt) {
	case OPT_OUT:
		o->out_dir = optarg;
		return options_check_folder("lava-job", "--out", optarg);
	case OPT_SUITE:
		o->suite = optarg;
		return RC_OK;
	case OPT_FILTER:
		o->filter = optarg;
		return options_check_pattern("lava-job", "--filter", optarg);
	case OPT_URL:
		return take_url(o);
	case OPT_DEVICE_TYPE:
		return take_device_type(o);
	case OPT_METHOD:
		return take_method(o);
	case OPT_EACH_BOOT:
		o->each_boot = true;
		return RC_OK;
	case OPT_NO_BUILD:
		o->with_make = false;
		return RC_OK;
	case OPT_SAMPLES:
		return options_take_number("lava-job", "--samples", optarg, PARAMS_SAMPLES_MAX,
					   &o->samples);
	case OPT_BOOTS:
		return options_take_number("lava-job", "--boots", optarg, RUN_BOOTS_MAX, &o->boots);
	default:
		return RC_USAGE;
	}
}

int lava_options_parse(int argc, char **argv, struct lava_options *out)
{
	static const struct option longopts[] = {
		{ "out", required_argument, NULL, OPT_OUT },
		{ "suite", required_argument, NULL, OPT_SUITE },
		{ "filter", required_argument, NULL, OPT_FILTER },
		{ "url", required_argument, NULL, OPT_URL },
		{ "device-type", required_argument, NULL, OPT_DEVICE_TYPE },
		{ "method", required_argument, NULL, OPT_METHOD },
		{ "each-boot", no_argument, NULL, OPT_EACH_BOOT },
		{ "no-build", no_argument, NULL, OPT_NO_BUILD },
		{ "samples", required_argument, NULL, OPT_SAMPLES },
		{ "boots", required_argument, NULL, OPT_BOOTS },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int opt;

	*out = (struct lava_options){ .with_make = true };
	while ((opt = options_next("lava-job", argc, argv, longopts)) != -1) {
		if (take_option(opt, out) != RC_OK) {
			return RC_USAGE;
		}
	}
	if (optind < argc) {
		return say_wrong("lava-job", "what is '%s'? (a suite is given as --suite %s)",
				 argv[optind], argv[optind]);
	}
	if (out->out_dir == NULL) {
		return say_wrong("lava-job", "--out DIR: where do jobs and images go?");
	}
	return RC_OK;
}
