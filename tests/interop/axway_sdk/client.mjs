// Copyright (c) 2026, apiops.platforms contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Reads {auth, network, steps} as JSON from standard input, logs in, and does the steps in turn: each is the name
// of a function of sdk.client and its arguments after account and organization. Writes {account, results}.

import { readFileSync } from 'node:fs';
import { sdkFor } from './sdk.mjs';

const { steps, ...settings } = JSON.parse(readFileSync(0, 'utf8'));
const sdk = sdkFor(settings);
const account = await sdk.auth.login();
const results = [];
for (const [name, ...rest] of steps) {
  const result = await sdk.client[name](account, account.org.guid, ...rest);
  results.push(result.client ?? result.clients ?? result);
}
process.stdout.write(JSON.stringify({ account, results }), () => process.exit(0));
