/**
 * The challenger beside the champion, in words and with intervals.
 * @module teach/compare
 */
import { el } from "../dom.js";
import { measured, signed } from "../format.js";
import { intervalChart } from "../plot/intervals.js";
import { S } from "../strings.js";

/**
 * @param {?Object} decision the gate's record; null or without figures where nothing was compared.
 * @returns {?HTMLElement} what was compared.
 */
export function comparison(decision) {
  const { challenger_auc: challenger, champion_auc: champion, auc_difference: difference } = decision ?? {};
  if (!challenger || !champion || champion.value === null || challenger.value === null) return null;
  const words = S.teach.compare;
  return el(
    "div",
    { class: "comparison" },
    el("h3", {}, words.title),
    el("p", {}, words.meaning(pairs(challenger), pairs(champion))),
    intervalChart(words.auc, [
      { name: words.challenger, ...challenger }, { name: words.champion, ...champion },
    ], { low: 0.4, high: 1, zero: 0.5, zeroName: words.chance }),
    difference?.value == null ? null : intervalChart(words.difference,
      [{ name: words.better, ...difference }],
      { low: -0.3, high: 0.3, zero: 0, zeroName: words.same, margin: -(decision.margin ?? 0) }),
    el("p", { class: "note" }, words.on(decision.n, decision.groups),
      decision.brier_difference?.value == null ? "" : ` ${words.brier(signed(decision.brier_difference.value))}`),
  );
}

/** @param {{value: number, low: number, high: number}} auc @returns {string} of a hundred pairs. */
function pairs({ value, low, high }) {
  const hundred = (share) => Math.round(100 * share);
  if (low == null || high == null) return measured(100 * value);
  return S.teach.compare.ofHundred(hundred(value), hundred(low), hundred(high));
}
