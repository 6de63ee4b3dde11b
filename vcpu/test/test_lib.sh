#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# libvcpu as another hypervisor gets it: what the library asks for, headers that need nothing else, and
# a place of its own for each.
cd "$(dirname "$0")/../.." || exit 1
. scripts/test/tap.sh

cross=aarch64-linux-gnu-
lib() { run make -s -j2 lib L="$tmp/lib" "$@"; }
# shellcheck disable=SC2317
flags() { PKG_CONFIG_PATH=$1 pkg-config --cflags libvcpu; }

# What the library leaves to be defined by others, in one line, but for the four functions that a compiler
# may call in any freestanding program.
asks_for()
{
	"${cross}ld" -r --whole-archive -o "$tmp/all.o" "$tmp/lib/libvcpu.a" &&
		"${cross}nm" -u "$tmp/all.o" | awk '$2 !~ /^mem(cpy|move|set|cmp)$/ { print $2 }' | sort | tr '\n' ' '
}

# What the library defines for all to see and no header declares, by its first word.
strange_names()
{
	"${cross}nm" -g --defined-only "$tmp/lib/libvcpu.a" |
		awk 'NF == 3 && $3 !~ /^((vcpu|stage2|ptable|vmid)_|arch_vcpu_run$)/ { print $3 }'
}

# x18 survives a run: what is compiled may not use it. Assembly may, and puts it back.
compiled_uses_x18()
{
	"${cross}objdump" -d "$tmp/lib/libvcpu.a" |
		awk '/>:$/ { is_c = $2 !~ /^<(arch_vcpu_run|vcpu_enter|vcpu_exit|vcpu_inplace|host_|current_)/ }
			is_c && /[ \t,\[][wx]18[],]/ { n++ } END { print n + 0 }'
}

# Every public header alone, with nothing but what pkg-config says.
# shellcheck disable=SC2046,SC2317
headers_compile()
{
	for header in "$tmp"/lib/include/*/*.h "$tmp"/lib/include/hal_bind.h; do
		echo "#include \"$header\"" |
			"$@" -std=c11 -ffreestanding $(flags "$tmp/lib/pkgconfig") -Wall -Wextra -Werror -x c \
				-fsyntax-only - || return 1
	done
}

hal="hal_irq_fetch hal_irq_handle hal_phys_to_virt hal_virt_to_phys "
for toolchain in gcc clang; do
	for switch in lazy eager; do
		lib HAL=direct SWITCH=$switch TOOLCHAIN=$toolchain
		tap "$toolchain, $switch: the library builds" exits 0
		tap "$toolchain, $switch: it asks for the HAL and a fault handler, and nothing else" \
			[ "$(asks_for)" = "${hal}vcpu_host_fault " ]
		tap "$toolchain, $switch: nothing compiled uses x18" [ "$(compiled_uses_x18)" -eq 0 ]
		tap "$toolchain, $switch: it takes no name but those of its headers" [ -z "$(strange_names)" ]
	done
done
for header in vcpu/inplace.h vcpu/run.h vcpu/gic.h cpu/run.h; do
	tap "$header comes with it" [ -e "$tmp/lib/include/$header" ]
done
run headers_compile "${cross}gcc"
tap "every public header compiles with the flags of pkg-config, gcc" exits 0
run headers_compile clang --target=aarch64-linux-gnu
tap "every public header compiles with the flags of pkg-config, clang" exits 0

lib HAL=direct SWITCH=eager TOOLCHAIN=clang
tap "nothing to do is nothing done" says_nothing

# variable NAME: of the .pc file
variable() { PKG_CONFIG_PATH=$tmp/lib/pkgconfig pkg-config --variable="$1" libvcpu; }
tap "clang's library answers in place by the convention of every function" [ "$(variable inplace_convention)" = aapcs ]
lib HAL=direct TOOLCHAIN=gcc SWITCH=lazy
tap "gcc's by the narrow one" [ "$(variable inplace_convention)" = narrow ]
tap "of which the .pc file has the flags" [ -n "$(variable inplace_cflags | grep -e -fcall-saved-x4)" ]
lib HAL=direct TOOLCHAIN=gcc SWITCH=lazy INPLACE=aapcs
tap "gcc's can be the other" [ "$(variable inplace_convention)" = aapcs ]
tap "and saves what that changes" [ "$("${cross}objdump" -d "$tmp/lib/libvcpu.a" | sed -n '/<lower_a64_irq>:/,/b\t/p' |
	grep -c 'stp.x1[46], x1[57], .sp')" -eq 2 ]
lib INPLACE=wide
tap "one that is none is refused" says "unknown INPLACE 'wide'; have: aapcs narrow"
for vectors in null-call clear-bhb-8 sls; do
	lib HAL=direct TOOLCHAIN=gcc VECTORS=$vectors
	tap "VECTORS=$vectors: the library builds" exits 0
	tap "VECTORS=$vectors: it asks for nothing more" [ "$(asks_for)" = "${hal}vcpu_host_fault " ]
	tap "VECTORS=$vectors: it takes no other name" [ -z "$(strange_names)" ]
done

lib HAL=table
tap "HAL=table: the library builds" exits 0
tap "HAL=table: it asks for no function of the HAL" [ "$(asks_for)" = "vcpu_host_fault " ]
lib HAL=static HAL_HOST=vcpu/test/hal
tap "HAL=static: the library builds with another's hal_host.h" exits 0
tap "HAL=static: it asks for what that declares" \
	[ "$(asks_for)" = "host_irq_fetch host_irq_handle host_phys_to_virt host_virt_to_phys vcpu_host_fault " ]

lib HAL=static HAL_HOST=
tap "HAL=static without a hal_host.h is refused" says "HAL=static needs HAL_HOST=<folder that has hal_host.h>"
lib HAL=direct-lto
tap "HAL=direct-lto is refused" says "a library has no HAL=direct-lto"

run make -s -j2 install-lib L="$tmp/lib" HAL=direct DESTDIR="$tmp/to" PREFIX=/opt
tap "install-lib: exit 0" exits 0
mv "$tmp/to/opt" "$tmp/moved"
run flags "$tmp/moved/lib/pkgconfig"
tap "an installed library may be moved: pkg-config finds it where it is now" says "-I$tmp/moved/"
tap "and its headers in a folder of their own" [ -e "$tmp/moved/include/libvcpu/vcpu/vcpu.h" ]
tap "its version is that of the command" \
	[ "$(PKG_CONFIG_PATH=$tmp/moved/lib/pkgconfig pkg-config --modversion libvcpu)" = \
	"$(sed -n 's/.*VERSION "\(.*\)"/\1/p' runner/version.h)" ]
tap_done
