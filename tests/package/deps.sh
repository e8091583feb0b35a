#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Installs the Debian packages that `make deb` and the group "package" need besides
# those of tests/lab/deps.sh.
exec "$(dirname "$0")/../lab/deps.sh" debhelper dpkg-dev fakeroot lintian \
	debootstrap e2fsprogs systemd
