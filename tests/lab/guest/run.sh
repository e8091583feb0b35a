#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# lab=run: the main job, for a person who watches.
set -e

sh /lab/topology.sh
sh /lab/scenario.sh
