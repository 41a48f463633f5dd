#!/usr/bin/env bash
# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

exec "$ANSIBLE_COLLECTIONS_PATH/ansible_collections/apiops/platforms/scripts/integration-target" "$(basename "$PWD")"
