/**
 * The guide to the features, by family.
 * @module know/guide
 * @import { FeatureInfo } from "openapi"
 * @import { Child } from "types/dom"
 */
import { el } from "../dom.js";
import { S } from "../strings.js";

const words = S.know.guide;

/** Explain the measurements. @param {FeatureInfo} body @returns {Child[]} a part to unfold per family. */
export function guide(body) {
  const families = Object.values(body.features);
  return families.map((family) => el("details", {},
    el("summary", {}, family.title, family.decides ? ` – ${words.decides}` : ""),
    el("p", {}, family.description), el("p", {}, family.interpretation),
    el("p", {}, el("b", {}, `${words.good}: `), family.good_singers),
    el("p", {}, el("b", {}, `${words.bad}: `), family.bad_singers),
    family.importance?.value == null ? null : el("p", {}, S.interval(words.importance,
      family.importance.value, family.importance.low, family.importance.high)),
    el("ul", {}, family.members.map((one) => el("li", {}, el("b", {}, one.name), ` ${one.meaning}`,
      el("span", { class: "note" }, ` ${one.unit === "1" ? "" : `in ${one.unit}; `}${one.source}`))))));
}
