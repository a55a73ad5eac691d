// The page in Chromium, against a real server: the path of the browser is in VFMOCK_BROWSER, the URL
// of the server in VFMOCK_URL. VFMOCK_BUNDLED is that of a server with Voiceflow's bundle.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, beforeEach, afterEach, test } from 'node:test';

const require = createRequire(new URL('../../../clients/node/package.json', import.meta.url));
const { chromium } = require('playwright-core');

const PATIENCE = 20_000;
// Everything that leaves this machine fails in the browser, before a name is looked up.
const STAY_HERE = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost';

let browser;
let page;
let errors;

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.VFMOCK_BROWSER, args: [STAY_HERE] });
});
after(() => browser.close());

beforeEach(async () => {
  errors = [];
  const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
  context.setDefaultTimeout(PATIENCE);
  page = await context.newPage();
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('dialog', (dialog) => errors.push(dialog.message()) && dialog.dismiss());
});
afterEach(async () => {
  await page.context().close();
  assert.deepEqual(errors, []);
});

const open = async (path = '/') => {
  await page.goto(new URL(path, process.env.VFMOCK_URL).href);
  await answer('Hi <b>there</b>');
};
const answer = (text) => page.locator('#log .row:not(.mine)', { hasText: text }).last().waitFor();
const note = (text) => page.locator('#log .note', { hasText: text }).last().waitFor();
const say = async (text) => {
  await page.getByLabel('Your message').fill(text);
  await page.getByLabel('Your message').press('Enter');
};
const button = (name) => page.locator('#log').getByRole('button', { name, exact: true }).last();
const rows = () => page.locator('#log .row').count();

for (const path of ['/', '/__vfmock/widget', '/__vfmock/widget/']) {
  test(`the page at ${path} begins a conversation`, async () => {
    await open(path);
    assert.equal(await page.locator('#state-text').textContent(), 'Connected');
    assert.equal(await page.locator('#log b').count(), 0);
  });
}

test('buttons, cards and pictures that are not there', async () => {
  await open();
  await button('Order').click();
  await answer('Oak desk');
  await page.locator('.missing', { hasText: 'https://shop.example/oak.jpg' }).waitFor();
  assert.equal(await button('Order').isDisabled(), true);
  await button('Buy').click();
  await answer('Bought.');
});

test('a running turn is stopped', async () => {
  await open();
  await say('slow');
  await answer('wait');
  await page.getByRole('button', { name: 'Stop' }).click();
  await note('Stopped.');
});

test('a silence is told to the agent', async () => {
  await open();
  await say('silence');
  await answer('Are you still there?');
});

test('a lost connection comes back', async () => {
  await open();
  await say('drop');
  await answer('before');
  await answer('after');
  await say('hello');
  await answer('Hello to you.');
});

test('a page that is loaded again goes on', async () => {
  await open();
  await say('hello');
  await answer('Hello to you.');
  const before = await rows();
  await page.reload();
  await answer('Hello to you.');
  await say('hello');
  await page.waitForFunction((wanted) => document.querySelectorAll('#log .row').length === wanted, before + 2);
});

test('the session ends, and another one begins', async () => {
  await open();
  const first = await rows();
  await say('bye');
  await page.getByText('The session has ended.').waitFor();
  assert.equal(await page.getByLabel('Your message').isDisabled(), true);
  await button('Start again').click();
  await answer('Hi <b>there</b>');
  assert.equal(await rows(), first);
  assert.equal(await page.getByLabel('Your message').isEnabled(), true);
});

test('the panel shows what goes over the wire', async () => {
  await open();
  await page.getByRole('button', { name: 'Events' }).click();
  const lines = await page.locator('#events b').allTextContents();
  const wanted = ['connecting', 'connected', 'start', 'start', 'session-key-update', 'session-key-update', 'action', 'action', 'trace', 'trace', 'action'];
  assert.deepEqual(lines, wanted);
  await page.locator('#events summary').first().click();
  await page.locator('#events pre', { hasText: '"userID"' }).waitFor();
});

test('the page has the looks of the scenario', async () => {
  await open();
  await page.getByRole('heading', { name: 'The shop' }).waitFor();
  await page.getByText('Ask about desks.').waitFor();
});

test('nothing is wider than a phone', async () => {
  await open();
  await button('Order').click();
  await answer('Oak desk');
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
});

test("Voiceflow's own widget talks to this server", async () => {
  await page.goto(`${process.env.VFMOCK_BUNDLED}?user=ann`);
  await page.getByText('It runs').waitFor();
  await page.evaluate(() => window.voiceflow.chat.open());
  await page.locator('.vfrc-system-response .vfrc-message', { hasText: 'Hello from the bundle.' }).waitFor();
});
