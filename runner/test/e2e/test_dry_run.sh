#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# trapline run --dry-run: what would be done, how long it should take and from what that is known; and nothing is done.
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

suite dry 'hal: [static, table]' 'benchmarks: [hvc/return, mmio/read_4]' 'samples: 16' 'boots: 2'
measure --suite "$suite_file" --dry-run
is "$rc" 0 "before any run: exit 0"
is "$(grep -c '^qemu-virt-gicv3-cortex-a57-[a-z]*-boot[01]: 2 benchmarks, time not known$' "$tmp/stdout")" 4 \
	"each boot is listed"
is "$(grep -c '^    hvc/return mmio/read_4$' "$tmp/stdout")" 4 "with its cells"
like "$stdout" '^4 boots, 8 cells; how long they take is not known: no stored run has such boots' "and that no time is known"
n_builds=$(grep -c ': is to be built$' "$tmp/stdout")
is "$(tr -s '\n ' ' ' <"$tmp/stdout" | grep -c "; and $n_builds images\{0,1\} to be built, whose time is not known")" \
	"$([ "$n_builds" -eq 0 ] && echo 0 || echo 1)" "nor is that of images that are not there, which is told"
like "$stdout" '^image qemu-virt-gicv3-static: is (to be built|in the cache)$' "each image is listed"
is "$stderr" "" "nothing is on stderr"
tap "nothing is stored" [ ! -e "$out" ]

measure --suite "$suite_file" --boots 1
is "$rc" 0 "a run of it"
took=$(sed -n 's/.*"boot_s": //p' "$out/latest/run.json" | tr -d , | sort -u)
tap "says how long its boots took" [ -n "$took" ]
measure --suite "$suite_file" --dry-run
is "$(grep -Ec ': 2 benchmarks, (under )?[0-9.]+ s$' "$tmp/stdout")" 4 "after it: each boot has a time"
like "$stdout" "^4 boots, 8 cells; (about [0-9]+|less than 1) s, from boots of the same images \\(run $(readlink "$out/latest" |
	sed 's/.*\///')\\)$" "and it says from what"
is "$(grep -c 'is in the cache$' "$tmp/stdout")" 2 "after it: both images are in the cache"

# Twice the samples, twice the time; of ten seconds, so that rounding does not matter.
sed -i 's/"boot_s": [0-9.]*/"boot_s": 10/' "$out/latest/run.json"
measure --suite "$suite_file" --samples 32 --boots 1 --dry-run
like "$stdout" '^2 boots, 4 cells; about 40 s, from boots of the same images' "time grows with the samples"
sed -i 's/"hal": "static"/"hal": "direct"/; s/"hal": "table"/"hal": "direct-lto"/' "$out/latest/run.json"
measure --suite "$suite_file" --boots 1 --dry-run
like "$stdout" '; about 20 s, from boots of other images on the same CPU' "images that were never booted: known from others"
sed -i 's/"cpu": "cortex-a57"/"cpu": "cortex-a53"/' "$out/latest/run.json"
measure --suite "$suite_file" --boots 1 --dry-run
like "$stdout" '; about 20 s, from boots of other boards or CPUs with the same clock' "another CPU: known from others"
is "$(find "$out/runs" -mindepth 1 -maxdepth 1 | wc -l)" 1 "nothing was stored by all that"

measure --suite "$suite_file" --filter nothing_like_it --dry-run
is "$rc" 2 "a filter that matches nothing: exit 2"
measure --resume latest --dry-run
is "$rc" 2 "beside --resume: exit 2"
tap_done
