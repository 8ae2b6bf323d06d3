/**
 * How a problem is shown, wherever it happens.
 * @module problem
 * @import { ProblemDocument } from "./api.js"
 */
import { Problem } from "./api.js";
import { el } from "./dom.js";
import { S } from "./strings.js";

/**
 * Return what went wrong as a problem's document.
 *
 * @param {unknown} error a Problem, or anything else that was thrown.
 * @returns {ProblemDocument}
 */
export function documentOf(error) {
  if (error instanceof Problem) return error.document;
  return { ...S.problems.other, detail: messageOf(error) };
}

/** Say in a sentence what went wrong. @param {unknown} error that was thrown. @returns {string} */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Tell whether the API knows nothing by that name.
 *
 * @param {unknown} error that was thrown.
 * @returns {error is Problem}
 */
export function isMissing(error) {
  return error instanceof Problem && error.status === 404;
}

/**
 * Show what went wrong.
 *
 * @param {unknown} error a Problem, or anything else that was thrown.
 * @returns {HTMLElement} title, sentence and advice.
 */
export function problemBox(error) {
  const { title, detail, advice } = documentOf(error);
  return el(
    "div",
    { class: "problem", role: "alert" },
    el("p", { class: "problem-title" }, title),
    detail && el("p", {}, detail),
    advice && el("p", {}, el("b", {}, S.problems.advice), advice),
  );
}
