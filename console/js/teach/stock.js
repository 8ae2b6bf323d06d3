/**
 * What labelled recordings the service has.
 * @module teach/stock
 * @import { Agreement, DataSummary, Recording } from "openapi"
 */
import { ask } from "../api.js";
import { el, put } from "../dom.js";
import { problemBox } from "../problem.js";
import { S } from "../strings.js";

/** Make the panel. @returns {{node: HTMLElement, refresh: () => Promise<void>}} */
export function stockPanel() {
  const held = el("div", { class: "stock" });
  const refresh = async () => {
    try {
      const [{ summary }, divided] = await Promise.all([
        ask("GET", "api/v1/data?limit=1"), ask("GET", "api/v1/data?label=divided&limit=20"),
      ]);
      put(held, summary ? [facts(summary), agreement(summary.agreement)] : null, disputed(divided.recordings));
    } catch (error) {
      put(held, problemBox(error));
    }
  };
  const node = el("section", { class: "card" }, el("h2", {}, S.teach.stock.title), held);
  return { node, refresh };
}

/** Count the recordings. @param {DataSummary} summary @returns {HTMLElement} */
function facts({ recordings, seconds, labels, singers }) {
  if (!recordings) return el("p", {}, S.teach.stock.none);
  const shown = [
    [recordings, S.teach.stock.recordings],
    [labels.good ?? 0, S.teach.stock.good],
    [labels.bad ?? 0, S.teach.stock.bad],
    [labels.divided ?? 0, S.teach.stock.divided],
    [singers.total, S.teach.stock.singers],
    [singers.unknown, S.teach.stock.unknown],
    [Math.round(seconds / 60), S.teach.stock.minutes],
  ];
  return el("dl", { class: "facts" },
    shown.map(([value, text]) => el("div", {}, el("dt", {}, text), el("dd", {}, value))));
}

/** Say how far raters agree. @param {?Agreement} found @returns {?HTMLElement} null where nobody knows. */
function agreement(found) {
  if (!found || found.pairwise.value === null) return null;
  return el("p", {}, S.teach.stock.agreement(found.n, found.pairwise.value, found.alpha.value));
}

/** List what raters contradict each other about. @param {Recording[]} recordings @returns {?HTMLElement} */
function disputed(recordings) {
  if (!recordings.length) return null;
  return el("details", {}, el("summary", {}, S.teach.stock.disputed(recordings.length)),
    el("ul", {}, recordings.map((one) => el("li", {}, S.teach.stock.raters(one.filename, one.raters)))));
}
