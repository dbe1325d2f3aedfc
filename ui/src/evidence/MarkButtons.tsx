import { markCase, useMark } from "../ask/marks.ts";
import { Icon } from "../shell/Icon.tsx";
import { usePlace } from "../shell/place.ts";

interface MarkButtonsProps {
  readonly library: string;
  readonly pairId: string;
  readonly case: string;
}

/** Pins a pair for the answers to come, or bans its case from them; pressed again, neither. */
export function MarkButtons({ library, pairId, case: name }: MarkButtonsProps) {
  const { scan } = usePlace();
  const mark = useMark(scan, library, pairId, name);
  if (scan === null) return null;
  const set = (wanted: "pin" | "ban") => () =>
    void markCase(scan, mark === wanted ? "release" : wanted, { library, pairId, case: name });
  const short = /^[0-9a-f]{64}$/.test(name) ? name.slice(0, 8) : name;
  return (
    <span class="mark-buttons">
      <button
        type="button"
        class="mark-button"
        aria-pressed={mark === "pin"}
        aria-label={`${mark === "pin" ? "Pinned" : "Pin"} case ${short}`}
        title={
          mark === "pin"
            ? "Pinned: the answers always read it. Press to release it."
            : "Always read this in the next answers"
        }
        onClick={set("pin")}
      >
        <Icon name="pin" /> {mark === "pin" ? "pinned" : "pin"}
      </button>
      <button
        type="button"
        class="mark-button"
        aria-pressed={mark === "ban"}
        aria-label={`${mark === "ban" ? "Banned" : "Ban"} case ${short}`}
        title={
          mark === "ban"
            ? "Banned: no answer reads this case. Press to release it."
            : "Never read this whole case again in this conversation"
        }
        onClick={set("ban")}
      >
        <Icon name="ban" /> {mark === "ban" ? "banned" : "ban"}
      </button>
    </span>
  );
}
