/** How long a language model has said nothing, counted while it is waited for. */
export interface Silence {
  /** Milliseconds that it may still be waited for; 0: too long already. */
  leftMs(): number;
  waited(ms: number): void;
  /** It said something: a piece of the answer, or of what it thinks before it answers. */
  heard(what: "answer" | "thought"): void;
}

/** Who thinks aloud is not silent, but must come to an answer in this many times the limit. */
const thoughtLimits = 10;

/** @param limitMs longest silence */
export function createSilence(limitMs: number): Silence {
  let [silentMs, unansweredMs] = [0, 0];
  return {
    leftMs: () => Math.max(0, Math.min(limitMs - silentMs, thoughtLimits * limitMs - unansweredMs)),
    waited(ms) {
      silentMs += ms;
      unansweredMs += ms;
    },
    heard(what) {
      silentMs = 0;
      if (what === "answer") unansweredMs = 0;
    },
  };
}
