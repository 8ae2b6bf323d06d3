/**
 * The model card, short.
 * @module know/card
 * @import { Calibration, ModelInfo } from "openapi"
 * @import { Child } from "types/dom"
 */
import { el } from "../dom.js";
import { percent } from "../format.js";
import { S } from "../strings.js";
import { howSure } from "../try/verdict.js";

/** Say what is to be known of a model first. @param {ModelInfo} info @returns {Child[]} */
export function modelCard(info) {
  const [low, high] = info.uncertain_band;
  const facts = [
    [S.know.facts.version, info.version],
    [S.know.facts.kind, info.kind],
    [S.know.facts.learned, info.total_samples_trained ?? "–"],
    [S.know.facts.features, info.features_count],
    [S.know.facts.threshold, percent(info.threshold)],
    [S.know.facts.open, `${percent(low)} – ${percent(high)}`],
  ];
  return [
    el("dl", { class: "list" }, facts.map(([name, value]) =>
      el("div", {}, el("dt", {}, name), el("dd", {}, value)))),
    isCalibration(info.calibration) ? el("p", {}, howSure(info.calibration)) : null,
    el("h3", {}, S.know.hearsTitle), el("ul", {}, S.know.hears.map((text) => el("li", {}, text))),
    el("h3", {}, S.know.deafTitle), el("p", {}, S.know.deaf),
    el("p", {}, el("b", {}, S.know.notFor)),
  ];
}

/** @param {object} found as the API gives it. @returns {found is Calibration} whether it says what it rests on. */
function isCalibration(found) {
  return "fitted_on" in found && "n" in found && "singers" in found;
}
