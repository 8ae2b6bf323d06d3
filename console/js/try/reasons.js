/**
 * Why: what moved the answer, as bars around zero and as sentences.
 * @module try/reasons
 * @import { Feature, Measure, Prediction, Reason } from "openapi"
 */
import { el, svg } from "../dom.js";
import { measured, percent, signed } from "../format.js";
import { S } from "../strings.js";

const WIDTH = 200;
const HEIGHT = 18;

/**
 * Show what moved the answer.
 *
 * @param {Prediction} result
 * @returns {HTMLElement} the section.
 */
export function reasons(result) {
  const most = Math.max(...result.reasons.map((reason) => Math.abs(reason.contribution)), 1e-9);
  const better = new Map(result.features.map((one) => [one.name, one.better]));
  return el(
    "section",
    { class: "reasons" },
    el("h3", {}, S.reasons.title),
    el("p", { class: "note" }, S.reasons.hint),
    el("ol", {}, result.reasons.map((reason) => line(reason, most, better.get(reason.feature)))),
    el("details", {}, el("summary", {}, S.reasons.all), everything(result)),
  );
}

/**
 * Show one reason.
 *
 * @param {Reason} reason
 * @param {number} most the largest contribution of all, which fills the bar.
 * @param {Feature["better"]} [better] what is better of its feature; a group has no such side.
 * @returns {HTMLElement}
 */
function line(reason, most, better) {
  const { contribution, percentile, value, unit } = reason;
  const facts = [];
  if (value !== null) facts.push(S.reasons.value(measured(value, unit)));
  if (percentile !== null && better) {
    const share = (better === "higher" ? percentile : 100 - percentile) / 100;
    facts.push(S.reasons.better(percent(share)));
  }
  return el("li", {}, bar(contribution, most, reason.direction),
    el("div", {}, el("p", {}, reason.sentence), el("p", { class: "note" }, facts.join("; "))));
}

/** Draw a contribution. @param {number} contribution @param {number} most @param {Reason["direction"]} direction @returns {SVGElement} */
function bar(contribution, most, direction) {
  const middle = WIDTH / 2;
  const length = (Math.abs(contribution) / most) * (middle - 4);
  return svg(
    "svg",
    { class: "bar", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img",
      "aria-label": S.reasons.bar(signed(contribution), direction) },
    svg("rect", { class: direction, x: contribution < 0 ? middle - length : middle, y: 3,
      width: length, height: HEIGHT - 6, rx: 2 }),
    svg("line", { class: "zero", x1: middle, x2: middle, y1: 0, y2: HEIGHT }),
  );
}

/** List every measured value. @param {Prediction} result @returns {HTMLElement} */
function everything({ features, measures }) {
  const row = (/** @type {Measure} */ one, /** @type {string} */ direction, /** @type {string} */ share) =>
    el("tr", {}, el("th", { scope: "row" }, one.meaning), el("td", {}, measured(one.value, one.unit)),
      el("td", {}, direction), el("td", {}, share));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": S.reasons.all },
    el("table", {},
      el("thead", {}, el("tr", {}, S.reasons.columns.map((text) => el("th", { scope: "col" }, text)))),
      el("tbody", {},
        features.map((one) => row(one, one.better === "neither" ? "–" : S.reasons[one.better], signed(one.contribution))),
        measures.map((one) => row(one, "–", S.reasons.reported)))));
}
