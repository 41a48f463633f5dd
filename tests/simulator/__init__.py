# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator of the four platforms, on loopback, over TLS, with a certificate authority of its own.

``python -m tests.simulator --directory DIR --exit-with PID`` starts it; ``client.Simulator`` does that for
tests, demo and benchmarks, reads its journal, and tells it how to behave. See README.md beside this file.
"""
