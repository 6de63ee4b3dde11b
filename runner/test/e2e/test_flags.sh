#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Sets of flags in a run: each has images of its own, one that the compiler refuses costs its cells alone, and no
# image is taken for another. In a copy of the tree with a set that no compiler has.
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

tree=$tmp/tree
mkdir -p "$tree"
cp -R Makefile vcpu microbench guest-payloads runner scripts "$tree"
find "$tree/microbench/benches" -name '*.c' ! -name hvc_return.c ! -name irq_exit.c -delete
cat >"$tree/microbench/flags/refused.mk" <<'END'
# SPDX-License-Identifier: Apache-2.0
# What no compiler takes. That is all.
FLAGS_CFLAGS := -mno-such-flag
END
images=$tree/build/image/qemu-virt-gicv3

# cells FLAGS [STATUS]: how many cells of the newest run are of it, and of that status
cells()
{
	awk -F, -v flags="$1" -v status="${2:-ok}" '
		/^ *"flags":/ { of = $0 ~ "\"" flags "\"" }
		/^ *"status":/ { n += of && $0 ~ "\"" status "\"" }
		END { print n + 0 }' "$out/latest/run.json"
}
# environment KEY: its value in the newest run
environment() { sed -n "s/^ *\"$1\": \"\\([^\"]*\\)\".*/\\1/p" "$out/latest/run.json"; }

# --- what there is -------------------------------------------------------------------------------
trapline_in "$PATH" list flags
is "$rc" 0 "the sets are listed"
like "$stdout" '^  refused +What no compiler takes$' "with the first sentence of each"
suite lists 'hal: [static]' 'flags: ["-O[23]", lto]' 'benchmarks: [hvc/return]' \
	'exclude: ["flags=-O3 cpu=cortex-a57"]' 'include: ["flags=-Os toolchain=clang", "cpu=max benchmark=irq/*"]'
trapline_in "$PATH" list cells --suite "$suite_file"
is "$stdout" "hvc/return qemu-virt-gicv3/cortex-a57 static
hvc/return qemu-virt-gicv3/cortex-a57 static -Os clang
hvc/return qemu-virt-gicv3/cortex-a57 static lto
irq/exit qemu-virt-gicv3/max static
irq/exit qemu-virt-gicv3/max static -O3
irq/exit qemu-virt-gicv3/max static lto" "rules leave out and add"
suite wrong 'hal: [static]' 'flags: [-O4]' 'exclude: [flag=lto]'
measure --suite "$suite_file"
is "$rc" 2 "a set that there is not is a usage error"
like "$stderr" "^.*wrong.yaml:4:9: flags: there is no set of flags '-O4' \\(did you mean '-O2'\\? sets: -O2, -O3, " \
	"and those that there are are named"

# --- three sets, of which the compiler refuses one -----------------------------------------------
suite three 'hal: [static]' 'flags: [-O2, refused, -Os]' 'benchmarks: [hvc/return, irq/exit]' 'samples: 4'
measure --suite "$suite_file"
is "$rc" 3 "a run with flags that the compiler refuses is incomplete"
like "$(cat "$out/latest/run.json")" "its image does not build: .*unrecognized command-line option .*-mno-such-flag" \
	"and has the compiler's own words"
is "$(cells -O2) $(cells -Os) $(cells refused) $(cells refused missing)" "2 2 0 2" "the other sets are measured"
is "$(environment qemu-virt-gicv3-static)" "$(sed -n 's/^build=//p' "$images/gcc-static-lazy/manifest")" \
	"with the image of each"
is "$(environment 'qemu-virt-gicv3-static+Os')" "$(sed -n 's/^build=//p' "$images/gcc-static-lazy+Os/manifest")" \
	"and not that of the other"
tap "small code is smaller" \
	[ "$(environment 'qemu-virt-gicv3-static+Os.text_bytes')" -lt "$(environment 'qemu-virt-gicv3-static.text_bytes')" ]
trapline_in "$PATH" matrix "$out/latest" --rows benchmark --columns flags
like "$stdout" '^benchmark +-O2 +-Os' "a matrix has a column a set"
like "$stdout" '^qemu-virt-gicv3-static[+]Os +[0-9]' "and says what the code is like"

# --- one against the other -----------------------------------------------------------------------
suite one 'hal: [static]' 'benchmarks: [hvc/return]' 'samples: 4'
trapline_in "$PATH" ab --out "$out" --suite "$suite_file" --no-build flags=-O2 flags=-Os
tap "two sets are compared" [ "$rc" -le 1 ]
like "$stdout" 'hvc/return +.*[0-9]' "cell by cell"
unlike "$stdout$stderr" 'only in|no cell' "though their cells are not of one set"
trapline_in "$PATH" ab --out "$out" --suite "$suite_file" flags=-O2 flags=-Oz
is "$rc" 2 "with one that there is not it is a usage error"

# --- an image in the place of another ------------------------------------------------------------
suite two 'hal: [static]' 'flags: [-O2, -Os]' 'benchmarks: [hvc/return]' 'samples: 4'
cp "$images/gcc-static-lazy+Os/bench.elf" "$images/gcc-static-lazy/bench.elf"
measure --suite "$suite_file" --no-build
is "$rc" 3 "an image of other flags is refused"
is "$(cells -O2 missing) $(cells -Os)" "1 1" "and the right one measured"
cp "$images/gcc-static-lazy+Os/manifest" "$images/gcc-static-lazy/manifest"
measure --suite "$suite_file" --no-build
is "$rc" 3 "with its own manifest too"
like "$(cat "$out/latest/run.json")" "is of toolchain .* and flags '-Os', not of .* and '-O2'" "and what it is is said"

tap_done
