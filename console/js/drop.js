/**
 * A place to drop files, or to choose them.
 * @module drop
 */
import { el } from "./dom.js";

let count = 0;

/**
 * @param {Object} options
 * @param {string} options.text what it says.
 * @param {string} options.hint a few more words.
 * @param {string} [options.accept] as of a file input.
 * @param {boolean} [options.folders] whether dropped folders are read, too.
 * @param {function(File[]): void} options.onFiles gets the files; a file from a folder has its
 *   path as `folder`.
 * @returns {HTMLElement} a label around a file input; a drop anywhere on it counts.
 */
export function dropZone({ text, hint, accept = "audio/*,.wav,.flac,.mp3,.ogg,.opus,.aif,.aiff",
  folders = false, onFiles }) {
  const id = `files-${++count}`;
  const input = el("input", { type: "file", id, multiple: true, accept, class: "visually-hidden" });
  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = "";
    if (files.length) onFiles(files);
  });
  const zone = el("div", { class: "drop" }, input,
    el("label", { for: id }, el("strong", {}, text), el("span", {}, hint)));
  const over = (event) => {
    event.preventDefault();
    zone.classList.add("over");
  };
  zone.addEventListener("dragover", over);
  zone.addEventListener("dragenter", over);
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", async (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    const { files, items } = event.dataTransfer;
    const found = folders ? await walk([...items]) : [...files];
    if (found.length) onFiles(found);
  });
  return zone;
}

// A drop beside the place must not lead the browser away from the page.
for (const name of ["dragover", "drop"]) {
  window.addEventListener(name, (event) => event.preventDefault());
}

/** Read all files of dropped folders. */
async function walk(items) {
  const entries = items.map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const files = [];
  const visit = async (entry) => {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      file.folder = entry.fullPath.split("/").slice(0, -1).join("/");
      if (!file.name.startsWith(".")) files.push(file);
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!some.length) return; // readEntries gives a hundred at a time
      for (const one of some) await visit(one);
    }
  };
  for (const entry of entries) await visit(entry);
  return files;
}
