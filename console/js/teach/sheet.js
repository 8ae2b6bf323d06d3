/**
 * The recordings that are to be sent, one a row.
 * @module teach/sheet
 * @import { Child } from "types/dom"
 * @import { Item, Items } from "./items.js"
 */
import { el, put } from "../dom.js";
import { size } from "../format.js";
import { S } from "../strings.js";
import { isLabel } from "./items.js";

/**
 * List the recordings.
 *
 * @param {Items} items of the view.
 * @returns {HTMLElement} a table that follows the items.
 */
export function itemsTable(items) {
  const body = el("tbody");
  /** @type {Map<Item, {node: HTMLElement, update: () => void}>} */
  const rows = new Map();
  const draw = () => {
    for (const item of items.all) if (!rows.has(item)) rows.set(item, row(items, item));
    for (const item of rows.keys()) if (!items.all.includes(item)) rows.delete(item);
    for (const one of rows.values()) one.update();
    put(body, [...rows.values()].map((one) => one.node));
  };
  items.addEventListener("change", draw);
  draw();
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": S.teach.items.caption },
    el("table", { class: "sheet" }, el("caption", {}, S.teach.items.caption),
      el("thead", {}, el("tr", {}, S.teach.items.columns.map((text) => el("th", { scope: "col" }, text)))),
      body));
}

/** Show a recording in a row. @param {Items} items @param {Item} item @returns {{node: HTMLElement, update: () => void}} */
function row(items, item) {
  const { name } = item.file;
  const label = el("select", { "aria-label": S.teach.items.labelOf(name) },
    Object.entries(S.teach.items.labels).map(([value, text]) => el("option", { value }, text)));
  label.addEventListener("change", () => items.label(item, isLabel(label.value) ? label.value : null));
  const singer = el("input", { "aria-label": S.teach.items.singerOf(name), maxlength: "100", size: "10" });
  singer.addEventListener("input", () => (item.singer = singer.value.trim()));
  const outcome = el("td");
  const node = el("tr", {}, el("th", { scope: "row" }, name, " ", el("span", { class: "note" }, size(item.file.size))),
    el("td", {}, label), el("td", {}, singer), outcome);
  const update = () => {
    label.value = item.label ?? "";
    if (document.activeElement !== singer) singer.value = item.singer;
    const kept = item.outcome !== null && item.outcome.status !== "refused";
    label.disabled = kept;
    singer.disabled = kept;
    put(outcome, said(item));
  };
  return { node, update };
}

/** Say what became of a recording, or who labelled it. @param {Item} item @returns {Child} */
function said({ outcome, by, skipped }) {
  if (!outcome) {
    const labelled = by ? S.teach.items.by[by] : "";
    return el("span", { class: "note" }, skipped ? S.teach.items.skipped : labelled);
  }
  if (outcome.error) return el("span", { class: "bad-news" }, outcome.error.detail || outcome.error.title);
  return [
    el("span", {}, S.teach.items.outcome[outcome.status]),
    ...(outcome.contradictions ?? []).map(({ field, stored, given }) =>
      el("p", { class: "bad-news" }, S.teach.items.contradiction(field, stored, given))),
  ];
}
