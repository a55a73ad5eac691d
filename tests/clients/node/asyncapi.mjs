// Parses an AsyncAPI document with the reference parser for the Python tests:
// `node asyncapi.mjs FILE` writes what it found wrong, and what is in it, as JSON.

import { Parser, fromFile } from '@asyncapi/parser';

const { document, diagnostics } = await fromFile(new Parser(), process.argv[2]).parse();

const names = (models) => models.map((model) => model.id());
const summary = document && {
  version: document.version(),
  address: document.channels().all()[0].address(),
  operations: Object.fromEntries(
    document.operations().all().map((operation) => [
      operation.id(),
      {
        action: operation.action(),
        messages: names(operation.messages().all()),
        replies: operation.reply() ? names(operation.reply().messages().all()) : [],
      },
    ]),
  ),
  messages: Object.fromEntries(
    document.components().messages().all().map((message) => [
      message.name(),
      message.payload().json(),
    ]),
  ),
  schemas: Object.fromEntries(
    document.components().schemas().all().map((schema) => [schema.id(), schema.json()]),
  ),
};

// The parser puts what a reference names in its place, so a schema that refers to itself is a circle.
const inside = [];
function withoutCircles(key, value) {
  while (inside.length && inside.at(-1) !== this) inside.pop();
  if (inside.includes(value)) return {};
  if (value && typeof value === 'object') inside.push(value);
  return value;
}

process.stdout.write(JSON.stringify({ diagnostics, summary: summary ?? null }, withoutCircles));
