/**
 * Numbers as people read them.
 * @module format
 */
const NAMES = ["A", "A♯", "B", "C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯"];

/** Say a probability. @param {number} p 0..1. @returns {string} such as `96 %`; never 0 or 100, which nobody knows. */
export function percent(p) {
  const whole = Math.min(99, Math.max(1, Math.round(100 * p)));
  return `${whole} %`;
}

/** Say a time within a take. @param {number} seconds @returns {string} such as `1:02.5`. */
export function clock(seconds) {
  const tenths = Math.round(10 * seconds);
  return `${Math.floor(tenths / 600)}:${((tenths % 600) / 10).toFixed(1).padStart(4, "0")}`;
}

/** Name a pitch. @param {number} cents above 55 Hz (A1). @returns {string} the nearest note, such as `C♯4`. */
export function noteName(cents) {
  const steps = Math.round(cents / 100);
  const name = NAMES[((steps % 12) + 12) % 12];
  return `${name}${1 + Math.floor((steps + 9) / 12)}`;
}

/**
 * Say a measured value.
 *
 * @param {?number} [value] any number, or nothing.
 * @param {?string} [unit] `1` is no unit.
 * @returns {string} three significant digits and the unit; a dash for nothing.
 */
export function measured(value, unit = "1") {
  if (value === null || value === undefined) return "–";
  const most = Math.abs(value);
  const digits = most >= 100 ? 0 : most >= 10 ? 1 : most >= 1 ? 2 : 3;
  return `${value.toFixed(digits).replace("-", "−")}${unit && unit !== "1" ? ` ${unit}` : ""}`;
}

/** Say a value with its sign. @param {?number} value @returns {string} such as `+0.77`; a dash for nothing. */
export function signed(value) {
  if (value === null) return "–";
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
}

/** Say how long something takes. @param {number} seconds @returns {string} rounded, such as `40 s` or `3 min`. */
export function minutes(seconds) {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

/** Say how large a file is. @param {number} bytes @returns {string} such as `1.2 MB`. */
export function size(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/**
 * Write a table as CSV. A text that a spreadsheet would take for a formula is kept from being one.
 *
 * @param {Array<Array<string|number|null>>} rows the first one names the columns.
 * @returns {string} RFC 4180.
 */
export function csv(rows) {
  const cell = (/** @type {string|number|null} */ value) => {
    if (typeof value === "number") return String(value);
    const text = String(value ?? "");
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
