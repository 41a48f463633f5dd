// Copyright (c) 2026, apiops.platforms contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// The certified OpenID provider at Axway's paths, on loopback over TLS; below /apis a service that takes its tokens.
//
// Reads {certificate, key, clients, lifetimes, signed} as one line of JSON from standard input, and writes {port}
// when it listens. Ends when standard input does. `clients` are OpenID metadata, `lifetimes` the seconds of the
// tokens of some, `signed` those whose tokens are JWTs. GET /journal tells the requests since DELETE /journal.
// After POST /lose-an-answer the next token is issued, and the connection cut before it is told.

import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:https';
import { createInterface } from 'node:readline';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { Provider } from 'oidc-provider';

const REALM = '/auth/realms/Broker';
const CONNECT = '/protocol/openid-connect';
const SERVICE = 'https://service.invalid/apis';
const LIFETIME = 1800;

let journal = [];
let losing = false;

function keySet() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const about = { kid: 'of-the-provider', use: 'sig', alg: 'RS256' };
  return [publicKey, privateKey].map((key) => ({ keys: [{ ...key.export({ format: 'jwk' }), ...about }] }));
}

function providerFor(issuer, jwks, { clients, lifetimes, signed }) {
  const service = { audience: SERVICE, scope: 'apis', accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } };
  const provider = new Provider(issuer, {
    clients,
    jwks,
    routes: {
      jwks: `${CONNECT}/certs`,
      revocation: `${CONNECT}/revoke`,
      token: `${CONNECT}/token`,
      userinfo: `${CONNECT}/userinfo`,
    },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx, client) => (signed.includes(client.clientId) ? SERVICE : undefined),
        getResourceServerInfo: () => service,
      },
      revocation: { enabled: true, allowedPolicy: () => true },
    },
    ttl: { ClientCredentials: (ctx, token, client) => lifetimes[client.clientId] ?? LIFETIME },
    // What has ended has ended: the default lets it live 15 seconds longer.
    clockTolerance: 0,
  });
  // The client is told less than this.
  provider.on('grant.error', (ctx, error) => { ctx.req.entry.reason = error.error_detail ?? null; });
  provider.use(async (ctx, next) => {
    await next();
    ctx.req.entry.body = new URLSearchParams(ctx.oidc?.body).toString();
    if (losing && ctx.oidc?.route === 'token') {
      losing = false;
      ctx.respond = false;
      ctx.req.socket.destroy();
    }
  });
  return provider;
}

// Whether the service takes a token: one that the provider knows, or that it signed for this service.
async function isValid(token, provider, publicKeys) {
  if (await provider.ClientCredentials.find(token)) {
    return true;
  }
  const wanted = { issuer: provider.issuer, audience: SERVICE, typ: 'at+jwt' };
  return jwtVerify(token, createLocalJWKSet(publicKeys), wanted).then(() => true, () => false);
}

function answered(response, status, answer, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(answer));
}

async function serve(request, response, provider, publicKeys) {
  const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
  if (await isValid(token, provider, publicKeys)) {
    answered(response, 200, { path: request.url });
  } else {
    const answer = { error: 'invalid_token', error_description: 'The access token is not active' };
    answered(response, 401, answer, { 'www-authenticate': 'Bearer error="invalid_token"' });
  }
}

function control(request, response) {
  const entries = journal.map(({ response: { statusCode }, ...entry }) => ({ ...entry, status: statusCode }));
  if (request.method === 'DELETE') {
    journal = [];
    losing = false;
  } else if (request.url === '/lose-an-answer') {
    losing = true;
  }
  answered(response, 200, entries);
}

function listen({ certificate, key, ...settings }) {
  const server = createServer({ cert: certificate, key });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    const [publicKeys, privateKeys] = keySet();
    const provider = providerFor(`https://127.0.0.1:${port}${REALM}`, privateKeys, settings);
    const connect = provider.callback();
    server.on('request', (request, response) => {
      const { method, url, headers } = request;
      if (url === '/journal' || url === '/lose-an-answer') {
        control(request, response);
        return;
      }
      request.entry = { number: journal.length + 1, method, path: url, headers, body: '', response };
      journal.push(request.entry);
      if (url.startsWith(`${REALM}/`)) {
        request.originalUrl = url;
        request.url = url.slice(REALM.length);
        connect(request, response);
      } else {
        serve(request, response, provider, publicKeys);
      }
    });
    process.stdout.write(`${JSON.stringify({ port })}\n`);
  });
}

createInterface({ input: process.stdin })
  .once('line', (line) => listen(JSON.parse(line)))
  .once('close', () => process.exit());
