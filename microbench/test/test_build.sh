#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The build: an image's identity is the same wherever its source lies, and what decides the image
# rebuilds it.
cd "$(dirname "$0")/../.." || exit 1
. scripts/test/tap.sh
. microbench/test/image.sh

# clone FOLDER: the sources an image is made of
clone()
{
	mkdir -p "$1"
	cp -R Makefile vcpu microbench guest-payloads runner scripts "$1"
}

# build FOLDER [HAL]: from nothing or what is there; all at once, as a recipe that forgot what it needs would show
build()
{
	run make -s -j8 -C "$1" image "HAL=${2:-static}" TOOLCHAIN="$compiler" SWITCH=lazy EXTRA= B=build
}
# identity FOLDER [HAL]
identity() { sed -n 's/^build=//p' "$1/$(image_dir "${2:-static}")/manifest"; }

for folder in one "two words"; do
	clone "$tmp/$folder"
	build "$tmp/$folder"
	tap "an image builds in a folder named '$folder'" exits 0
	tap "and is the image of this source, to the bit" [ "$(identity "$tmp/$folder")" = "$(identity .)" ]
done
for compiler in gcc clang; do
	build "$tmp/one" direct-lto
	tap "$compiler: an image that the link optimises builds" exits 0
	tap "$compiler: and is the same in another folder, to the bit" \
		[ "$(identity "$tmp/one" direct-lto)" = "$(identity . direct-lto)" ]
done
build "$tmp/one"
tap "clang: an image is the same in another folder, to the bit" [ "$(identity "$tmp/one")" = "$(identity .)" ]
compiler=gcc

tree=$tmp/one
build "$tree"
tap "nothing to do is nothing done" says_nothing

# change FILE SED-SCRIPT CLAIM
change()
{
	sed -i "$2" "$tree/$1"
	before=$(identity "$tree")
	build "$tree"
	tap "$3" [ "$rc" -eq 0 ] && tap "... and makes another image" [ "$(identity "$tree")" != "$before" ]
}
change "microbench/boards/$board/board.mk" 's/0x40200000/0x40400000/' "a load address"
change microbench/flags/-O2.mk 's/^FLAGS_OPT := -O2/FLAGS_OPT := -O1/' "a flag of the compiler"
change microbench/microbench.mk 's/max-page-size=4096/max-page-size=131072/' "a flag of the linker"
change vcpu/include/vcpu/aarch64.h 's/uint64_t self_sgi;/uint64_t pad; uint64_t self_sgi;/' "a header"
change guest-payloads/src/hvc_return.S 's/^	measured$/	nop\n	measured/' "a payload"

rm "$tree/microbench/benches/smc_return.c"
build "$tree"
boot "$tree/$(image_dir static)/bench.elf" cortex-a57
tap "a benchmark that is gone is gone from the image" silent_on smc/return

# Every end of a handler but one: it returns there, to nowhere.
sed 's/^	vcpu_inplace_decline(x0, esr);$//' microbench/inplace/calls.c >"$tree/microbench/inplace/calls.c"
build "$tree"
tap "a handler that breaks its convention stops the build" says "vcpu_inplace_hvc: ret: a handler does not return"
tap "... and there is no image" [ "$rc" -ne 0 ]
cp microbench/inplace/calls.c "$tree/microbench/inplace"

mkdir "$tree/microbench/boards/half"
run make -s -C "$tree" image BOARD=half
tap "a board without board.mk is refused" says "has no board.mk; a board needs board.yaml, board.c and board.mk"

run make -s -C "$tree" image HAL=dynamic
tap "a HAL that is none is refused with those that there are" \
	says "unknown HAL 'dynamic'; have: direct direct-lto static table"
run make -s -C "$tree" image SWITCH=sometimes
tap "and so is a switch policy" says "unknown SWITCH 'sometimes'; have: eager lazy"
run make -s -C "$tree" image VECTORS=none
tap "and so is a variant of the vectors" says "unknown VECTORS 'none'; have: "
run make -s -C "$tree" image INPLACE=wide
tap "and so is a convention of what is answered in place" says "unknown INPLACE 'wide'; have: aapcs narrow"

tap_done
