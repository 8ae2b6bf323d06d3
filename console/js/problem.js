/**
 * How a problem is shown, wherever it happens.
 * @module problem
 */
import { el } from "./dom.js";
import { S } from "./strings.js";

/**
 * @param {Error} error a Problem, or anything else that went wrong.
 * @returns {HTMLElement} title, sentence and advice.
 */
export function problemBox(error) {
  const { title, detail, advice } = error.document ?? { ...S.problems.other, detail: error.message };
  return el(
    "div",
    { class: "problem", role: "alert" },
    el("p", { class: "problem-title" }, title),
    detail && el("p", {}, detail),
    advice && el("p", {}, el("b", {}, S.problems.advice), advice),
  );
}
