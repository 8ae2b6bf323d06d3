/**
 * The panel that records from the microphone.
 * @module try/record
 * @import { Level, Recording } from "../audio/recorder.js"
 */
import { Problem } from "../api.js";
import { CLIPPED, MAX_SECONDS, record } from "../audio/recorder.js";
import { button, el, put } from "../dom.js";
import { clock } from "../format.js";
import { problemBox } from "../problem.js";
import { S } from "../strings.js";

const QUIET_PEAK = 0.03;
const QUIET_AFTER_SECONDS = 2;
const DECIBELS = 60;

/**
 * Make the panel.
 *
 * @param {(take: Blob, name: string) => void} onTake gets every take as WAV, and a name for it.
 * @returns {HTMLElement} the panel.
 */
export function recorderPanel(onTake) {
  const panel = el("div", { class: "recorder" });
  /** @type {?Recording} */
  let recording = null;

  const idle = (/** @type {?Problem} */ problem = null) => {
    recording = null;
    put(panel, button(S.record.start, begin, { class: "record" }), problem && problemBox(problem));
  };
  const begin = async () => {
    const meter = levelMeter();
    try {
      recording = await record((level) => {
        meter.show(level);
        if (level.seconds >= MAX_SECONDS) finish();
      });
    } catch {
      idle(new Problem(S.record.denied));
      return;
    }
    const stop = button(S.record.stop, finish, { class: "record on" });
    put(panel, el("div", { class: "row" }, stop, button(S.record.cancel, discard)), meter.node);
    stop.focus();
  };
  const finish = async () => {
    const ending = recording;
    recording = null; // a second click finds nothing to end
    const blob = await ending?.stop();
    idle();
    if (blob) onTake(blob, S.record.name(new Date().toTimeString().slice(0, 8).replaceAll(":", ".")));
  };
  const discard = () => {
    recording?.cancel();
    idle();
  };
  idle();
  return panel;
}

/** Make a meter. @returns {{node: HTMLElement, show: (level: Level) => void}} `show` moves it. */
function levelMeter() {
  const bar = el("div", { class: "level-bar" });
  const meter = el("div", {
    class: "level", role: "meter", "aria-label": S.record.level,
    "aria-valuemin": -DECIBELS, "aria-valuemax": 0, "aria-valuenow": -DECIBELS,
  }, bar);
  const time = el("p", { class: "time" }, S.record.now(clock(0)));
  const advice = el("p", { class: "advice", role: "status" }, S.record.fine);
  let loudest = 0;
  let clippedUntil = 0;
  const show = (/** @type {Level} */ { peak, seconds }) => {
    const decibels = Math.max(-DECIBELS, 20 * Math.log10(peak || 1e-9));
    bar.style.transform = `scaleX(${1 + decibels / DECIBELS})`;
    meter.setAttribute("aria-valuenow", String(Math.round(decibels)));
    loudest = Math.max(loudest, peak);
    if (peak >= CLIPPED) clippedUntil = seconds + 3;
    const clipped = seconds < clippedUntil;
    const quiet = loudest < QUIET_PEAK && seconds > QUIET_AFTER_SECONDS;
    const text = clipped ? S.record.clipped : quiet ? S.record.quiet : S.record.fine;
    meter.classList.toggle("clipped", clipped);
    if (advice.textContent !== text) advice.textContent = text;
    time.textContent = S.record.now(clock(seconds));
  };
  return { node: el("div", { class: "metering" }, time, meter, advice), show };
}
