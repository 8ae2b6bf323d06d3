/**
 * The verdict: word, colour, number, and how sure all that is.
 * @module try/verdict
 * @import { Calibration, Prediction } from "openapi"
 */
import { el, svg } from "../dom.js";
import { percent } from "../format.js";
import { S } from "../strings.js";

const WIDTH = 320;
const HEIGHT = 34;
const NEAR = 0.05;

/**
 * Show the verdict.
 *
 * @param {Prediction} result
 * @returns {HTMLElement} the section.
 */
export function verdict(result) {
  const { verdict: word, probability_good: p, uncertain_band: [low, high], calibration } = result;
  const sentence = S.verdict.sentence[word](percent(p), percent(low), percent(high));
  const near = [low, high].some((edge) => Math.abs(p - edge) < NEAR);
  return el(
    "section",
    { class: `verdict ${word}` },
    el("p", { class: "badge" }, badge(word)),
    el("div", {}, el("p", { class: "sentence" }, sentence),
      gauge(p, low, high),
      near ? el("p", {}, S.verdict.near) : null,
      el("p", { class: "note" }, howSure(calibration))),
  );
}

/**
 * Say what the probability rests on.
 *
 * @param {Calibration} calibration
 * @returns {string} what the probability was fitted on, and so what it is worth.
 */
export function howSure({ fitted_on: on, n, singers }) {
  if (on === "uploads") return S.verdict.calibrated(n, singers);
  return on === "nothing" ? S.verdict.uncalibrated : S.verdict.synthetic;
}

/**
 * Show a verdict in one word.
 *
 * @param {Prediction["verdict"]} word
 * @returns {HTMLElement} shape, word and colour say the same.
 */
export function badge(word) {
  return el("span", { class: `word ${word}` },
    el("span", { "aria-hidden": "true" }, S.verdict.mark[word]), ` ${S.verdict.word[word]}`);
}

/** Draw the probability beside the band. @param {number} p @param {number} low @param {number} high @returns {SVGElement} */
function gauge(p, low, high) {
  const x = (/** @type {number} */ share) => 4 + share * (WIDTH - 8);
  return svg(
    "svg",
    { class: "gauge", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img",
      "aria-label": S.verdict.gauge(percent(p), percent(low), percent(high)) },
    svg("rect", { class: "side-bad", x: x(0), y: 8, width: x(low) - x(0), height: 8 }),
    svg("rect", { class: "side-open", x: x(low), y: 8, width: x(high) - x(low), height: 8 }),
    svg("rect", { class: "side-good", x: x(high), y: 8, width: x(1) - x(high), height: 8 }),
    svg("path", { class: "needle", d: `M${x(p)} 18 l-5 -14 h10 z` }),
    svg("text", { x: x(0), y: 30 }, S.verdict.ends[0]),
    svg("text", { x: x(1), y: 30, "text-anchor": "end" }, S.verdict.ends[1]),
  );
}
