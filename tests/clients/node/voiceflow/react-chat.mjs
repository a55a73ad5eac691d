// Drives any number of pages with Voiceflow's web chat, @voiceflow/react-chat, in one headless
// Chromium for the Python tests, by the commands below. WebChat in ../../web_chat.py is the other end.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

import { chromium } from 'playwright-core';

import { report, serve } from '../lines.mjs';

const BUNDLE = createRequire(import.meta.url).resolve('@voiceflow/react-chat/dist/bundle.mjs');

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>A page with a chat</title>
<link rel="icon" href="data:,">
<body style="margin: 0; background: #eceff1"></body>
<script type="module" src="/bundle.mjs"></script>
</html>`;

const FILES = {
  '/': ['text/html', async () => PAGE],
  '/bundle.mjs': ['text/javascript', () => readFile(BUNDLE)],
};

// Everything that leaves this machine fails in the browser, before a name is looked up.
const STAY_HERE = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost';

const chats = new Map();
let started;

// The page comes from an origin of its own, as a page of a user does.
async function servePage() {
  const server = createServer(async (request, response) => {
    const [type, read] = FILES[request.url] ?? [];
    response.writeHead(read ? 200 : 404, { 'content-type': type ?? 'text/plain' });
    response.end(await read?.());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}`;
}

async function start(executablePath) {
  const [browser, address] = await Promise.all([
    chromium.launch({ executablePath, args: [STAY_HERE] }),
    servePage(),
  ]);
  return { browser, address };
}

function find(name) {
  const page = chats.get(name);
  if (!page) throw new Error(`no chat ${JSON.stringify(name)}`);
  return page;
}

function watch(name, page) {
  page.on('request', (request) => {
    const { hostname } = new URL(request.url());
    const here = ['127.0.0.1', 'localhost', ''].includes(hostname);
    if (!here) report(name, 'elsewhere', { url: request.url() });
  });
  page.on('response', (response) => {
    const { pathname: path } = new URL(response.url());
    const method = response.request().method();
    report(name, 'http', { method, path, status: response.status() });
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      report(name, 'console', { text: message.text() });
    }
  });
  page.on('pageerror', (error) => report(name, 'console', { text: error.stack }));
}

// Loads the widget with the settings of the page and opens it.
async function load(page, settings) {
  await page.evaluate(async (given) => {
    await window.voiceflow.chat.load(given);
    window.voiceflow.chat.open();
  }, settings);
}

const commands = {
  async open({ socket: name, executable, settings, viewport, scale, pictures, patience }) {
    started ??= start(executable);
    const { browser, address } = await started;
    const context = await browser.newContext({ viewport, deviceScaleFactor: scale });
    context.setDefaultTimeout(patience);
    const page = await context.newPage();
    chats.set(name, page);
    watch(name, page);
    for (const [url, body] of Object.entries(pictures)) {
      await page.route(url, (route) => route.fulfill({ contentType: 'image/svg+xml', body }));
    }
    await page.goto(address);
    await load(page, settings);
  },
  async reload({ socket: name, settings }) {
    const page = find(name);
    await page.reload();
    await load(page, settings);
  },
  // Everything below takes the last of the elements that a selector finds, in the widget too.
  async type({ socket: name, selector, text }) {
    const input = find(name).locator(selector).last();
    await input.fill(text);
    await input.press('Enter');
  },
  click: ({ socket: name, selector, text }) =>
    find(name).locator(selector, { hasText: text }).last().click(),
  wait: ({ socket: name, selector, text, state }) =>
    find(name).locator(selector, { hasText: text }).last().waitFor({ state }),
  // The texts of all elements, as a person sees them.
  texts: ({ socket: name, selector }) => find(name).locator(selector).allInnerTexts(),
  // The addresses of all pictures that have come.
  pictures: ({ socket: name, selector }) =>
    find(name).locator(`${selector} img`).evaluateAll((all) =>
      all.filter((one) => one.naturalWidth > 0).map((one) => one.src)),
  async screenshot({ socket: name, path }) {
    const page = find(name);
    await page.mouse.move(0, 0); // Nothing is under the pointer.
    await page.screenshot({ path });
  },
  async forget({ socket: name }) {
    const page = chats.get(name);
    chats.delete(name);
    await page?.context().close();
  },
};

serve(commands);
