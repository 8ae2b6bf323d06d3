/**
 * Building the page without markup: text goes in as text, never as HTML.
 * @module dom
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element.
 *
 * @param {string} tag name of the element.
 * @param {Object<string, *>} [attributes] `on` holds listeners by event; true sets an empty
 *   attribute; null, undefined and false leave it out.
 * @param {...(Node|string|number|null|Array)} children texts become text nodes.
 * @returns {HTMLElement} the element.
 */
export function el(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/**
 * Make an SVG element; see {@link el}.
 *
 * @param {string} tag name of the element.
 * @param {Object<string, *>} [attributes] as for {@link el}.
 * @param {...(Node|string|number|null|Array)} children as for {@link el}.
 * @returns {SVGElement} the element.
 */
export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

/**
 * Replace all that is in a node.
 *
 * @param {Element} node the node.
 * @param {...(Node|string|null|Array)} children what is in it from now on.
 * @returns {Element} the node.
 */
export function put(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child != null));
  return node;
}

/**
 * Make a button.
 *
 * @param {string|Array} text what it says.
 * @param {function(Event): void} click what it does.
 * @param {Object<string, *>} [attributes] more attributes.
 * @returns {HTMLButtonElement} the button.
 */
export function button(text, click, attributes = {}) {
  return el("button", { type: "button", on: { click }, ...attributes }, text);
}

/**
 * Offer some content as a file.
 *
 * @param {BlobPart} content of the file.
 * @param {string} name of the file.
 * @param {string} type media type.
 */
export function save(content, name, type) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  node.append(...children.flat(Infinity).filter((child) => child != null));
  return node;
}
