/**
 * Begin a training, watch it, and see what came of it.
 * @module teach/training
 */
import { ask, poll } from "../api.js";
import { button, el, put } from "../dom.js";
import { minutes } from "../format.js";
import { lineChart } from "../plot/lines.js";
import { problemBox } from "../problem.js";
import { S } from "../strings.js";
import { comparison } from "./compare.js";

const FINAL = ["promoted", "rejected", "failed", "cancelled"];

/**
 * @param {function(): void} ended called when a training is over.
 * @returns {{node: HTMLElement, shown: function(): void}} the panel; `shown` looks for a training
 *   that runs already.
 */
export function trainingPanel(ended) {
  const state = el("div", { class: "training" });
  let following = null;

  const follow = async (id) => {
    if (following === id) return;
    following = id;
    const curve = [];
    try {
      const path = `api/v1/train-status/${id}`;
      const last = await poll(path, (one) => FINAL.includes(one.status), {
        onAnswer: (one) => {
          remember(curve, one);
          put(state, progress(one, curve));
        },
      });
      put(state, result(last, curve));
      ended();
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
      if (FINAL.includes(latest.status)) {
        if (!state.firstChild) put(state, result(latest, []));
      } else follow(latest.training_id);
    } catch (error) {
      put(state, problemBox(error));
    }
  };
  const node = el("section", { class: "card" }, el("h2", {}, S.teach.training.title),
    el("p", { class: "note" }, S.teach.training.explain), trainingForm(begin), state);
  return { node, shown };
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

function remember(curve, { epoch, current_loss: loss, validation_loss: validation }) {
  if (epoch === null || loss === null || curve.at(-1)?.epoch === epoch) return;
  curve.push({ epoch, loss, validation });
}

function progress(job, curve) {
  const stop = async () => {
    try {
      await ask("POST", `api/v1/training-jobs/${job.training_id}/cancel`);
    } catch (error) {
      put(trouble, problemBox(error));
    }
  };
  const trouble = el("div");
  const bar = el("progress", { max: "100", "aria-label": S.teach.training.progress });
  bar.value = job.progress;
  const facts = [
    S.teach.training.phase[job.phase] ?? job.phase,
    job.epoch === null ? null : S.teach.training.epoch(job.epoch, job.total_epochs),
    job.seconds_left === null ? null : S.teach.training.left(minutes(job.seconds_left)),
  ].filter(Boolean);
  return [el("p", { role: "status" }, facts.join(", ")), bar, el("p", { class: "note" }, job.message),
    chart(curve), el("p", {}, button(S.teach.training.stop, stop, { class: "quiet" })), trouble];
}

function chart(curve) {
  if (curve.length < 2) return el("div", { class: "chart-room" });
  const line = (name) => curve.filter((one) => one[name] !== null).map((one) => [one.epoch, one[name]]);
  return lineChart(S.teach.training.chart,
    [{ name: S.teach.training.loss, points: line("loss") },
      { name: S.teach.training.validation, points: line("validation") }]);
}

function result(job, curve) {
  return [
    el("p", { class: `ended ${job.status}`, role: "status" },
      el("b", {}, S.teach.training.ended[job.status]), " ", job.reason ?? ""),
    comparison(job.decision),
    curve.length > 1 ? chart(curve) : null,
    job.version ? el("p", { class: "note" }, S.verdict.model(job.version)) : null,
  ];
}
