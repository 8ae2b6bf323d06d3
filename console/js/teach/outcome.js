/**
 * What came of a training: the comparison, what can be done about it, and its charts.
 * @module teach/outcome
 * @import { Model, Training } from "openapi"
 * @import { ModelsPanel } from "./models.js"
 */
import { ask } from "../api.js";
import { button, el, put } from "../dom.js";
import { isMissing, problemBox } from "../problem.js";
import { S } from "../strings.js";
import { comparison } from "./compare.js";

const words = S.teach.training;

/** @typedef {Pick<ModelsPanel, "promote"|"back">} Acts on models. */
/** @typedef {{node: HTMLElement, models: (all: Model[]) => void}} Ended `models` is told which there are. */
/** @typedef {keyof typeof words.ended} Final status of a training. */

/**
 * Tell what came of a training.
 *
 * @param {Training} job that is over.
 * @param {Final} status how it ended.
 * @param {Acts} acts
 * @returns {Ended}
 */
export function outcome(job, status, acts) {
  const choice = el("div");
  const node = el("div", {},
    el("p", { class: `ended ${status}`, role: "status" },
      el("b", {}, words.ended[status]), " ", job.reason ?? ""),
    comparison(job.decision),
    choice,
    job.version ? charts(job.training_id) : null,
    job.version ? el("p", { class: "note" }, S.verdict.model(job.version)) : null);
  const models = (/** @type {Model[]} */ all) => {
    const own = all.find((model) => model.version === job.version);
    put(choice, own ? whatNow(own, acts) : null);
  };
  return { node, models };
}

/** Offer what can be done with a model. @param {Model} model @param {Acts} acts @returns {HTMLElement} */
function whatNow(model, { promote, back }) {
  const { text, act } = words.now[model.status];
  const does = model.status === "in_service" ? back : () => promote(model);
  return el("p", { class: "row" }, el("span", {}, text), button(act, does, { class: "quiet" }));
}

/**
 * Show charts when they are opened: most people want the sentence above and not the curves.
 *
 * @param {string} id of the training.
 * @returns {HTMLElement}
 */
function charts(id) {
  const held = el("div", { class: "chart-room" });
  const details = el("details", { class: "charts" }, el("summary", {}, words.charts), held);
  details.addEventListener("toggle", async () => {
    if (!details.open || held.firstChild) return;
    try {
      const [body, { trainingCharts }] = await Promise.all([
        ask("GET", `api/v1/visualizations/training/${id}`), import("./charts.js"),
      ]);
      put(held, trainingCharts(body));
    } catch (error) {
      put(held, isMissing(error) ? el("p", { class: "note" }, error.message) : problemBox(error));
    }
  });
  return details;
}
