// What is shown of a conversation: a list of items, which are plain data. An item has a `kind`, and
// is one of `user`, `text`, `speak`, `choice`, `cards`, `image`, `stream`, `custom`, `note`, `end`.

import { linesOf, linesOfText, safeLink, safePicture, safeSound } from './slate.mjs';

const MOST = 500; // The newest items that are kept.

// What Voiceflow's traces say to programs and to developers. The panel shows them.
const SILENT = new Set([
  'audio', 'block', 'call-forward', 'channel-action', 'debug', 'dtmf', 'entity-filling', 'flow', 'goto',
  'knowledgeBase', 'live-agent-handoff', 'log', 'path', 'realtime-agent', 'reasoning', 'simulation-test-result',
  'tool-call',
]);

/** `hear` has `added(item)`, `changed(item)`, `removed(item)` and `silence(seconds)`. */
export class Conversation {
  #hear;
  #growing = null; // the completion that comes
  #cut = null; // the one whose connection was lost
  #isRepeated = false; // whether it has come before
  items;

  constructor(hear, items = []) {
    this.#hear = hear;
    this.items = items.map((item) => ({ ...item, growing: false }));
  }

  /** Take a trace of the agent. */
  trace(trace) {
    const payload = trace.payload ?? {};
    switch (trace.type) {
      case 'completion':
        this.#completion(payload);
        break;
      case 'no-reply':
        this.#hear.silence(Number(payload.timeout));
        break;
      case 'text':
        if (!this.#isKnown(payload.messageID)) this.#add(textOf(payload));
        break;
      default:
        if (!SILENT.has(trace.type)) this.#add(itemOf(trace, payload));
    }
  }

  /** The user has said or pressed something. */
  say(text) {
    this.settle();
    this.#cut = null;
    for (const item of this.items) {
      if ((item.kind === 'choice' || item.kind === 'custom') && !item.past) {
        item.past = true;
        this.#hear.changed(item);
      }
    }
    this.#add({ kind: 'user', text });
  }

  /** The page has something to say. */
  note(text) {
    this.#add({ kind: 'note', text });
  }

  /** The session is over. Traces and the server may both say so. */
  end() {
    if (this.items.at(-1)?.kind !== 'end') this.#add({ kind: 'end' });
  }

  /** The connection is lost. What was cut may go on after it has come back. */
  cut() {
    const item = this.#growing;
    this.settle();
    this.#cut = item;
  }

  /** The turn is over: nothing grows any more. */
  settle() {
    const item = this.#growing;
    this.#growing = null;
    if (item === null) return;
    item.growing = false;
    this.#hear.changed(item);
  }

  /** Begin anew, with nothing. */
  clear() {
    this.#growing = this.#cut = null;
    for (const item of this.items) this.#hear.removed(item);
    this.items = [];
  }

  #completion({ state, content, messageID }) {
    if (state === 'start') this.#isRepeated = this.#isKnown(messageID);
    if (state === 'end' && !this.#isRepeated) this.settle();
    if (state === 'end' || this.#isRepeated) return;
    if (state === 'content' && this.#growing === null) this.#growing = this.#cut;
    this.#cut = null;
    if (this.#growing === null) {
      this.#growing = { kind: 'text', id: messageID, text: '', lines: [], growing: true };
      this.#add(this.#growing);
    }
    if (state !== 'content') return;
    this.#growing.growing = true;
    this.#growing.text += String(content ?? '');
    this.#growing.lines = linesOfText(this.#growing.text);
    this.#hear.changed(this.#growing);
  }

  // A message that comes twice, such as after a lost connection, is shown once.
  #isKnown(id) {
    return id !== undefined && this.items.some((item) => item.id === id);
  }

  #add(item) {
    if (item === undefined) return;
    this.items.push(item);
    this.#hear.added(item);
    if (this.items.length > MOST) this.#hear.removed(this.items.shift());
  }
}

function itemOf(trace, payload) {
  switch (trace.type) {
    case 'speak':
      return { kind: 'speak', text: String(payload.message ?? ''), src: safeSound(payload.src) };
    case 'choice':
      return { kind: 'choice', buttons: buttonsOf(payload.buttons) };
    case 'cardV2':
      return { kind: 'cards', layout: 'List', cards: [cardOf(payload)] };
    case 'carousel':
      return { kind: 'cards', layout: payload.layout, cards: listOf(payload.cards).map(cardOf) };
    case 'visual':
      return imageOf(payload);
    case 'stream':
      return { kind: 'stream', src: safeSound(payload.src), title: payload.title, action: payload.action };
    case 'end':
      return undefined; // the server says that the session has ended
    default:
      return { kind: 'custom', type: String(trace.type), payload: trace.payload, buttons: pathsOf(trace) };
  }
}

function textOf({ message, slate, messageID }) {
  return { kind: 'text', id: messageID, lines: linesOf(slate?.content, message) };
}

function imageOf({ image, dimensions }) {
  const { width, height } = dimensions ?? {};
  return { kind: 'image', src: safePicture(image), told: String(image ?? ''), width, height };
}

function cardOf(card) {
  const description = card.description ?? '';
  const lines =
    typeof description === 'string'
      ? linesOfText(description)
      : linesOf(description.slate, description.text);
  return {
    title: String(card.title ?? ''),
    lines,
    image: safePicture(card.imageUrl),
    buttons: buttonsOf(card.buttons),
  };
}

function buttonsOf(buttons) {
  return listOf(buttons).map(({ name, request }) => ({ name: String(name ?? ''), request, url: linkOf(request) }));
}

// The page that a button opens, besides the request that it sends.
function linkOf(request) {
  const open = listOf(request?.payload?.actions).find(({ type }) => type === 'open_url');
  return safeLink(open?.payload?.url);
}

// The ways on from a custom action: this chat does nothing of its own, and lets the user take one.
function pathsOf({ paths }) {
  return listOf(paths).map(({ label, event }, number) => {
    const name = String(label ?? event?.type ?? `path ${number + 1}`);
    return { name, request: event };
  }).filter(({ request }) => request !== undefined);
}

function listOf(value) {
  return Array.isArray(value) ? value.filter((one) => one !== null && typeof one === 'object') : [];
}
