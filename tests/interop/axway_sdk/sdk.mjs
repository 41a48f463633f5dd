// Copyright (c) 2026, apiops.platforms contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// The vendor's SDK pointed at other servers than the vendor's.
//
// Its logout is never to be called: that asks the vendor's own platform, whatever the SDK is pointed at.

import { createRequire } from 'node:module';

const AmplifySDK = createRequire(import.meta.url)('@axway/amplify-sdk').default;

// An SDK for a service account. `auth` and `network` are as in the configuration of the command line tool.
export function sdkFor({ auth, network }) {
  return new AmplifySDK({ ...auth, serviceAccount: true, requestOptions: network });
}
