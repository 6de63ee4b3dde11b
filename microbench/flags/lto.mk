# SPDX-License-Identifier: Apache-2.0
# Link-time optimisation of the whole image: what calls across translation units cost.
FLAGS_LTO := yes
