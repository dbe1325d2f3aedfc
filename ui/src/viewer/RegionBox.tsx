import { useEffect, useRef } from "preact/hooks";
import type { RegionPx, SizePx } from "../../../src/imaging/contract.ts";
import { createStore, useStore } from "../shell/store.ts";
import { nudgeRegion, type Placement } from "./geometry.ts";

/** Counts wishes to have the keyboard on the box: one made with the keyboard is then moved with it. */
export const regionFocus = createStore(0);

interface RegionBoxProps {
  readonly region: RegionPx;
  readonly picture: SizePx;
  readonly placement: Placement;
  readonly onChange: (region: RegionPx | null) => void;
  readonly onAsk: () => void;
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The box that is asked about. Arrows move it, with Shift they size it, Delete takes it away, Enter asks. */
export function RegionBox({ region, picture, placement, onChange, onAsk }: RegionBoxProps) {
  const ref = useRef<HTMLButtonElement>(null);
  const focus = useStore(regionFocus);
  useEffect(() => {
    if (focus > 0) ref.current?.focus({ preventScroll: true });
  }, [focus]);

  const onKeyDown = (event: KeyboardEvent) => {
    const arrow = arrows[event.key];
    if (arrow) {
      const step = Math.max(1, Math.round(Math.min(picture.widthPx, picture.heightPx) / 50));
      const [dx, dy] = arrow.map((each) => each * step);
      onChange(nudgeRegion(region, { dx, dy, resize: event.shiftKey }, picture));
    } else if (event.key === "Delete" || event.key === "Backspace") onChange(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const { scale, left, top } = placement;
  return (
    <button
      ref={ref}
      type="button"
      class="region-box"
      aria-label={`Region, ${region.widthPx} by ${region.heightPx} pixels at ${region.xPx}, ${region.yPx}. Arrows move it, with Shift they size it, Delete takes it away, Enter goes to the question.`}
      onKeyDown={onKeyDown}
      onClick={onAsk}
      style={{
        left: `${left + region.xPx * scale}px`,
        top: `${top + region.yPx * scale}px`,
        width: `${region.widthPx * scale}px`,
        height: `${region.heightPx * scale}px`,
      }}
    />
  );
}
