/**
 * All models: which one serves, why, and how to change that.
 * @module teach/models
 * @import { MetricsSummary, Model } from "openapi"
 * @import { Path } from "types/routes"
 */
import { ask } from "../api.js";
import { button, el, put } from "../dom.js";
import { problemBox } from "../problem.js";
import { S } from "../strings.js";
import { comparison } from "./compare.js";

const words = S.teach.models;

/** @typedef {(model: Model) => Promise<void>} Promote puts a model into service, once that is confirmed. */

/**
 * @typedef {Object} ModelsPanel
 * @property {HTMLElement} node
 * @property {() => Promise<void>} refresh reads the list again.
 * @property {Promote} promote
 * @property {() => Promise<void>} back returns to the model before, once that is confirmed.
 */

/**
 * Make the panel.
 *
 * @param {(models: Model[]) => void} listed told of all models whenever they are read.
 * @returns {ModelsPanel}
 */
export function modelsPanel(listed) {
  const held = el("div", { class: "models" });
  const trouble = el("div");
  const refresh = async () => {
    try {
      const { models } = await ask("GET", "api/v1/models?limit=100");
      put(held, table(models, promote));
      listed(models);
    } catch (error) {
      put(held, problemBox(error));
    }
  };
  /**
   * Change which model serves.
   *
   * @param {"api/v1/models/rollback"|`api/v1/models/${string}/promote`} path
   * @param {{reason: string, override?: boolean}} json
   */
  const change = async (path, json) => {
    put(trouble);
    try {
      const { version } = await ask("POST", path, { json });
      put(trouble, el("p", { role: "status" }, words.serves(version)));
    } catch (error) {
      put(trouble, problemBox(error));
    }
    await refresh();
  };
  const { dialog, confirm } = confirmation();
  /** @type {Promote} */
  const promote = async ({ version, status }) => {
    const override = status === "rejected";
    const reason = await confirm(words.promoteOne(version), override ? words.override : words.promoting);
    if (reason === null) return;
    await change(`api/v1/models/${encodeURIComponent(version)}/promote`, { reason, override });
  };
  const back = async () => {
    const reason = await confirm(words.rollback, words.rollingBack);
    if (reason !== null) await change("api/v1/models/rollback", { reason });
  };
  const node = el("section", { class: "card" }, el("h2", {}, words.title), held, trouble,
    el("p", { class: "row after" }, button(words.rollback, back, { class: "quiet" })), dialog);
  return { node, refresh, promote, back };
}

/** List models. @param {Model[]} models @param {Promote} promote @returns {HTMLElement} */
function table(models, promote) {
  const row = (/** @type {Model} */ model) => el("tr", {},
    el("th", { scope: "row" }, model.version),
    el("td", {}, words.status[model.status] ?? model.status),
    el("td", {}, auc(model.metrics)),
    el("td", {}, new Date(model.created_at).toLocaleString()),
    el("td", {}, model.status === "in_service" ? null
      : button(words.promote, () => promote(model), {
        class: "quiet", "aria-label": words.promoteOne(model.version) })),
    el("td", {}, more(model.version)));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": words.title },
    el("table", {}, el("thead", {}, el("tr", {},
      words.columns.map((text) => el("th", { scope: "col" }, text)))),
    el("tbody", {}, models.map(row))));
}

/**
 * Tell what the gate decided and what became of a model, asked for when it is wanted.
 *
 * @param {string} version
 * @returns {HTMLElement}
 */
function more(version) {
  const held = el("div");
  const details = el("details", {}, el("summary", {}, words.why), held);
  details.addEventListener("toggle", async () => {
    if (!details.open) return;
    try {
      const { decision, history } = await ask("GET", `api/v1/models/${encodeURIComponent(version)}`);
      put(held, decision?.reason ? el("p", {}, String(decision.reason)) : null,
        comparison(decision),
        el("ul", {}, history.map((one) => el("li", {},
          words.change(new Date(one.at).toLocaleString(), words.actions[one.action] ?? one.action, one.reason)))));
    } catch (error) {
      put(held, problemBox(error));
    }
  });
  return details;
}

/**
 * Make a question before something that everybody notices.
 *
 * @returns {{dialog: HTMLDialogElement,
 *   confirm: (question: string, explanation: string) => Promise<?string>}} `confirm` resolves to a
 *   reason, or to null.
 */
function confirmation() {
  const title = el("h3", { id: "confirm-title" });
  const text = el("p");
  const reason = el("input", { id: "confirm-reason", maxlength: "500" });
  /** @type {(reason: ?string) => void} */
  let answer = () => {};
  const dialog = el("dialog", { "aria-labelledby": "confirm-title" }, title, text,
    el("form", { method: "dialog", on: { submit: () => answer(reason.value.trim()) } },
      el("label", { for: "confirm-reason" }, words.reason), reason,
      el("p", { class: "row" }, el("button", { type: "submit", class: "primary" }, words.yes),
        button(words.no, () => dialog.close()))));
  dialog.addEventListener("close", () => answer(null)); // after a submit this comes too late to count
  const confirm = (/** @type {string} */ question, /** @type {string} */ explanation) => {
    title.textContent = question;
    text.textContent = explanation;
    reason.value = "";
    dialog.showModal();
    return new Promise((resolve) => (answer = resolve));
  };
  return { dialog, confirm };
}

/** Say how good a model is. @param {MetricsSummary} metrics @returns {string} */
function auc({ auc: found }) {
  return found?.value == null ? "–" : S.interval("", found.value, found.low, found.high);
}
