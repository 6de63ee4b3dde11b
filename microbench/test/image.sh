# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# For tests that boot the image by hand; sourced after tap.sh.
board=qemu-virt-gicv3
cross=aarch64-linux-gnu-

# image_dir HAL [SUFFIX]
image_dir() { echo "build/image/$board/gcc-$1-lazy${2:-}"; }

# boot ELF CPU [QEMU ARGUMENT...]: console to $tmp/out, QEMU's status to $rc. An argument that comes
# again (-M) overrides. $clock is exact or cntvct.
clock=exact
boot()
{
	boot_elf=$1
	boot_cpu=$2
	shift 2
	[ "$clock" != exact ] || set -- -icount shift=0,sleep=off "$@"
	[ "$clock" != exact ] || boot_cpu=$boot_cpu,cntfrq=1000000000
	run timeout 120 qemu-system-aarch64 -M virt,virtualization=on,gic-version=3 \
		-cpu "$boot_cpu" -smp 1 -m 512M -display none -monitor none \
		-serial stdio -nic none -no-reboot \
		-semihosting-config enable=on,target=native "$@" -kernel "$boot_elf"
}

# The address of a symbol of an ELF, as 16 hex digits.
symbol()
{
	"${cross}nm" "$1" | awk -v name="$2" '$3 == name { print $1 }'
}
