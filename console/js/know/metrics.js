/**
 * How good the model is, every figure with its interval and what it is to be compared with.
 * @module know/metrics
 */
import { el } from "../dom.js";
import { percent } from "../format.js";
import { confusionTable } from "../plot/confusion.js";
import { S } from "../strings.js";

const words = S.know.metrics;

/** @param {Object} body the API's ModelMetrics. @returns {Node[]} table and confusion matrix. */
export function metrics(body) {
  const figures = Object.keys(words.names).filter((name) => body[name] != null);
  const row = (name) => {
    const { low, high } = body.intervals?.[name] ?? {};
    return el("tr", {}, el("th", { scope: "row" }, words.names[name]),
      el("td", {}, S.interval("", body[name], low, high)), el("td", {}, words.compare[name] ?? ""));
  };
  return [
    el("p", {}, [body.measured_on, body.interval].filter(Boolean).join("; ")),
    body.singer_safe === false ? el("p", { class: "bad-news" }, words.unsafe) : null,
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": words.title },
      el("table", {}, el("thead", {}, el("tr", {}, words.columns.map((text) => el("th", { scope: "col" }, text)))),
        el("tbody", {}, figures.map(row)))),
    body.permutation?.p_value == null ? null
      : el("p", {}, words.permutation(body.permutation.permutations, body.permutation.p_value)),
    body.confusion_matrix && body.class_labels
      ? confusionTable(body.confusion_matrix, body.class_labels) : null,
    coverage(body.coverage),
  ];
}

function coverage(points) {
  const shown = points?.filter((point) => point.value !== null) ?? [];
  if (!shown.length) return null;
  return el("table", { class: "confusion" }, el("caption", {}, words.coverage),
    el("thead", {}, el("tr", {}, words.coverageColumns.map((text) => el("th", { scope: "col" }, text)))),
    el("tbody", {}, shown.map(({ coverage: share, value, low, high }) => el("tr", {},
      el("th", { scope: "row" }, share === 1 ? words.everything : percent(share)),
      el("td", {}, S.interval("", value, low, high))))));
}
