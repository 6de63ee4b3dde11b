/* SPDX-License-Identifier: Apache-2.0 */
/* Loads and stores where nothing is mapped, by every instruction that has a syndrome. */
#include "test/core/core.h"
#include "test/core/probe.h"

#define AT (PROBE_NOWHERE + 0x128u)

struct load {
	const unsigned char *label;
	uint8_t size_bytes;
	uint8_t reg;
	bool is_64bit;
	bool is_signed;
	uint64_t seen; /* by the guest, of the value below */
};

/* Every byte is negative. */
#define DATA UINT64_C(0x9192939495969798)

PROBE(ldrb_w);
PROBE(ldrh_w);
PROBE(ldr_w);
PROBE(ldr_x);
PROBE(ldrsb_w);
PROBE(ldrsb_x);
PROBE(ldrsh_w);
PROBE(ldrsh_x);
PROBE(ldrsw_x);
PROBE(ldar_x);
PROBE(ldr_x30);
PROBE(ldrb_wzr);
PROBE(ldr_xzr);

/* clang-format off */
static const struct load loads[] = {
	{ exits_ldrb_w,   1, 2,  false, false, 0x98 },
	{ exits_ldrh_w,   2, 2,  false, false, 0x9798 },
	{ exits_ldr_w,    4, 2,  false, false, 0x95969798 },
	{ exits_ldr_x,    8, 2,  true,  false, DATA },
	{ exits_ldrsb_w,  1, 2,  false, true,  0xffffff98 },
	{ exits_ldrsb_x,  1, 2,  true,  true,  UINT64_C(0xffffffffffffff98) },
	{ exits_ldrsh_w,  2, 2,  false, true,  0xffff9798 },
	{ exits_ldrsh_x,  2, 2,  true,  true,  UINT64_C(0xffffffffffff9798) },
	{ exits_ldrsw_x,  4, 2,  true,  true,  UINT64_C(0xffffffff95969798) },
	{ exits_ldar_x,   8, 2,  true,  false, DATA },
	{ exits_ldr_x30,  8, 30, true,  false, DATA },
	{ exits_ldrb_wzr, 1, 31, false, false, 0 },
	{ exits_ldr_xzr,  8, 31, true,  false, 0 },
};
/* clang-format on */

static bool check_load(struct guest *guest, const struct load *load)
{
	const struct vcpu_exit_mmio *mmio = &guest->exit.mmio;

	vcpu_set_gpr(&guest->vcpu, 1, AT);
	vcpu_set_gpr(&guest->vcpu, load->reg, ~UINT64_C(0));
	if (!probe_run_once(guest, load->label, VCPU_EXIT_MMIO_READ)) {
		return false;
	}
	check_eq(mmio->ipa, AT, "IPA");
	check_eq(vcpu_mmio_size_bytes(mmio), load->size_bytes, "bytes");
	check_eq(mmio->reg, load->reg, "register");
	check_eq(mmio->reg_is_64bit, load->is_64bit, "64-bit register");
	check_eq(mmio->is_sign_extend, load->is_signed, "sign extension");
	check_eq(vcpu_pc(&guest->vcpu), probe_at(load->label), "PC at the exit");
	vcpu_finish_mmio_read(&guest->vcpu, &guest->exit, DATA);
	if (!probe_is_done(guest)) {
		return false;
	}
	check_eq(vcpu_get_gpr(&guest->vcpu, 1), AT, "x1 behind it");
	return check_eq(vcpu_get_gpr(&guest->vcpu, load->reg), load->seen, "what was loaded");
}

CORE_TEST(loads_from_nowhere_are_mmio_reads)
{
	static struct guest guest;

	if (!probe_start(&guest, 0)) {
		return;
	}
	for (unsigned int i = 0; i < sizeof(loads) / sizeof(loads[0]); i++) {
		if (!check_load(&guest, &loads[i])) {
			core_note("load", i);
		}
	}
	probe_end(&guest);
}

struct store {
	const unsigned char *label;
	uint8_t size_bytes;
	uint8_t reg;
	bool is_64bit;
	uint64_t value;
};

PROBE(strb_w);
PROBE(strh_w);
PROBE(str_w);
PROBE(str_x);
PROBE(stlr_x);
PROBE(strh_wzr);
PROBE(str_xzr);

static const struct store stores[] = {
	{ exits_strb_w, 1, 2, false, 0x98 },      { exits_strh_w, 2, 2, false, 0x9798 },
	{ exits_str_w, 4, 2, false, 0x95969798 }, { exits_str_x, 8, 2, true, DATA },
	{ exits_stlr_x, 8, 2, true, DATA },       { exits_strh_wzr, 2, 31, false, 0 },
	{ exits_str_xzr, 8, 31, true, 0 },
};

static bool check_store(struct guest *guest, const struct store *store)
{
	const struct vcpu_exit_mmio *mmio = &guest->exit.mmio;

	vcpu_set_gpr(&guest->vcpu, 1, AT);
	vcpu_set_gpr(&guest->vcpu, 2, DATA);
	if (!probe_run_once(guest, store->label, VCPU_EXIT_MMIO_WRITE)) {
		return false;
	}
	check_eq(mmio->ipa, AT, "IPA");
	check_eq(vcpu_mmio_size_bytes(mmio), store->size_bytes, "bytes");
	check_eq(mmio->reg, store->reg, "register");
	check_eq(mmio->reg_is_64bit, store->is_64bit, "64-bit register");
	check_eq(vcpu_mmio_write_value(&guest->vcpu, &guest->exit), store->value, "value");
	check_eq(vcpu_pc(&guest->vcpu), probe_at(store->label), "PC at the exit");
	vcpu_finish_step(&guest->vcpu);
	return probe_is_done(guest) &&
	       check_eq(vcpu_get_gpr(&guest->vcpu, 2), DATA, "x2 behind it");
}

CORE_TEST(stores_to_nowhere_are_mmio_writes)
{
	static struct guest guest;

	if (!probe_start(&guest, 0)) {
		return;
	}
	for (unsigned int i = 0; i < sizeof(stores) / sizeof(stores[0]); i++) {
		if (!check_store(&guest, &stores[i])) {
			core_note("store", i);
		}
	}
	probe_end(&guest);
}
