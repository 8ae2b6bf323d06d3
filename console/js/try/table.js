/**
 * Several takes side by side.
 * @module try/table
 * @import { Take } from "./view.js"
 */
import { button, el, put, save } from "../dom.js";
import { clock, csv, percent } from "../format.js";
import { messageOf } from "../problem.js";
import { S } from "../strings.js";
import { badge } from "./verdict.js";

/** @typedef {keyof typeof S.table.columns} Column */

const COLUMNS = /** @type {Column[]} */ (Object.keys(S.table.columns));

/** @type {Record<Column, (take: Take) => string|number>} */
const VALUES = {
  name: (take) => take.name,
  verdict: (take) => take.result?.verdict ?? take.phase,
  p: (take) => take.result?.probability_good ?? -1,
  seconds: (take) => take.result?.duration_seconds ?? -1,
  voiced: (take) => take.result?.quality.voiced_seconds ?? -1,
  remarks: (take) => remarks(take),
};
/** @type {Column[]} */
const TEXTS = ["name", "verdict", "remarks"];
/** @type {{column: Column, sign: number}} */
const order = { column: "name", sign: 0 };

/**
 * Show takes side by side.
 *
 * @param {Take[]} takes of the view.
 * @param {(take: Take) => void} choose called with the take that is to be shown.
 * @returns {HTMLElement} a table that sorts, and a way to save it.
 */
export function takesTable(takes, choose) {
  const body = el("tbody");
  /** @type {Map<Column, HTMLElement>} */
  const heads = new Map();
  const draw = () => {
    const value = VALUES[order.column];
    const sorted = order.sign ? [...takes].sort((a, b) => order.sign * compare(value(a), value(b))) : takes;
    put(body, sorted.map((take) => row(take, choose)));
    for (const [column, head] of heads) {
      const here = column === order.column && order.sign;
      head.setAttribute("aria-sort", here ? (order.sign > 0 ? "ascending" : "descending") : "none");
    }
  };
  const sort = (/** @type {Column} */ column) => {
    order.sign = order.column === column && order.sign ? -order.sign : TEXTS.includes(column) ? 1 : -1;
    order.column = column;
    draw();
  };
  for (const column of COLUMNS) {
    const kind = TEXTS.includes(column) ? null : "number";
    const sorts = button(S.table.columns[column], () => sort(column), { class: "sort" });
    heads.set(column, el("th", { scope: "col", class: kind }, sorts));
  }
  draw();
  return el("div", { class: "card" },
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": S.table.caption },
      el("table", { class: "takes" }, el("caption", {}, S.table.caption),
        el("thead", {}, el("tr", {}, [...heads.values()])), body)),
    el("p", { class: "row" },
      button(S.table.csv, () => save(csv(sheet(takes)), S.table.csvName, "text/csv"))));
}

/** Show a take in a row. @param {Take} take @param {(take: Take) => void} choose @returns {HTMLElement} */
function row(take, choose) {
  const { result } = take;
  const shown = result ? badge(result.verdict) : S.try.phase[take.phase];
  return el("tr", {},
    el("th", { scope: "row" }, button(take.name, () => choose(take), { class: "link" })),
    el("td", {}, shown),
    el("td", { class: "number" }, result ? percent(result.probability_good) : "–"),
    el("td", { class: "number" }, result ? clock(result.duration_seconds) : "–"),
    el("td", { class: "number" }, result ? clock(result.quality.voiced_seconds) : "–"),
    el("td", {}, remarks(take)));
}

/** Say what is to be known of a take. @param {Take} take @returns {string} */
function remarks({ result, problem }) {
  if (problem) return messageOf(problem);
  return result?.warnings.map((warning) => warning.message).join(" ") ?? "";
}

/** Write takes as a sheet. @param {Take[]} takes @returns {Array<Array<string|number>>} a row per take. */
export function sheet(takes) {
  const rows = takes.map(({ name, result, problem }) => result
    ? [name, result.verdict, result.label, result.probability_good, result.duration_seconds,
        result.quality.voiced_seconds, result.quality.notes,
        result.warnings.map((warning) => warning.code).join(" "), "", result.model_version]
    : [name, "", "", "", "", "", "", "", problem ? messageOf(problem) : "", ""]);
  return [S.table.csvHead, ...rows];
}

/** Order two values of a column. @param {string|number} a @param {string|number} b @returns {number} */
function compare(a, b) {
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
}
