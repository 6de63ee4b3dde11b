#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Images are taken from build/cache when all that they are built from is the same, and from nowhere else; and several
# are built at the same time. In a copy of the sources, with a make and a gcc that count how often they are run.
# shellcheck disable=SC2016 # the fakes expand their own variables
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

mkdir "$tmp/tree" "$tmp/bin"
cp -a Makefile guest-payloads microbench scripts vcpu "$tmp/tree"
mkdir "$tmp/tree/runner"
cp -a runner/runner.mk "$tmp/tree/runner"
tree=$tmp/tree
bin=$tmp/bin

# counts PROGRAM [SCRIPT]: one that is first in PATH, notes each call in $tmp/PROGRAM.calls, and does SCRIPT first
counts()
{
	cat >"$bin/$1" <<-END
		#!/bin/sh
		case "\$*" in *--version*) exec $(command -v "$1") "\$@" ;; esac
		echo "\$*" >>$tmp/$1.calls
		$2
		exec $(command -v "$1") "\$@"
	END
	chmod +x "$bin/$1"
}
real_path=$PATH
counts make

# run_counted: trapline run; $built is how many images make was asked for
run_counted()
{
	rm -f "$tmp/make.calls"
	trapline_in "$bin:$real_path" run --out "$out" --suite "$suite_file"
	built=$(grep -c ' image ' "$tmp/make.calls" 2>"$tmp/none") || built=0
}

builds_in() { sed -n 's/.*"qemu-virt-gicv3-\(static\|table\)": "\([0-9a-f]*\)".*/\1 \2/p' "$1/run.json" | sort -u; }

suite cache 'hal: [static]' 'benchmarks: [hvc/return, mmio/read_4]' 'samples: 4'
run_counted
is "$rc $built" "0 1" "an image that was never built: it is"
builds_in "$out/latest" >"$tmp/builds"
rm -rf "$tree/build/image"
run_counted
is "$rc $built" "0 0" "what make built is gone: it comes from the cache, without make"
builds_in "$out/latest" >"$tmp/again"
tap "it is the same image" cmp "$tmp/builds" "$tmp/again"

sed -i 's/^FLAGS_OPT := -O2$/FLAGS_OPT := -O1/' "$tree/microbench/flags/-O2.mk"
run_counted
is "$rc $built" "0 1" "another flag: it is built"
builds_in "$out/latest" >"$tmp/again"
tap "another flag: it is another image" [ "$(cat "$tmp/builds")" != "$(cat "$tmp/again")" ]
cp -a microbench/flags/-O2.mk "$tree/microbench/flags"
run_counted
is "$rc $built" "0 0" "the flag as it was: it comes from the cache"
builds_in "$out/latest" >"$tmp/again"
tap "the flag as it was: it is the image that was" cmp "$tmp/builds" "$tmp/again"

# What came from the cache is nothing that make believes in: asked itself, it links what its sources are.
(cd "$tree" && make -s image HAL=static SWITCH=lazy TOOLCHAIN=gcc EXTRA= B=build >"$tmp/out" 2>&1)
rebuilt=$(sed -n 's/^build=/static /p' "$tree/build/image/qemu-virt-gicv3/gcc-static-lazy/manifest")
is "$rebuilt" "$(cat "$tmp/builds")" "make itself then builds what the sources are"

# Everything that a build reads is looked at.
find "$tree/build/image" -name '*.d' -exec cat {} + | tr ' \134' '\n' | sed 's/:$//' |
	grep -Ev '^(build/|/|$)' | cut -d / -f 1 | sort -u >"$tmp/read"
tap "all sources that a build read are part of the key" \
	[ -z "$(grep -Evx 'vcpu|microbench|guest-payloads|scripts|Makefile' "$tmp/read")" ]
tap "(it read some)" [ -s "$tmp/read" ]

# One that does not build is its own cells' fault only.
mkdir "$tree/vcpu/hal/broken"
cp -a vcpu/hal/table/. "$tree/vcpu/hal/broken"
echo 'int broken(void) { return nowhere; }' >"$tree/microbench/host/hal/broken.c"
suite broken 'hal: [broken, static]' 'benchmarks: [hvc/return]' 'samples: 4'
run_counted
is "$rc" 3 "one image does not build: exit 3"
like "$stderr" 'broken.c:1:.*error: ' "it says what the compiler said"
like "$stdout" ' 1 measured, 1 missing' "the other is measured"
tap_done
