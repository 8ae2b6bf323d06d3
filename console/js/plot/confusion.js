/**
 * What was said of which takes.
 * @module plot/confusion
 */
import { el } from "../dom.js";
import { S } from "../strings.js";

const { said, truth, confusion } = S.know.metrics;

/**
 * Show a confusion matrix.
 *
 * @param {number[][]} counts a row per label, a column per answer.
 * @param {string[]} labels of both.
 * @param {string} [more] said after the title.
 * @returns {HTMLElement} a table.
 */
export function confusionTable(counts, labels, more = "") {
  return el("table", { class: "confusion" }, el("caption", {}, confusion, " ", more),
    el("thead", {}, el("tr", {}, el("td"), labels.map((name) => el("th", { scope: "col" }, said(name))))),
    el("tbody", {}, counts.map((row, i) => el("tr", {}, el("th", { scope: "row" }, truth(labels[i])),
      row.map((count) => el("td", { class: "number" }, count))))));
}
