/**
 * The challenger beside the champion, in words and with intervals.
 * @module teach/compare
 * @import { Interval } from "openapi"
 */
import { el } from "../dom.js";
import { measured, signed } from "../format.js";
import { intervalChart } from "../plot/intervals.js";
import { S } from "../strings.js";

/** @typedef {Interval & {value: number}} Measured an interval around a value that there is. */

/**
 * Compare the new model with the old one.
 *
 * @param {?Object<string, unknown>} decision the gate's record; null or without figures where
 *   nothing was compared.
 * @returns {?HTMLElement} what was compared.
 */
export function comparison(decision) {
  if (!decision) return null;
  const { challenger_auc: challenger, champion_auc: champion, auc_difference: difference,
    brier_difference: brier, margin, n, groups } = decision;
  if (!isMeasured(challenger) || !isMeasured(champion)) return null;
  const words = S.teach.compare;
  return el(
    "div",
    { class: "comparison" },
    el("h3", {}, words.title),
    el("p", {}, words.meaning(pairs(challenger), pairs(champion))),
    intervalChart(words.auc, [
      { name: words.challenger, ...challenger }, { name: words.champion, ...champion },
    ], { low: 0.4, high: 1, zero: 0.5, zeroName: words.chance }),
    isMeasured(difference) ? intervalChart(words.difference,
      [{ name: words.better, ...difference }],
      { low: -0.3, high: 0.3, zero: 0, zeroName: words.same, margin: -Number(margin ?? 0) }) : null,
    el("p", { class: "note" }, words.on(Number(n), Number(groups)),
      isMeasured(brier) ? ` ${words.brier(signed(brier.value))}` : ""),
  );
}

/** @param {unknown} found in a decision. @returns {found is Measured} whether it has a value. */
function isMeasured(found) {
  return typeof found === "object" && found !== null && "value" in found && typeof found.value === "number";
}

/** Say an AUC. @param {Measured} auc @returns {string} of a hundred pairs. */
function pairs({ value, low, high }) {
  const hundred = (/** @type {number} */ share) => Math.round(100 * share);
  if (low == null || high == null) return measured(100 * value);
  return S.teach.compare.ofHundred(hundred(value), hundred(low), hundred(high));
}
