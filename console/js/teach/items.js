/**
 * Recordings that wait for a label, and what was said of them; every step can be undone.
 * @module teach/items
 */

/**
 * @typedef {Object} Item
 * @property {File} file the recording.
 * @property {?("good"|"bad")} label what was said.
 * @property {?("folder"|"manifest"|"you")} by who said it.
 * @property {string} singer empty where unknown.
 * @property {boolean} skipped passed over while listening.
 * @property {?Object} outcome what the API made of it.
 */

/** All recordings of the view. Tells of every change by the event `change`. */
export class Items extends EventTarget {
  /** @type {Item[]} */
  all = [];
  #done = [];

  /** @param {File[]} files recordings; one from a folder `good` or `bad` has its label. */
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
   * @param {Item} item
   * @param {?("good"|"bad")} label null takes it back.
   */
  label(item, label) {
    this.#remember(item);
    Object.assign(item, { label, by: label ? "you" : null, skipped: false });
    this.changed();
  }

  /** @param {Item} item is not to be listened to now. */
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
   * @param {Array<{file: string, label: string, singer: string}>} rows
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

  clear() {
    this.all = [];
    this.#done = [];
    this.changed();
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }

  #remember(item) {
    const { label, by, skipped } = item;
    this.#done.push({ item, before: { label, by, skipped } });
  }
}

/** @param {File} file @returns {string} the folder it was in, without a slash at either end. */
function folderOf(file) {
  const path = file.folder ?? file.webkitRelativePath.split("/").slice(0, -1).join("/");
  return path.replace(/^\/+/, "");
}

/** @param {string} path of a folder. @returns {?("good"|"bad")} what its innermost name says. */
export function labelOf(path) {
  const names = path.toLowerCase().split("/").reverse();
  return names.find((name) => name === "good" || name === "bad") ?? null;
}

/**
 * Read a manifest: a CSV file with the columns `file`, `label` and, if known, `singer`.
 *
 * @param {string} text
 * @returns {?Array<{file: string, label: string, singer: string}>} null where those columns are
 *   missing; lines with another label are left out.
 */
export function readManifest(text) {
  const [head, ...lines] = parseCsv(text);
  const column = (name) => head?.findIndex((cell) => cell.trim().toLowerCase() === name) ?? -1;
  const [file, label, singer] = ["file", "label", "singer"].map(column);
  if (file < 0 || label < 0) return null;
  return lines
    .map((cells) => ({
      file: cells[file]?.trim() ?? "",
      label: cells[label]?.trim().toLowerCase() ?? "",
      singer: cells[singer]?.trim() ?? "",
    }))
    .filter((row) => row.file && (row.label === "good" || row.label === "bad"));
}

/** @param {string} text CSV (RFC 4180). @returns {string[][]} cells. */
export function parseCsv(text) {
  const rows = [[""]];
  let quoted = false;
  const clean = text.replace(/^\uFEFF/, "");
  for (let i = 0; i < clean.length; i++) {
    const letter = clean[i];
    const row = rows.at(-1);
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
