/**
 * Begin a training, watch it, and see what came of it.
 * @module teach/training
 */
import { ask, poll } from "../api.js";
import { el, put } from "../dom.js";
import { problemBox } from "../problem.js";
import { S } from "../strings.js";
import { outcome } from "./outcome.js";
import { progressPanel } from "./progress.js";

const FINAL = ["promoted", "rejected", "failed", "cancelled"];

/**
 * @param {{refresh: function(): void, promote: function(Object): void, back: function(): void}}
 *   models the panel of all models: a training adds one.
 * @returns {{node: HTMLElement, shown: function(): void, models: function(Object[]): void}} the
 *   panel; `shown` looks for a training that runs already, `models` is told which models there are.
 */
export function trainingPanel(models) {
  const state = el("div", { class: "training" });
  const spoken = el("p", { class: "visually-hidden", role: "status" });
  let following = null;
  let over = null;
  let known = [];

  const end = (job) => {
    over = outcome(job, models);
    over.models(known);
    put(state, over.node);
  };
  const say = ({ phase }) => {
    // Not every epoch: who listens to the page wants to know what it does, not every number.
    const text = S.teach.training.phase[phase] ?? phase;
    if (spoken.textContent !== text) spoken.textContent = text;
  };
  const follow = async (id) => {
    if (following === id) return;
    following = id;
    over = null;
    const live = progressPanel(id);
    put(state, live.node);
    try {
      const last = await poll(`api/v1/train-status/${id}`, (one) => FINAL.includes(one.status), {
        onAnswer: (one) => {
          say(one);
          live.update(one);
        },
      });
      end(last);
      models.refresh();
    } catch (error) {
      put(state, problemBox(error));
    }
    following = null;
  };
  const begin = async (wanted) => {
    try {
      const { body } = await ask("POST", "api/v1/retrain", { json: wanted });
      follow(body.training_id);
    } catch (error) {
      put(state, problemBox(error));
    }
  };
  const shown = async () => {
    try {
      const { body } = await ask("GET", "api/v1/training-jobs?limit=1");
      const [latest] = body.jobs;
      if (!latest) return;
      if (!FINAL.includes(latest.status)) follow(latest.training_id);
      else if (!state.firstChild) end(latest);
    } catch (error) {
      put(state, problemBox(error));
    }
  };
  const node = el("section", { class: "card" }, el("h2", {}, S.teach.training.title),
    el("p", { class: "note" }, S.teach.training.explain), trainingForm(begin), spoken, state);
  const told = (all) => {
    known = all;
    over?.models(all);
  };
  return { node, shown, models: told };
}

function trainingForm(begin) {
  const source = el("select", { id: "data-source" }, Object.entries(S.teach.training.sources)
    .map(([value, text]) => el("option", { value }, text)));
  const epochs = el("input", { id: "epochs", type: "number", min: "1", max: "1000", required: true });
  epochs.value = 100;
  const share = el("input", { id: "share", type: "number", min: "10", max: "50", step: "10" });
  share.value = 20;
  const augment = el("input", { id: "augment", type: "checkbox" });
  const field = (input, text) => el("p", {}, el("label", { for: input.id }, text), input);
  const submit = (event) => {
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
