/**
 * How good the model is, every figure with its interval and what it is to be compared with.
 * @module know/metrics
 * @import { CoveragePoint, ModelMetrics } from "openapi"
 * @import { Child } from "types/dom"
 */
import { el } from "../dom.js";
import { percent } from "../format.js";
import { confusionTable } from "../plot/confusion.js";
import { S } from "../strings.js";

const words = S.know.metrics;

/** @typedef {keyof typeof words.names} Figure */

const FIGURES = /** @type {Figure[]} */ (Object.keys(words.names));
/** @type {{[figure in Figure]?: string}} */
const COMPARE = words.compare;

/** Say how good a model is. @param {ModelMetrics} body @returns {Child[]} table and confusion matrix. */
export function metrics(body) {
  const row = (/** @type {Figure} */ name) => {
    const value = body[name];
    if (value === null) return null;
    const { low, high } = body.intervals[name] ?? {};
    return el("tr", {}, el("th", { scope: "row" }, words.names[name]),
      el("td", {}, S.interval("", value, single(low), single(high))), el("td", {}, COMPARE[name] ?? ""));
  };
  return [
    el("p", {}, [body.measured_on, body.interval].filter(Boolean).join("; ")),
    body.singer_safe === false ? el("p", { class: "bad-news" }, words.unsafe) : null,
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": words.title },
      el("table", {}, el("thead", {}, el("tr", {}, words.columns.map((text) => el("th", { scope: "col" }, text)))),
        el("tbody", {}, FIGURES.map(row)))),
    body.permutation?.p_value == null || body.permutation.permutations == null ? null
      : el("p", {}, words.permutation(body.permutation.permutations, body.permutation.p_value)),
    body.confusion_matrix && body.class_labels
      ? confusionTable(body.confusion_matrix, body.class_labels) : null,
    coverage(body.coverage),
  ];
}

/** @param {unknown} bound @returns {?number} null of a figure that is no single number. */
function single(bound) {
  return typeof bound === "number" ? bound : null;
}

/** Show how often it is right where it is surest. @param {?CoveragePoint[]} points @returns {?Node} */
function coverage(points) {
  if (!points?.some((point) => point.value !== null)) return null;
  return el("table", { class: "confusion" }, el("caption", {}, words.coverage),
    el("thead", {}, el("tr", {}, words.coverageColumns.map((text) => el("th", { scope: "col" }, text)))),
    el("tbody", {}, points.map(({ coverage: share, value, low, high }) => value === null ? null : el("tr", {},
      el("th", { scope: "row" }, share === 1 ? words.everything : percent(share)),
      el("td", {}, S.interval("", value, low, high))))));
}
