// Makes elements. Texts come in as text, so that nothing an agent says is ever markup.

/** An element with properties and children; a child is an element or a text. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

/** The elements of a page by their ids. */
export function byId(...ids) {
  return ids.map((id) => document.getElementById(id));
}
