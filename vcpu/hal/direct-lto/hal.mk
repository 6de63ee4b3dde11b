# SPDX-License-Identifier: Apache-2.0
# HAL=direct, and the link optimises across translation units: a call may become its body after all.
HAL_FOLDER := direct
HAL_LTO := yes
