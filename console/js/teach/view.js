/**
 * Teach it: labelled recordings in, a training, and which model serves.
 * @module teach/view
 * @import { Child } from "types/dom"
 * @import { Found } from "../drop.js"
 */
import { ask } from "../api.js";
import { button, el, put } from "../dom.js";
import { dropZone } from "../drop.js";
import { problemBox } from "../problem.js";
import { S } from "../strings.js";
import { Items, readManifest } from "./items.js";
import { listenPanel } from "./listen.js";
import { modelsPanel } from "./models.js";
import { send } from "./send.js";
import { itemsTable } from "./sheet.js";
import { stockPanel } from "./stock.js";
import { trainingPanel } from "./training.js";

/** Make the view. @returns {{node: HTMLElement, shown: () => void}} */
export function view() {
  const items = new Items();
  const stock = stockPanel();
  const models = modelsPanel((all) => training.models(all));
  const training = trainingPanel(models);
  const told = el("div", { role: "status" });
  const listen = listenPanel(items);

  const take = async (/** @type {Found[]} */ files) => {
    put(told);
    const sheets = files.filter((file) => /\.csv$/i.test(file.name));
    items.add(files.filter((file) => !sheets.includes(file)));
    for (const sheet of sheets) put(told, await apply(sheet, items));
    if (sheets.length) stock.refresh();
    if (items.next) listen.focus();
  };
  const node = el(
    "div",
    {},
    el("h1", {}, S.teach.title),
    el("p", { class: "lead" }, S.teach.intro),
    dropZone({ text: S.teach.drop, hint: S.teach.dropHint, folders: true,
      accept: "audio/*,.wav,.flac,.mp3,.ogg,.opus,.aif,.aiff,.csv", onFiles: take }),
    told,
    listen,
    sendPanel(items, () => stock.refresh()),
    stock.node,
    training.node,
    models.node,
  );
  const shown = () => {
    stock.refresh();
    training.shown();
    models.refresh();
  };
  return { node, shown };
}

/**
 * Apply a CSV file: to the recordings here by name, or to those the service has by id.
 *
 * @param {File} sheet
 * @param {Items} items
 * @returns {Promise<Child>} what came of it.
 */
async function apply(sheet, items) {
  const text = await sheet.text();
  const rows = readManifest(text);
  if (rows) return el("p", {}, S.teach.manifest.here(items.apply(rows), rows.length));
  try {
    const body = await ask("POST", "api/v1/data/manifest", { csv: text });
    return [el("p", {}, S.teach.manifest.there(body)),
      ...body.errors.slice(0, 10).map(({ line, error }) =>
        el("p", { class: "bad-news" }, S.teach.manifest.line(line, error.detail || error.title))),
      ...body.contradictions.slice(0, 10).map(({ line, field, stored, given }) =>
        el("p", { class: "bad-news" }, S.teach.manifest.line(line,
          S.teach.items.contradiction(field, stored, given))))];
  } catch (error) {
    return problemBox(error);
  }
}

/** Make the panel that sends. @param {Items} items @param {() => void} sent called when that is over. @returns {HTMLElement} */
function sendPanel(items, sent) {
  const singer = el("input", { id: "singer", maxlength: "100" });
  const rater = el("input", { id: "rater", maxlength: "100" });
  const source = el("input", { id: "source", maxlength: "100" });
  const consent = el("input", { id: "consent", type: "checkbox" });
  const field = (/** @type {HTMLElement} */ input, /** @type {string} */ text) => el("p", {}, el("label", { for: input.id }, text), input);
  const go = button("", async () => {
    go.disabled = true;
    for (const item of items.ready) item.singer ||= singer.value.trim();
    const common = { rater: rater.value.trim(), source: source.value.trim(), consent: consent.checked };
    await send(items.ready, common, () => items.changed());
    items.changed();
    sent();
  }, { class: "primary" });
  const panel = el("section", { class: "card" }, el("h2", {}, S.teach.send.title),
    itemsTable(items),
    el("div", { class: "fields" }, field(singer, S.teach.send.singer), field(rater, S.teach.send.rater),
      field(source, S.teach.send.source), field(consent, S.teach.send.consent)),
    el("p", { class: "row" }, go, button(S.try.clear, () => items.clear())));
  const draw = () => {
    panel.hidden = !items.all.length;
    const busy = items.all.some((item) => item.outcome?.status === "sending");
    const { length } = items.ready;
    go.textContent = S.teach.send.go(length);
    go.disabled = busy || !length;
  };
  items.addEventListener("change", draw);
  draw();
  return panel;
}
