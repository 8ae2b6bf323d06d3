/**
 * A place to drop files, or to choose them.
 * @module drop
 * @import { Attributes } from "types/dom"
 */
import { el } from "./dom.js";
import { S } from "./strings.js";

/** @typedef {File & {folder?: string}} Found a file; `folder` is the path of the one it was dropped in. */

let count = 0;

/**
 * Make a place for files.
 *
 * @param {Object} options
 * @param {string} options.text what it says.
 * @param {string} options.hint a few more words.
 * @param {string} [options.accept] as of a file input.
 * @param {boolean} [options.folders] whether dropped folders are read, too.
 * @param {(files: Found[]) => void} options.onFiles gets the files; a file from a folder has
 *   the folder's path as `folder`, or its own as `webkitRelativePath`.
 * @returns {HTMLElement} a file input and its label; a drop anywhere on it counts.
 */
export function dropZone({ text, hint, accept = "audio/*,.wav,.flac,.mp3,.ogg,.opus,.aif,.aiff",
  folders = false, onFiles }) {
  const id = `files-${++count}`;
  const zone = el("div", { class: "drop" }, fileInput({ id, accept }, onFiles),
    el("label", { for: id }, el("strong", {}, text), el("span", {}, hint)));
  if (folders) {
    // Only a drop mixes files and folders; in a dialog it is the one or the other.
    zone.append(fileInput({ id: `${id}-folder`, webkitdirectory: true }, onFiles),
      el("label", { for: `${id}-folder`, class: "folder" }, S.drop.folder));
  }
  const over = (/** @type {Event} */ event) => {
    event.preventDefault();
    zone.classList.add("over");
  };
  zone.addEventListener("dragover", over);
  zone.addEventListener("dragenter", over);
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", async (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    const { files, items } = event.dataTransfer ?? { files: [], items: [] };
    const found = folders ? await walk([...items]) : [...files];
    if (found.length) onFiles(found);
  });
  return zone;
}

/**
 * Make an input for files that its label stands for.
 *
 * @param {Attributes} attributes
 * @param {(files: Found[]) => void} onFiles
 * @returns {HTMLInputElement}
 */
function fileInput(attributes, onFiles) {
  const input = el("input", { type: "file", multiple: true, class: "visually-hidden", ...attributes });
  input.addEventListener("change", () => {
    const files = [...input.files ?? []].filter((file) => !file.name.startsWith("."));
    input.value = "";
    if (files.length) onFiles(files);
  });
  return input;
}

// A drop beside the place must not lead the browser away from the page.
for (const name of ["dragover", "drop"]) {
  window.addEventListener(name, (event) => event.preventDefault());
}

/**
 * Read all files of what was dropped.
 *
 * @param {DataTransferItem[]} items files and folders.
 * @returns {Promise<Found[]>}
 */
async function walk(items) {
  /** @type {Found[]} */
  const files = [];
  const entries = [];
  for (const item of items) {
    // Both at once, before the first wait: afterwards the browser has forgotten them.
    const entry = item.webkitGetAsEntry?.();
    const file = item.getAsFile();
    if (entry) entries.push(entry);
    else if (file) files.push(file);
  }
  const visit = async (/** @type {FileSystemEntry} */ entry) => {
    if (isFile(entry)) {
      /** @type {File} */
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      const folder = entry.fullPath.split("/").slice(0, -1).join("/");
      if (!file.name.startsWith(".")) files.push(Object.assign(file, { folder }));
      return;
    }
    if (!isFolder(entry)) return;
    const reader = entry.createReader();
    for (;;) {
      /** @type {FileSystemEntry[]} */
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!some.length) return; // readEntries gives a hundred at a time
      for (const one of some) await visit(one);
    }
  };
  for (const entry of entries) await visit(entry);
  return files;
}

/** @param {FileSystemEntry} entry @returns {entry is FileSystemFileEntry} whether it is a file. */
function isFile(entry) {
  return entry.isFile;
}

/** @param {FileSystemEntry} entry @returns {entry is FileSystemDirectoryEntry} whether it has entries. */
function isFolder(entry) {
  return entry.isDirectory;
}
