/**
 * What came of a training: the comparison, what can be done about it, and its charts.
 * @module teach/outcome
 */
import { ask } from "../api.js";
import { button, el, put } from "../dom.js";
import { problemBox } from "../problem.js";
import { S } from "../strings.js";
import { comparison } from "./compare.js";

const words = S.teach.training;

/**
 * @param {Object} job the API's Training, over.
 * @param {{promote: function(Object): void, back: function(): void}} acts on models.
 * @returns {{node: HTMLElement, models: function(Object[]): void}} `models` is told which models
 *   there are whenever that changes.
 */
export function outcome(job, acts) {
  const choice = el("div");
  const node = el("div", {},
    el("p", { class: `ended ${job.status}`, role: "status" },
      el("b", {}, words.ended[job.status]), " ", job.reason ?? ""),
    comparison(job.decision),
    choice,
    job.version ? charts(job.training_id) : null,
    job.version ? el("p", { class: "note" }, S.verdict.model(job.version)) : null);
  const models = (all) => {
    const own = all.find((model) => model.version === job.version);
    put(choice, own ? whatNow(own, acts) : null);
  };
  return { node, models };
}

function whatNow(model, { promote, back }) {
  const { text, act } = words.now[model.status];
  const does = model.status === "in_service" ? back : () => promote(model);
  return el("p", { class: "row" }, el("span", {}, text), button(act, does, { class: "quiet" }));
}

/** Fetched when it is opened: most people want the sentence above and not the curves. */
function charts(id) {
  const held = el("div", { class: "chart-room" });
  const details = el("details", { class: "charts" }, el("summary", {}, words.charts), held);
  details.addEventListener("toggle", async () => {
    if (!details.open || held.firstChild) return;
    try {
      const [{ body }, { trainingCharts }] = await Promise.all([
        ask("GET", `api/v1/visualizations/training/${id}`), import("./charts.js"),
      ]);
      put(held, trainingCharts(body));
    } catch (error) {
      put(held, error.status === 404 ? el("p", { class: "note" }, error.message) : problemBox(error));
    }
  });
  return details;
}
