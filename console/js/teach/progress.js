/**
 * A training while it runs: phase, epoch, time left and the losses so far.
 * @module teach/progress
 * @import { Training } from "openapi"
 * @import { Point } from "../plot/xy.js"
 */
import { ask } from "../api.js";
import { button, el, put } from "../dom.js";
import { measured, minutes } from "../format.js";
import { line, xyChart } from "../plot/xy.js";
import { problemBox } from "../problem.js";
import { S } from "../strings.js";

const words = S.teach.training;

/** Losses as far as they were heard of. A training fits several networks: each is a curve of its own. */
class Losses {
  /** @type {Array<Array<{at: number, epoch: number, loss: number, validation: ?number}>>} */
  fits = [];

  /** Note what a training says now. @param {Training} job */
  hear({ progress, epoch, current_loss: loss, validation_loss: validation }) {
    const last = this.fits.at(-1)?.at(-1);
    if (epoch === null || loss === null || (last?.epoch === epoch && last.loss === loss)) return;
    const heard = { at: progress, epoch, loss, validation };
    if (!last || epoch <= last.epoch) this.fits.push([heard]);
    else this.fits.at(-1)?.push(heard);
  }

  /** Draw them. @returns {?HTMLElement} a chart; null before there are two numbers. */
  chart() {
    const all = this.fits.flat();
    const last = all.at(-1);
    if (!last || all.length < 2) return null;
    const most = Math.max(...all.flatMap((one) => [one.loss, one.validation ?? 0]));
    const curves = (/** @type {"loss"|"validation"} */ name, /** @type {string} */ mark) =>
      this.fits.map((fit) => line(fit.map((one) => [one.at, one[name]]), mark));
    const keys = [
      { mark: "series-0", text: S.nowAt(words.loss, measured(last.loss)) },
      { mark: "series-1", text: S.nowAt(words.validation, measured(last.validation)) },
    ];
    return xyChart({
      title: words.chart,
      x: { from: 0, to: 100, ticks: [0, 25, 50, 75, 100], name: words.along },
      y: { from: 0, to: most, ticks: [0, Number(most.toPrecision(2))] },
      layers: [...curves("validation", "series-1"), ...curves("loss", "series-0")],
      keys,
      text: keys.map((key) => key.text).join("; "),
    });
  }
}

/**
 * What a training does, by phase.
 *
 * @type {Object<string, string>}
 */
export const PHASES = words.phase;

/**
 * Show a training while it runs.
 *
 * @param {string} id of the training.
 * @returns {{node: HTMLElement, update: (job: Training) => void}} what is shown of it; `update`
 *   gets what it says now. What has the focus stays where it is.
 */
export function progressPanel(id) {
  const losses = new Losses();
  const facts = el("p");
  const bar = el("progress", { max: "100", "aria-label": words.progress });
  const message = el("p", { class: "note" });
  const chart = el("div", { class: "loss-room" });
  const trouble = el("div");
  const stop = async () => {
    try {
      await ask("POST", `api/v1/training-jobs/${id}/cancel`);
    } catch (error) {
      put(trouble, problemBox(error));
    }
  };
  const update = (/** @type {Training} */ job) => {
    losses.hear(job);
    facts.textContent = [
      PHASES[job.phase] ?? job.phase,
      job.epoch === null ? null : words.epoch(job.epoch, job.total_epochs),
      job.seconds_left ? words.left(minutes(job.seconds_left)) : null,
    ].filter(Boolean).join(", ");
    bar.value = job.progress;
    message.textContent = job.message;
    put(chart, losses.chart());
  };
  const node = el("div", {}, facts, bar, message, chart,
    el("p", {}, button(words.stop, stop, { class: "quiet" })), trouble);
  return { node, update };
}
