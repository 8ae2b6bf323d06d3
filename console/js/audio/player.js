/**
 * Playing a take, or a stretch of it.
 * @module audio/player
 */

/** @type {?Player} */
let playing = null;

/** One take that can be heard. Only one plays at a time. */
export class Player extends EventTarget {
  /** @param {Blob} blob the recording. */
  constructor(blob) {
    super();
    this.url = URL.createObjectURL(blob);
    this.audio = new Audio(this.url);
    this.audio.preload = "auto";
    this.end = Infinity;
    this.closed = false;
    const changed = () => this.dispatchEvent(new Event("change"));
    for (const name of ["play", "pause", "ended", "error", "seeked"]) {
      this.audio.addEventListener(name, changed);
    }
    this.audio.addEventListener("play", () => this.#follow());
  }

  /** @returns {number} where it stands, in seconds. */
  get time() {
    return this.audio.currentTime;
  }

  /** @returns {boolean} whether it stands still. */
  get paused() {
    return this.audio.paused;
  }

  /** @returns {boolean} whether this browser cannot play it. */
  get silent() {
    return this.audio.error !== null;
  }

  /**
   * Play on, or from somewhere to somewhere.
   *
   * @param {number} [from] seconds; where it stands if not given.
   * @param {number} [to] seconds; the end if not given.
   */
  async play(from, to = Infinity) {
    if (playing && playing !== this) playing.pause();
    playing = this;
    this.end = to;
    if (from !== undefined) this.audio.currentTime = from;
    try {
      await this.audio.play();
    } catch {
      this.dispatchEvent(new Event("change")); // cannot be played, or was paused meanwhile
    }
  }

  /** Stand still. */
  pause() {
    this.audio.pause();
  }

  /** Play on, or stand still. */
  toggle() {
    if (this.paused) this.play();
    else this.pause();
  }

  /** Go to a time. @param {number} time seconds. */
  seek(time) {
    this.end = Infinity;
    this.audio.currentTime = time;
  }

  /** Give the recording's memory back. */
  close() {
    this.closed = true;
    this.pause();
    this.audio.removeAttribute("src");
    URL.revokeObjectURL(this.url);
    this.dispatchEvent(new Event("closed"));
  }

  /** Tell where it is, frame by frame, until it stands still. */
  #follow() {
    this.dispatchEvent(new Event("change"));
    if (this.paused) return;
    if (this.time >= this.end) {
      this.pause();
      return;
    }
    requestAnimationFrame(() => this.#follow());
  }
}
