/**
 * Takes by the synthetic singer, to begin with.
 * @module try/samples
 */
import { button, el, put } from "../dom.js";
import { problemBox } from "../problem.js";
import { S } from "../strings.js";

/** @typedef {{file: string, label: "good"|"bad"}} Sample */

/** @type {Sample[]} */
const SAMPLES = [
  { file: "good_02.ogg", label: "good" },
  { file: "good_05.ogg", label: "good" },
  { file: "bad_01.ogg", label: "bad" },
  { file: "bad_06.ogg", label: "bad" },
];

/**
 * Offer the samples.
 *
 * @param {(take: Blob, name: string) => void} onTake gets the chosen sample.
 * @returns {HTMLElement} a row of buttons.
 */
export function samplesPanel(onTake) {
  const trouble = el("div");
  const choose = async (/** @type {Sample} */ { file }) => {
    put(trouble);
    try {
      const response = await fetch(`takes/${file}`);
      if (!response.ok) throw new Error(`${file}: ${response.status}`);
      onTake(await response.blob(), file);
    } catch (error) {
      put(trouble, problemBox(error));
    }
  };
  return el(
    "section",
    { class: "samples", "aria-labelledby": "samples-title" },
    el("h2", { id: "samples-title" }, S.try.samplesTitle),
    el("p", { class: "row" }, SAMPLES.map((sample, i) =>
      button(`${i + 1}: ${S.try.sample(sample.label)}`, () => choose(sample), { class: "quiet" }))),
    el("p", { class: "note" }, S.try.samplesNote),
    trouble,
  );
}
