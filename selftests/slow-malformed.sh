#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# malformed.sh with a million packets at random from each side.

export NATGW_PACKETS=${NATGW_PACKETS:-1000000}
. "$(dirname "$0")/malformed.sh"
