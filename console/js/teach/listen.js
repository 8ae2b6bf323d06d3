/**
 * Labelling by ear and keyboard: play, good, bad, skip, undo.
 * @module teach/listen
 * @import { Item, Items } from "./items.js"
 */
import { Player } from "../audio/player.js";
import { button, el, put } from "../dom.js";
import { S } from "../strings.js";
import { isLabel } from "./items.js";

/** @typedef {"play"|"good"|"bad"|"skip"|"undo"} Act */

/** @type {Act[]} */
const ACTS = ["play", "good", "bad", "skip", "undo"];

/**
 * Make the panel.
 *
 * @param {Items} items of the view.
 * @returns {HTMLElement} a panel. Its keys work while something in it has the focus, so that
 *   they are in nobody's way elsewhere.
 */
export function listenPanel(items) {
  const panel = el("section", { class: "card listen", tabindex: "-1", "aria-labelledby": "listen-title" });
  const name = el("p", { class: "now" });
  const left = el("p", { class: "note", role: "status" });
  /** @type {?Item} */
  let item = null;
  /** @type {?Player} */
  let player = null;

  const turn = (/** @type {?Item} */ wanted) => {
    if (wanted === item) return;
    player?.close();
    item = wanted;
    player = item && new Player(item.file);
  };
  /** @type {Record<Act, () => void>} */
  const act = {
    play: () => player?.toggle(),
    good: () => item && items.label(item, "good"),
    bad: () => item && items.label(item, "bad"),
    skip: () => item && items.skip(item),
    undo: () => items.undo(),
  };
  const step = (/** @type {Act} */ what) => {
    const before = item;
    act[what]();
    if (item && item !== before) player?.play(); // straight on to the next one
    if (!panel.hidden && !panel.contains(document.activeElement)) panel.focus();
  };
  const buttons = ACTS.map((what) => {
    const { text, key } = S.teach.listen[what];
    return button([text, " ", el("kbd", {}, key)], () => step(what), {
      "aria-keyshortcuts": key, class: isLabel(what) ? `say ${what}` : "quiet",
    });
  });
  const keys = new Map(ACTS.map((what) => [S.teach.listen[what].key.toLowerCase(), what]));
  panel.addEventListener("keydown", (event) => {
    const what = keys.get(event.key.toLowerCase());
    if (!what || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    step(what);
  });
  const draw = () => {
    turn(items.next);
    const waiting = items.all.filter((one) => !one.label && !one.outcome).length;
    panel.hidden = !items.all.length;
    put(name, item ? item.file.name : S.teach.listen.over);
    left.textContent = S.teach.listen.left(waiting, items.all.length);
    ACTS.forEach((what, i) => (buttons[i].disabled = !item && what !== "undo"));
  };
  items.addEventListener("change", draw);
  panel.append(el("h2", { id: "listen-title" }, S.teach.listen.title),
    el("p", { class: "note" }, S.teach.listen.hint), name,
    el("p", { class: "says" }, buttons), left);
  draw();
  return panel;
}
