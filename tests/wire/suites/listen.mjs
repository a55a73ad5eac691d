// What the servers of the suites have in common. `node PROGRAM PATH VARIANTS` starts a server for
// each of VARIANTS, which is JSON: options by the name of a variant. When all of them listen, it
// prints their URLs in one line of JSON. It ends with its stdin.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

export const require = createRequire(new URL('../../clients/node/package.json', import.meta.url));

const [path, variants] = process.argv.slice(2);

// `attach` makes an HTTP server speak Engine.IO or Socket.IO.
export async function listen(attach) {
  const urls = {};
  for (const [name, options] of Object.entries(JSON.parse(variants))) {
    const server = createServer();
    attach(server, { path, cors: { origin: true, credentials: true }, ...options });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    urls[name] = `http://127.0.0.1:${server.address().port}`;
  }
  console.log(JSON.stringify(urls));
  process.stdin.on('end', () => process.exit(0)).resume();
}
