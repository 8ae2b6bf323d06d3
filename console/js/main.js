/**
 * The frame of the page: header, the three views, the API key.
 * @module main
 */
import { apiKey } from "./api.js";
import { button, el, put } from "./dom.js";
import { apiLink } from "./links.js";
import { S } from "./strings.js";

const VIEWS = {
  try: () => import("./try/view.js"),
  teach: () => import("./teach/view.js"),
  know: () => import("./know/view.js"),
};

/** @typedef {{node: HTMLElement, shown?: () => void}} View `shown` is called whenever it comes to sight. */
/** @typedef {keyof typeof VIEWS} Name of a view. */

const NAMES = /** @type {Name[]} */ (Object.keys(VIEWS));
const links = new Map(NAMES.map((name) => [name, el("a", { href: `#${name}` }, S.views[name].link)]));
const main = el("main", { id: "main", tabindex: "-1" });
/** @type {Map<Name, Promise<View>>} */
const kept = new Map();

/** Put the page together, and show the view that its address names. */
function start() {
  const dialog = keyDialog();
  document.body.append(
    el("a", { class: "skip", href: "#main", on: { click: skip } }, S.skip),
    el(
      "header",
      { class: "top" },
      el("p", { class: "brand" }, el("strong", {}, S.product), el("span", {}, S.claim)),
      el("nav", { "aria-label": S.navigation }, [...links.values()]),
      button(S.key.open, () => dialog.showModal(), { class: "quiet" }),
    ),
    main,
    el("footer", {}, S.footer, " ", apiLink("docs", S.know.docs)),
    dialog,
  );
  window.addEventListener("hashchange", () => show(true));
  show(false);
}

/**
 * Show the view that the page's address names.
 *
 * @param {boolean} moved whether somebody went there: the focus follows.
 */
async function show(moved) {
  const asked = location.hash.slice(1);
  const name = NAMES.find((one) => one === asked) ?? "try";
  for (const [key, link] of links) {
    if (key === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${S.views[name].title} – ${S.product}`;
  // A view is made once and kept, so that nothing judged or labelled is lost by looking around.
  /** @type {Promise<View>} */
  const made = kept.get(name) ?? VIEWS[name]().then((module) => module.view());
  kept.set(name, made);
  const view = await made;
  put(main, view.node);
  view.shown?.();
  if (moved) main.focus({ preventScroll: false });
}

/** Go past the header. @param {Event} event a click on the link. */
function skip(event) {
  event.preventDefault();
  main.focus();
}

/** @returns {HTMLDialogElement} where the API key is given, or taken back. */
function keyDialog() {
  const input = el("input", {
    id: "api-key", type: "password", autocomplete: "off", spellcheck: "false",
  });
  input.value = apiKey.get();
  const forget = button(S.key.forget, () => {
    input.value = "";
    apiKey.set("");
    dialog.close();
  }, { class: "quiet" });
  const keep = el("button", { type: "submit", class: "primary" }, S.key.keep);
  const dialog = el(
    "dialog",
    { "aria-labelledby": "key-title" },
    el("h2", { id: "key-title" }, S.key.title),
    el("p", {}, S.key.explain),
    el("form", { method: "dialog", on: { submit: () => apiKey.set(input.value.trim()) } },
      el("label", { for: "api-key" }, S.key.label), input,
      el("p", { class: "row" }, keep, forget)),
  );
  return dialog;
}

start();
