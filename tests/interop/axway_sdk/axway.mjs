// Copyright (c) 2026, apiops.platforms contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// In place of the vendor's command line tool: `axway auth login --json`, by its configuration and its SDK.

import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { sdkFor } from './sdk.mjs';

function ended(status, answer) {
  process.stdout.write(typeof answer === 'string' ? answer : JSON.stringify(answer, null, 2), () => {
    process.exit(status);
  });
}

const command = process.argv.slice(2).join(' ');
if (command === '--version') {
  ended(0, '4.1.0');
} else if (command === 'auth login --json') {
  const file = homedir() + '/.axway/axway-cli/config.json';
  try {
    ended(0, await sdkFor(JSON.parse(readFileSync(file, 'utf8'))).auth.login());
  } catch (error) {
    ended(1, { code: 1, result: String(error) });
  }
} else {
  ended(2, `error: unknown command '${command}'`);
}
