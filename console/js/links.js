/**
 * Links to pages of the API, which may live elsewhere than this page.
 * @module links
 */
import { address } from "./api.js";
import { el } from "./dom.js";

/**
 * Link to a page of the API.
 *
 * @param {string} path such as `docs`.
 * @param {string} text of the link.
 * @returns {HTMLElement} the link.
 */
export function apiLink(path, text) {
  const link = el("a", { href: path }, text);
  address(path).then((href) => (link.href = href));
  return link;
}
