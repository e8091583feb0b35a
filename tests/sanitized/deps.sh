#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Installs the Debian packages that building a kernel (`make check-sanitized`) needs
# besides those of tests/lab/deps.sh.
exec "$(dirname "$0")/../lab/deps.sh" flex bison bc libelf-dev libssl-dev
