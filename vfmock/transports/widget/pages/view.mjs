// Shows the items of a conversation. Each item has one element, which is made anew when it changes.

import { make } from './elements.mjs';

const NEAR = 80; // Pixels from the end that still count as the end.

/** `press(button)` is called with a button that the user has pressed, `again()` to start anew. */
export class View {
  #log;
  #scroll;
  #press;
  #again;
  #elements = new Map();
  #isLow = true; // whether the end is in view

  constructor(log, scroll, press, again) {
    this.#log = log;
    this.#scroll = scroll;
    this.#press = press;
    this.#again = again;
    scroll.addEventListener('scroll', () => {
      this.#isLow = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
    });
    new ResizeObserver(() => this.#keepLow(() => {})).observe(scroll);
  }

  /** An item is new. */
  added(item) {
    const element = this.#element(item);
    this.#elements.set(item, element);
    this.#keepLow(() => this.#log.append(element));
  }

  /** An item has changed. */
  changed(item) {
    const old = this.#elements.get(item);
    if (old === undefined) return;
    if (item.kind === 'text') {
      this.#keepLow(() => fillText(old, item));
      return;
    }
    const element = this.#element(item);
    this.#elements.set(item, element);
    old.replaceWith(element);
  }

  /** An item is gone. */
  removed(item) {
    this.#elements.get(item)?.remove();
    this.#elements.delete(item);
  }

  /** Show the end of the conversation. */
  toEnd() {
    this.#isLow = true;
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
  }

  // Whoever reads further up stays there.
  #keepLow(change) {
    const isLow = this.#isLow;
    change();
    if (isLow) this.toEnd();
  }

  #element(item) {
    switch (item.kind) {
      case 'user':
        return make('div', { className: 'row mine' }, said('You', make('p', { className: 'bubble', textContent: item.text })));
      case 'text':
        return fillText(make('div', { className: 'row' }), item);
      case 'speak':
        return row(make('div', { className: 'bubble spoken' }, ...spoken(item)));
      case 'stream':
        return row(make('div', { className: 'bubble spoken' }, ...streamed(item)));
      case 'choice':
        return row(this.#buttons(item.buttons, item.past, 'Choices'));
      case 'cards':
        return row(this.#cards(item));
      case 'image':
        return row(this.#picture(item.src, 'A picture', item));
      case 'custom':
        return row(this.#custom(item));
      case 'end':
        return this.#end();
      default:
        return make('p', { className: 'note', textContent: item.text });
    }
  }

  #buttons(buttons, isPast, label) {
    const made = buttons.map((button) => {
      const element = make('button', { type: 'button', disabled: Boolean(isPast) }, button.name || '(no name)');
      if (button.url) element.append(make('span', { className: 'opens', 'aria-hidden': 'true', textContent: '↗' }), make('span', { className: 'unseen', textContent: ' (opens a page)' }));
      element.addEventListener('click', () => this.#press(button));
      return element;
    });
    return make('div', { className: 'buttons', role: 'group', 'aria-label': label }, ...made);
  }

  #cards({ layout, cards }) {
    const made = cards.map((card) =>
      make(
        'li',
        { className: 'card' },
        card.image && this.#picture(card.image, '', {}),
        make(
          'div',
          { className: 'card-text' },
          card.title && make('h2', { textContent: card.title }),
          ...paragraphs(card.lines),
          card.buttons.length > 0 ? this.#buttons(card.buttons, false, card.title || 'Card') : undefined,
        ),
      ),
    );
    const isStrip = layout !== 'List' && cards.length > 1;
    const list = make('ul', { className: isStrip ? 'cards strip' : 'cards' }, ...made);
    if (isStrip) {
      list.tabIndex = 0;
      list.setAttribute('aria-label', `${cards.length} cards, side by side`);
    }
    return list;
  }

  // A picture that can't be loaded says which one it would be: agents have made-up ones.
  #picture(src, alt, { told, width, height }) {
    const missing = () => make('p', { className: 'missing' }, make('span', { textContent: 'Picture' }), make('code', { textContent: told || src }));
    if (src === undefined) return missing();
    const image = make('img', { className: 'image', alt, loading: 'eager', referrerPolicy: 'no-referrer' });
    if (width && height) Object.assign(image, { width, height });
    image.addEventListener('error', () => image.replaceWith(missing()));
    image.addEventListener('load', () => this.#keepLow(() => image.classList.add('loaded')));
    image.src = src;
    return image;
  }

  #custom({ type, payload, buttons, past }) {
    const told = make('p', {}, 'Custom action ', make('code', { textContent: type }));
    const shown = payload === undefined || payload === null ? undefined : make('pre', { textContent: JSON.stringify(payload, null, 2) });
    const ways = buttons.length > 0 ? this.#buttons(buttons, past, 'The ways on') : undefined;
    return make('div', { className: 'custom' }, told, shown, ways);
  }

  #end() {
    const again = make('button', { type: 'button', className: 'primary', textContent: 'Start again' });
    again.addEventListener('click', () => this.#again());
    return make('div', { className: 'ended' }, make('p', { textContent: 'The session has ended.' }), again);
  }
}

function row(...children) {
  return make('div', { className: 'row' }, ...children);
}

// For those who hear the page, the speaker comes first.
function said(speaker, element) {
  element.prepend(make('span', { className: 'unseen', textContent: `${speaker}: ` }));
  return element;
}

function fillText(element, { lines, growing }) {
  const bubble = make('div', { className: growing ? 'bubble growing' : 'bubble' }, ...paragraphs(lines));
  element.setAttribute('aria-busy', String(Boolean(growing)));
  element.replaceChildren(said('Agent', bubble));
  return element;
}

function spoken({ text, src }) {
  return [
    text ? make('p', {}, make('span', { className: 'tag', textContent: 'spoken' }), text) : undefined,
    src && make('audio', { controls: true, preload: 'none', src, 'aria-label': text || 'Sound' }),
  ];
}

function streamed({ src, title, action }) {
  return [
    make('p', {}, make('span', { className: 'tag', textContent: `stream ${String(action ?? '').toLowerCase()}` }), String(title ?? '')),
    src && make('audio', { controls: true, preload: 'none', src, 'aria-label': String(title ?? 'Stream') }),
  ];
}

function paragraphs(lines) {
  return lines.map((line) => make('p', {}, ...line.map(run)));
}

function run({ text, bold, italic, underline, strike, href }) {
  let element = document.createTextNode(text);
  const wrap = (tag, properties = {}) => (element = make(tag, properties, element));
  if (bold) wrap('strong');
  if (italic) wrap('em');
  if (underline) wrap('u');
  if (strike) wrap('s');
  if (href) wrap('a', { href, target: '_blank', rel: 'noopener noreferrer' });
  return element;
}
