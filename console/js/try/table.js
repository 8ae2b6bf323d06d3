/**
 * Several takes side by side.
 * @module try/table
 */
import { button, el, put, save } from "../dom.js";
import { clock, csv, percent } from "../format.js";
import { S } from "../strings.js";
import { badge } from "./verdict.js";

const VALUES = {
  name: (take) => take.name,
  verdict: (take) => take.result?.verdict ?? take.phase,
  p: (take) => take.result?.probability_good ?? -1,
  seconds: (take) => take.result?.duration_seconds ?? -1,
  voiced: (take) => take.result?.quality.voiced_seconds ?? -1,
  remarks: (take) => remarks(take),
};
const TEXTS = ["name", "verdict", "remarks"];
const order = { column: "name", sign: 0 };

/**
 * @param {Object[]} takes of the view.
 * @param {function(Object): void} choose called with the take that is to be shown.
 * @returns {HTMLElement} a table that sorts, and a way to save it.
 */
export function takesTable(takes, choose) {
  const body = el("tbody");
  const heads = {};
  const draw = () => {
    const value = VALUES[order.column];
    const sorted = order.sign ? [...takes].sort((a, b) => order.sign * compare(value(a), value(b))) : takes;
    put(body, sorted.map((take) => row(take, choose)));
    for (const [column, head] of Object.entries(heads)) {
      const here = column === order.column && order.sign;
      head.setAttribute("aria-sort", here ? (order.sign > 0 ? "ascending" : "descending") : "none");
    }
  };
  const sort = (column) => {
    order.sign = order.column === column && order.sign ? -order.sign : TEXTS.includes(column) ? 1 : -1;
    order.column = column;
    draw();
  };
  for (const [column, text] of Object.entries(S.table.columns)) {
    const kind = TEXTS.includes(column) ? null : "number";
    heads[column] = el("th", { scope: "col", class: kind }, button(text, () => sort(column), { class: "sort" }));
  }
  draw();
  return el("div", { class: "card" },
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": S.table.caption },
      el("table", { class: "takes" }, el("caption", {}, S.table.caption),
        el("thead", {}, el("tr", {}, Object.values(heads))), body)),
    el("p", { class: "row" },
      button(S.table.csv, () => save(csv(sheet(takes)), S.table.csvName, "text/csv"))));
}

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

function remarks({ result, problem }) {
  if (problem) return problem.message;
  return result?.warnings.map((warning) => warning.message).join(" ") ?? "";
}

/** @param {Object[]} takes @returns {Array<Array<string|number>>} a row per take. */
export function sheet(takes) {
  const rows = takes.map(({ name, result, problem }) => result
    ? [name, result.verdict, result.label, result.probability_good, result.duration_seconds,
        result.quality.voiced_seconds, result.quality.notes,
        result.warnings.map((warning) => warning.code).join(" "), "", result.model_version]
    : [name, "", "", "", "", "", "", "", problem?.message ?? "", ""]);
  return [S.table.csvHead, ...rows];
}

function compare(a, b) {
  return typeof a === "number" ? a - b : a.localeCompare(b);
}
