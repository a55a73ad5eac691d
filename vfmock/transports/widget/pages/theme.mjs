// How the chat looks, from the settings of the scenario's widget.

import { safePicture } from './slate.mjs';

const HEX = /^#([\da-f]{3}|[\da-f]{6})$/i;

/** What is used of the settings: `{title, description, image, color, onColor}`; no wrong value is. */
export function themeOf(settings) {
  const { title, description, image, avatar, color } = settings ?? {};
  const hex = typeof color === 'string' && HEX.test(color) ? color : undefined;
  return {
    title: text(title),
    description: text(description),
    image: safePicture(image) ?? safePicture(avatar),
    color: hex,
    onColor: hex && readableOn(hex),
  };
}

function text(value) {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** Black or white, whichever has more contrast with a color (WCAG 2.2, "relative luminance"). */
export function readableOn(hex) {
  const digits = hex.length === 4 ? [...hex.slice(1)].map((one) => one + one) : hex.slice(1).match(/../g);
  const [red, green, blue] = digits.map((one) => linear(Number.parseInt(one, 16) / 255));
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return (luminance + 0.05) ** 2 > 1.05 * 0.05 ? '#000' : '#fff';
}

function linear(part) {
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}
