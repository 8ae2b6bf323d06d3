/**
 * The report about one take: verdict, reasons, the take itself.
 * @module try/report
 * @import { Acoustic, Feature, Prediction } from "openapi"
 * @import { Chart } from "../know/distributions.js"
 * @import { Detailed } from "../plot/take-plot.js"
 */
import { Player } from "../audio/player.js";
import { button, el, put, save } from "../dom.js";
import { FULL, judge } from "../judge.js";
import { S } from "../strings.js";
import { reasons } from "./reasons.js";
import { standalone } from "./standalone.js";
import { takePanel } from "./take.js";
import { verdict } from "./verdict.js";

/** @typedef {{blob: Blob, name: string, result: Prediction}} Judged a take with its judgement. */
/** @typedef {{node: HTMLElement, close: () => void}} Report `close` gives the sound's memory back. */

/**
 * Report on a take.
 *
 * @param {Judged} take
 * @returns {Report}
 */
export function report(take) {
  const { result } = take;
  const player = new Player(take.blob);
  const node = el(
    "article",
    { class: "card report" },
    el("h2", { tabindex: "-1" }, take.name),
    verdict(result),
    quality(result),
    hasDetail(result) ? takePanel(result, take.blob, player) : null,
    reasons(result),
    among(take),
    el("p", { class: "note" }, S.verdict.model(result.model_version)),
  );
  const data = () => save(JSON.stringify(result, null, 1), `${take.name}.json`, "application/json");
  const page = async () => save(await standalone(node, take.name), S.report.file(take.name), "text/html");
  node.append(el("p", { class: "row actions" }, button(S.report.save, page),
    button(S.report.data, data), button(S.report.print, () => print(node))));
  return { node, close: () => player.close() };
}

/**
 * Show where its values lie among those of other takes; fetched when it is opened.
 *
 * @param {Judged} take
 * @returns {HTMLElement}
 */
function among({ blob, name, result }) {
  const held = el("div", { class: "chart-room" });
  const details = el("details", { class: "among" }, el("summary", {}, S.reasons.among), held);
  const values = async (/** @type {Chart} */ chart) => {
    if (chart === "singing") return byName(result.features);
    result.acoustic ??= (await judge(blob, name, () => {}, FULL)).acoustic;
    return byName(result.acoustic ?? []);
  };
  details.addEventListener("toggle", async () => {
    if (!details.open || held.firstChild) return;
    const { spreadsPanel } = await import("../know/distributions.js");
    put(held, spreadsPanel({ name, values }));
  });
  return details;
}

/** Index values. @param {Array<Feature|Acoustic>} measured @returns {Object<string, ?number>} by feature. */
function byName(measured) {
  return Object.fromEntries(measured.map((one) => [one.name, one.value]));
}

/** @param {Prediction} result @returns {result is Detailed} whether there is something to plot. */
function hasDetail(result) {
  return Boolean(result.detail);
}

/** Print a report with all that can be unfolded. @param {HTMLElement} node */
function print(node) {
  const closed = [...node.querySelectorAll("details")].filter((details) => !details.open);
  closed.forEach((details) => (details.open = true));
  window.print();
  closed.forEach((details) => (details.open = false));
}

/** Say how good the recording is. @param {Prediction} result @returns {HTMLElement} */
function quality({ quality: measured, warnings }) {
  return el(
    "section",
    { class: "quality" },
    el("h3", {}, S.quality.title),
    el("p", {}, S.quality.facts(measured.seconds.toFixed(1),
      measured.voiced_seconds.toFixed(1), measured.notes)),
    warnings.length
      ? el("ul", { class: "warnings" }, warnings.map((warning) =>
          el("li", {}, el("b", {}, warning.message), " ", warning.advice)))
      : el("p", { class: "note" }, S.quality.fine),
  );
}
