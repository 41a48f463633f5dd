// Copyright (c) 2026, apiops.platforms contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

//go:build tools

// Names the program that go.mod pins: actionlint, the checker of GitHub's workflows.
package actionlint

import _ "github.com/rhysd/actionlint/cmd/actionlint"
