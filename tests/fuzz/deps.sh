#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Installs the Debian packages that fuzzing with libFuzzer (`make fuzz`) needs besides
# those of tests/lab/deps.sh.
exec "$(dirname "$0")/../lab/deps.sh" clang libclang-rt-dev
