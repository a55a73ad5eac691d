// Slates, the rich text of Voiceflow, as lines of runs: `{text, bold?, italic?, underline?, strike?,
// href?}`. Whatever is in them is text, never markup.

const LINKS = /^(https?:|mailto:|tel:)/i;
const PICTURES = /^(https?:|data:image\/)/i;
const SOUNDS = /^(https?:|data:audio\/)/i;
const BOLD = 600;
const DEEPEST = 50;

/** A URL that a user may follow; `undefined` for any other, such as a program. */
export const safeLink = (url) => safe(url, LINKS);
/** A URL of a picture. */
export const safePicture = (url) => safe(url, PICTURES);
/** A URL of a sound. */
export const safeSound = (url) => safe(url, SOUNDS);

function safe(url, pattern) {
  return typeof url === 'string' && pattern.test(url.trim()) ? url.trim() : undefined;
}

/** The lines of a plain text. */
export function linesOfText(text) {
  return String(text ?? '').split('\n').map((line) => (line === '' ? [] : [{ text: line }]));
}

/** The lines of a slate's content; of `fallback` if there is no content that can be read. */
export function linesOf(content, fallback) {
  if (!Array.isArray(content) || content.length === 0) return linesOfText(fallback);
  return trimmed(content.flatMap(linesOfNode));
}

// Each node at the top is one line. A line break in a leaf begins another one.
function linesOfNode(node) {
  const lines = [[]];
  for (const run of runs(node, {}, 0)) {
    const [first, ...more] = run.text.split('\n');
    if (first !== '') lines.at(-1).push({ ...run, text: first });
    for (const part of more) lines.push(part === '' ? [] : [{ ...run, text: part }]);
  }
  return lines;
}

function runs(node, marks, depth) {
  if (node === null || typeof node !== 'object' || depth > DEEPEST) return [];
  if ('text' in node) return [{ text: String(node.text), ...marks, ...marksOf(node) }];
  const href = node.type === 'link' ? safeLink(node.url) : undefined;
  const inherited = href === undefined ? marks : { ...marks, href };
  return Array.isArray(node.children) ? node.children.flatMap((one) => runs(one, inherited, depth + 1)) : [];
}

function marksOf({ fontWeight, italic, underline, strikeThrough }) {
  return {
    ...((fontWeight === 'bold' || Number(fontWeight) >= BOLD) && { bold: true }),
    ...(italic && { italic: true }),
    ...(underline && { underline: true }),
    ...(strikeThrough && { strike: true }),
  };
}

function trimmed(lines) {
  const isText = (line) => line.some(({ text }) => text.trim() !== '');
  const first = lines.findIndex(isText);
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex(isText) + 1);
}
