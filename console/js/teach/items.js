/**
 * Recordings that wait for a label, and what was said of them; every step can be undone.
 * @module teach/items
 * @import { Contradiction } from "openapi"
 * @import { ProblemDocument } from "../api.js"
 * @import { Found } from "../drop.js"
 */

/** @typedef {"good"|"bad"} Label */
/** @typedef {{file: string, label: Label, singer: string}} Row of a manifest. */

/**
 * @typedef {Object} Outcome
 * @property {"sending"|"stored"|"duplicate"|"refused"} status
 * @property {?ProblemDocument} [error] why it was refused.
 * @property {Contradiction[]} [contradictions] to what was said of it before.
 */

/**
 * @typedef {Object} Item
 * @property {Found} file the recording.
 * @property {?Label} label what was said.
 * @property {?("folder"|"manifest"|"you")} by who said it.
 * @property {string} singer empty where unknown.
 * @property {boolean} skipped passed over while listening.
 * @property {?Outcome} outcome what the API made of it.
 */

/** All recordings of the view. Tells of every change by the event `change`. */
export class Items extends EventTarget {
  /** @type {Item[]} */
  all = [];
  /** @type {Array<{item: Item, before: Pick<Item, "label"|"by"|"skipped">}>} */
  #done = [];

  /** Take recordings in. @param {Found[]} files recordings; one from a folder `good` or `bad` has its label. */
  add(files) {
    for (const file of files) {
      const label = labelOf(folderOf(file));
      const by = label ? "folder" : null;
      this.all.push({ file, label, by, singer: "", skipped: false, outcome: null });
    }
    this.changed();
  }

  /** @returns {?Item} the next one to listen to. */
  get next() {
    return this.all.find((item) => !item.label && !item.skipped && !item.outcome) ?? null;
  }

  /** @returns {Item[]} what can be sent now. */
  get ready() {
    return this.all.filter((item) => item.label && item.outcome?.status !== "stored"
      && item.outcome?.status !== "duplicate");
  }

  /**
   * Label a recording.
   *
   * @param {Item} item
   * @param {?Label} label null takes it back.
   */
  label(item, label) {
    this.#remember(item);
    Object.assign(item, { label, by: label ? "you" : null, skipped: false });
    this.changed();
  }

  /** Pass a recording over. @param {Item} item is not to be listened to now. */
  skip(item) {
    this.#remember(item);
    item.skipped = true;
    this.changed();
  }

  /** Take the last label or skip back. @returns {?Item} whose it was. */
  undo() {
    const last = this.#done.pop();
    if (!last) return null;
    Object.assign(last.item, last.before);
    this.changed();
    return last.item;
  }

  /**
   * Apply a manifest.
   *
   * @param {Row[]} rows
   * @returns {number} how many recordings it named.
   */
  apply(rows) {
    const byName = new Map(rows.map((row) => [row.file, row]));
    let found = 0;
    for (const item of this.all) {
      const { file } = item;
      const row = byName.get(`${folderOf(file)}/${file.name}`) ?? byName.get(file.name);
      if (!row) continue;
      found += 1;
      Object.assign(item, { label: row.label, by: "manifest", singer: row.singer || item.singer });
    }
    this.changed();
    return found;
  }

  /** Forget all of them. */
  clear() {
    this.all = [];
    this.#done = [];
    this.changed();
  }

  /** Tell that something changed. */
  changed() {
    this.dispatchEvent(new Event("change"));
  }

  /** @param {Item} item will change in a way that can be undone. */
  #remember(item) {
    const { label, by, skipped } = item;
    this.#done.push({ item, before: { label, by, skipped } });
  }
}

/** Find where a file is from. @param {Found} file @returns {string} the folder it was in, without a slash at either end. */
function folderOf(file) {
  const path = file.folder ?? file.webkitRelativePath.split("/").slice(0, -1).join("/");
  return path.replace(/^\/+/, "");
}

/** Read a label off a path. @param {string} path of a folder. @returns {?Label} what its innermost name says. */
export function labelOf(path) {
  const names = path.toLowerCase().split("/").reverse();
  return names.find(isLabel) ?? null;
}

/**
 * Read a manifest: a CSV file with the columns `file`, `label` and, if known, `singer`.
 *
 * @param {string} text
 * @returns {?Row[]} null where those columns are
 *   missing; lines with another label are left out.
 */
export function readManifest(text) {
  const [head, ...lines] = parseCsv(text);
  const column = (/** @type {string} */ name) => head?.findIndex((cell) => cell.trim().toLowerCase() === name) ?? -1;
  const [file, label, singer] = ["file", "label", "singer"].map(column);
  if (file < 0 || label < 0) return null;
  return lines.flatMap((cells) => {
    const name = cells[file]?.trim();
    const said = cells[label]?.trim().toLowerCase();
    return name && isLabel(said) ? [{ file: name, label: said, singer: cells[singer]?.trim() ?? "" }] : [];
  });
}

/**
 * Tell whether a word is a label.
 *
 * @param {string|undefined} word
 * @returns {word is Label}
 */
export function isLabel(word) {
  return word === "good" || word === "bad";
}

/** Read a table. @param {string} text CSV (RFC 4180). @returns {string[][]} cells. */
export function parseCsv(text) {
  const rows = [[""]];
  let quoted = false;
  const clean = text.replace(/^\uFEFF/, "");
  for (let i = 0; i < clean.length; i++) {
    const letter = clean[i];
    const row = rows[rows.length - 1];
    if (quoted && letter === '"' && clean[i + 1] === '"') row[row.length - 1] += clean[i++];
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && letter === ",") row.push("");
    else if (!quoted && (letter === "\n" || letter === "\r")) {
      if (letter === "\r" && clean[i + 1] === "\n") i++;
      rows.push([""]);
    } else row[row.length - 1] += letter;
  }
  return rows.filter((row) => row.length > 1 || row[0]);
}
