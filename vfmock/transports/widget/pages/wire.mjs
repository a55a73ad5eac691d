// The panel with what goes over the wire.

import { make } from './elements.mjs';

const MOST = 500; // The newest events that are kept.
const ARROWS = { in: '←', out: '→', note: '·' };
const SPOKEN = { in: 'received', out: 'sent', note: 'connection' };

/** What an event is about, in a few words. */
export function summary(name, payload) {
  if (payload === undefined || payload === null) return '';
  if (typeof payload === 'string') return payload;
  if (name === 'trace') return `${payload.trace?.type ?? ''} ${inShort(payload.trace?.payload)}`.trim();
  if (name === 'action' && payload.action) return `${payload.action.type} ${inShort(payload.action.payload)}`.trim();
  if (name === 'replay') return `${payload.replay?.length ?? 0} lines`;
  return inShort(payload);
}

function inShort(payload) {
  if (typeof payload !== 'object' || payload === null) return String(payload ?? '');
  const { status, state, content, message, title, label, sessionKey, newSessionRequired, timeout } = payload;
  if (timeout !== undefined) return `after ${timeout} s`;
  if (typeof payload.success === 'boolean') return payload.success ? 'done' : 'nothing was running';
  if (Array.isArray(payload.buttons) && title === undefined) return names(payload.buttons, 'name');
  if (Array.isArray(payload.cards)) return names(payload.cards, 'title');
  if (newSessionRequired !== undefined) return newSessionRequired ? 'a new session is required' : 'the session goes on';
  if (sessionKey !== undefined) return typeof sessionKey === 'string' ? `…${sessionKey.slice(-8)}` : '';
  const words = status ?? content ?? message ?? title ?? label ?? state ?? '';
  return typeof words === 'string' ? words : '';
}

function names(parts, key) {
  return parts.map((part) => part?.[key] ?? '').join(', ');
}

export class Wire {
  #list;
  #kept = [];

  constructor(list) {
    this.#list = list;
  }

  /** Show what passes. */
  add(way, name, payload) {
    const at = new Date();
    this.#kept.push({ at: at.toISOString(), way, name, payload });
    const isLow = this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < 40;
    this.#list.append(line(at, way, name, payload));
    if (this.#kept.length > MOST) {
      this.#kept.shift();
      this.#list.firstElementChild.remove();
    }
    if (isLow) this.toEnd();
  }

  /** All that is shown, as JSON lines. */
  text() {
    return this.#kept.map((one) => JSON.stringify(one)).join('\n');
  }

  /** Show the newest. */
  toEnd() {
    this.#list.scrollTop = this.#list.scrollHeight;
  }

  clear() {
    this.#kept = [];
    this.#list.replaceChildren();
  }
}

function line(at, way, name, payload) {
  const head = [
    make('time', { dateTime: at.toISOString(), textContent: at.toISOString().slice(14, 23) }),
    make('span', { className: 'arrow', 'aria-hidden': 'true', textContent: ARROWS[way] }),
    make('span', { className: 'unseen', textContent: SPOKEN[way] }),
    make('b', { textContent: name }),
    make('span', { className: 'summary', textContent: summary(name, payload) }),
  ];
  const isLong = payload !== null && typeof payload === 'object';
  if (!isLong) return make('li', { className: `event way-${way}` }, make('div', { className: 'event-line' }, ...head));
  const details = make('details', {}, make('summary', { className: 'event-line' }, ...head));
  details.addEventListener('toggle', () => {
    if (details.open && details.children.length === 1) {
      details.append(make('pre', { tabIndex: 0, textContent: JSON.stringify(payload, null, 2) }));
    }
    if (details.open) details.scrollIntoView({ block: 'nearest' });
  });
  return make('li', { className: `event way-${way}` }, details);
}
