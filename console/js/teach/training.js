/**
 * Begin a training, watch it, and see what came of it.
 * @module teach/training
 * @import { Model, Training } from "openapi"
 * @import { ModelsPanel } from "./models.js"
 * @import { Ended, Final } from "./outcome.js"
 */
import { ask, poll } from "../api.js";
import { el, put } from "../dom.js";
import { problemBox } from "../problem.js";
import { S } from "../strings.js";
import { outcome } from "./outcome.js";
import { PHASES, progressPanel } from "./progress.js";

/** @type {Final[]} */
const FINAL = ["promoted", "rejected", "failed", "cancelled"];

/** @typedef {{data_source: string, epochs: number, test_share: number, augment: boolean}} Wanted of a training. */

/**
 * Make the panel.
 *
 * @param {ModelsPanel} models the panel of all models: a training adds one.
 * @returns {{node: HTMLElement, shown: () => Promise<void>, models: (all: Model[]) => void}} the
 *   panel; `shown` looks for a training that runs already, `models` is told which models there are.
 */
export function trainingPanel(models) {
  const state = el("div", { class: "training" });
  const spoken = el("p", { class: "visually-hidden", role: "status" });
  /** @type {?string} */
  let following = null;
  /** @type {?Ended} */
  let over = null;
  /** @type {Model[]} */
  let known = [];

  const end = (/** @type {Training} */ job, /** @type {Final} */ status) => {
    over = outcome(job, status, models);
    over.models(known);
    put(state, over.node);
  };
  const say = (/** @type {Training} */ { phase }) => {
    // Not every epoch: who listens to the page wants to know what it does, not every number.
    const text = PHASES[phase] ?? phase;
    if (spoken.textContent !== text) spoken.textContent = text;
  };
  const follow = async (/** @type {string} */ id) => {
    if (following === id) return;
    following = id;
    over = null;
    const live = progressPanel(id);
    put(state, live.node);
    try {
      const last = await poll(`api/v1/train-status/${id}`, (one) => isFinal(one.status), (one) => {
        say(one);
        live.update(one);
      });
      if (isFinal(last.status)) end(last, last.status);
      models.refresh();
    } catch (error) {
      put(state, problemBox(error));
    }
    following = null;
  };
  const begin = async (/** @type {Wanted} */ wanted) => {
    try {
      const { training_id: id } = await ask("POST", "api/v1/retrain", { json: wanted });
      follow(id);
    } catch (error) {
      put(state, problemBox(error));
    }
  };
  const shown = async () => {
    try {
      const { jobs: [latest] } = await ask("GET", "api/v1/training-jobs?limit=1");
      if (!latest) return;
      if (!isFinal(latest.status)) follow(latest.training_id);
      else if (!state.firstChild) end(latest, latest.status);
    } catch (error) {
      put(state, problemBox(error));
    }
  };
  const node = el("section", { class: "card" }, el("h2", {}, S.teach.training.title),
    el("p", { class: "note" }, S.teach.training.explain), trainingForm(begin), spoken, state);
  const told = (/** @type {Model[]} */ all) => {
    known = all;
    over?.models(all);
  };
  return { node, shown, models: told };
}

/** @param {Training["status"]} status @returns {status is Final} whether nothing comes after it. */
function isFinal(status) {
  return FINAL.some((one) => one === status);
}

/** Ask what is wanted. @param {(wanted: Wanted) => void} begin @returns {HTMLFormElement} */
function trainingForm(begin) {
  const source = el("select", { id: "data-source" }, Object.entries(S.teach.training.sources)
    .map(([value, text]) => el("option", { value }, text)));
  const epochs = el("input", { id: "epochs", type: "number", min: "1", max: "1000", required: true });
  epochs.value = "100";
  const share = el("input", { id: "share", type: "number", min: "10", max: "50", step: "10" });
  share.value = "20";
  const augment = el("input", { id: "augment", type: "checkbox" });
  const field = (/** @type {HTMLElement} */ input, /** @type {string} */ text) => el("p", {}, el("label", { for: input.id }, text), input);
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    begin({ data_source: source.value, epochs: Number(epochs.value),
      test_share: Number(share.value) / 100, augment: augment.checked });
  };
  return el("form", { class: "fields", on: { submit } },
    field(source, S.teach.training.source), field(epochs, S.teach.training.epochs),
    el("details", {}, el("summary", {}, S.teach.training.more),
      field(share, S.teach.training.share), field(augment, S.teach.training.augment)),
    el("p", {}, el("button", { type: "submit", class: "primary" }, S.teach.training.start)));
}
