// The chat of this page: it puts the parts together.

import { Connection, address } from './connection.mjs';
import { Conversation } from './conversation.mjs';
import { byId } from './elements.mjs';
import { NOTHING, Session } from './session.mjs';
import { Silence } from './silence.mjs';
import { themeOf } from './theme.mjs';
import { View } from './view.mjs';
import { ROOT, askedFor, load, named, save, whoIs } from './visitor.mjs';
import { Wire } from './wire.mjs';

const SIGN_OF_LIFE = 30_000; // Milliseconds between two of them while the user types.

const [title, picture, state, stateText, retry, restart, showWire, description] = byId(
  'title', 'picture', 'state', 'state-text', 'retry', 'restart', 'show-wire', 'description',
);
const [scroll, log, typing, silenceLine, form, words, stop, send, panel, events, who, copyWire, clearWire, hideWire] = byId(
  'scroll', 'log', 'typing', 'silence', 'form', 'words', 'stop', 'send', 'wire', 'events', 'who', 'copy-wire', 'clear-wire',
  'hide-wire',
);

const storage = pickStorage();
const visitor = named(askedFor(location.search), storage);
const kept = load(storage, visitor);
const memory = { ...NOTHING, ...kept.memory };

const wire = new Wire(events);
const view = new View(log, scroll, press, startAgain);
const conversation = new Conversation(
  {
    added: (item) => view.added(item),
    changed: (item) => view.changed(item),
    removed: (item) => view.removed(item),
    silence: (seconds) => silence.ask(seconds),
  },
  memory.key ? kept.items : [],
);
const silence = new Silence({ left: showSilence, over: () => session.act({ type: 'no-reply' }) });
const connection = new Connection(address(ROOT), {
  status: (now, detail) => {
    showState(now, detail);
    session.status(now);
  },
  event: (name, payload) => session.event(name, payload),
  wire: (way, name, payload) => wire.add(way, name, payload),
});
const session = new Session(connection, whoIs(visitor), memory, {
  ready(isNew) {
    showState('ready');
    if (isNew && conversation.items.length > 0) conversation.note('The server has a new session now.');
  },
  trace: (trace) => conversation.trace(trace),
  pushed: (action) => conversation.note(`The action ${action?.type} was pushed into the session.`),
  turn: showTurn,
  cancelled: (success) => conversation.note(success ? 'Stopped.' : 'Nothing was running.'),
  ended() {
    silence.stop();
    conversation.end();
    showState('ended');
    keep();
  },
});

for (const item of conversation.items) view.added(item);
who.textContent = `user ${visitor.user} · project ${visitor.project}`;

form.addEventListener('submit', (submitted) => {
  submitted.preventDefault();
  const text = words.value.trim();
  if (text !== '' && act(text, { type: 'text', payload: text })) {
    words.value = '';
    fitWords();
  }
});
words.addEventListener('keydown', (pressed) => {
  if (pressed.key === 'Enter' && !pressed.shiftKey && !pressed.isComposing) {
    pressed.preventDefault();
    form.requestSubmit();
  }
});
let lastSign = 0;
words.addEventListener('input', () => {
  fitWords();
  silence.begin();
  if (Date.now() - lastSign < SIGN_OF_LIFE) return;
  lastSign = Date.now();
  session.keepAlive();
});
stop.addEventListener('click', () => session.cancel());
retry.addEventListener('click', () => connection.open());
restart.addEventListener('click', startAgain);
showWire.addEventListener('click', () => toggleWire(panel.dataset.shown !== 'true'));
hideWire.addEventListener('click', () => {
  toggleWire(false);
  showWire.focus();
});
clearWire.addEventListener('click', () => wire.clear());
copyWire.hidden = navigator.clipboard === undefined; // A page of another machine has none over http.
copyWire.addEventListener('click', async () => {
  await navigator.clipboard.writeText(wire.text());
  copyWire.textContent = 'Copied';
  setTimeout(() => (copyWire.textContent = 'Copy'), 1500);
});
addEventListener('pagehide', keep);

connection.open();
dress();

function act(shown, action) {
  if (!session.act(action)) return false;
  silence.stop();
  conversation.say(shown);
  view.toEnd();
  return true;
}

function press({ name, request, url }) {
  if (url) open(url, '_blank', 'noopener,noreferrer');
  if (request && act(name, request)) words.focus();
}

function startAgain() {
  silence.stop();
  conversation.clear();
  session.restart();
  showState(connection.state);
  words.focus();
}

function showTurn(isRunning, status) {
  typing.hidden = !isRunning;
  stop.hidden = !isRunning;
  if (isRunning) {
    view.toEnd();
    return;
  }
  if (status === 'lost') conversation.cut();
  else conversation.settle();
  if (status === 'rejected') conversation.note('The server has rejected this. Its journal says why.');
  if (status === 'lost') conversation.note('The connection was lost while the agent answered.');
  silence.begin();
  keep();
}

function showState(now, { pause } = {}) {
  const texts = {
    connecting: 'Connecting…',
    open: 'Connected, no session yet',
    ready: 'Connected',
    waiting: `No connection. Next attempt in ${Math.ceil((pause ?? 0) / 1000)} s`,
    closed: 'Left',
    ended: 'Session ended',
  };
  state.dataset.state = now;
  stateText.textContent = session.isOver && now === 'open' ? texts.ended : texts[now];
  retry.hidden = now !== 'waiting';
  const isEnded = session.isOver;
  words.disabled = send.disabled = isEnded;
  words.placeholder = isEnded ? 'The session has ended' : 'Write a message';
}

function showSilence(left) {
  silenceLine.hidden = left === null;
  silenceLine.textContent = `Without a word from you, the agent hears no-reply in ${Math.ceil(left ?? 0)} s`;
}

function toggleWire(isShown) {
  panel.dataset.shown = String(isShown);
  showWire.setAttribute('aria-expanded', String(isShown));
  wire.toEnd(); // It could not scroll while it was not there.
}

function fitWords() {
  words.style.height = 'auto';
  if (words.value !== '') words.style.height = `${words.scrollHeight + 2}px`; // with its border
}

function keep() {
  save(storage, visitor, memory, conversation.items);
}

// A page in a frame of another site may have no storage.
function pickStorage() {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

// The looks of the scenario's widget, if the server has them.
async function dress() {
  try {
    const answer = await fetch(new URL(`public/${encodeURIComponent(visitor.project)}/publishing`, ROOT));
    if (!answer.ok) return;
    const theme = themeOf(await answer.json());
    if (theme.title) title.textContent = document.title = theme.title;
    if (theme.description) {
      description.textContent = theme.description;
      description.hidden = false;
    }
    if (theme.color) {
      document.documentElement.style.setProperty('--accent', theme.color);
      document.documentElement.style.setProperty('--on-accent', theme.onColor);
    }
    if (theme.image) {
      picture.addEventListener('error', () => (picture.src = 'icon.svg'), { once: true });
      picture.src = theme.image;
    }
  } catch {
    // Without them the chat has its own.
  }
}
