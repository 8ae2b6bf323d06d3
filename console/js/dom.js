/**
 * Building the page without markup: text goes in as text, never as HTML.
 * @module dom
 * @import { Attributes, Child } from "types/dom"
 */


const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag name of the element.
 * @param {Attributes} [attributes] `on` holds listeners by event; true sets an empty
 *   attribute; null, undefined and false leave it out.
 * @param {...Child} children texts become text nodes.
 * @returns {HTMLElementTagNameMap[Tag]} the element.
 */
export function el(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/**
 * Make an SVG element; see {@link el}.
 *
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag name of the element.
 * @param {Attributes} [attributes] as for {@link el}.
 * @param {...Child} children as for {@link el}.
 * @returns {SVGElementTagNameMap[Tag]} the element.
 */
export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

/**
 * Replace all that is in a node.
 *
 * @param {Element} node the node.
 * @param {...Child} children what is in it from now on.
 */
export function put(node, ...children) {
  node.replaceChildren(...flat(children));
}

/**
 * Make a button.
 *
 * @param {Child} text what it says.
 * @param {(event: Event) => void} click what it does.
 * @param {Attributes} [attributes] more attributes.
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

/**
 * Give an element its attributes, listeners and children.
 *
 * @template {Element} Made
 * @param {Made} node
 * @param {Attributes} attributes
 * @param {Child[]} children
 * @returns {Made} the element.
 */
function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "object") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  node.append(...flat(children));
  return node;
}

/**
 * List children without the lists among them and without nothing.
 *
 * @param {Child[]} children
 * @returns {Array<Node|string>}
 */
function flat(children) {
  return children.flatMap((child) => {
    if (Array.isArray(child)) return flat(child);
    return child instanceof Node ? [child] : child == null ? [] : [String(child)];
  });
}
