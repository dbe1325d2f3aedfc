import { percent } from "../shell/numbers.ts";

/** A calibrated chance: filled and named, never to be taken for a share. */
export function Probability({ value }: { readonly value: number }) {
  return (
    <span class="probability">
      <span class="probability-bar" style={{ width: `${value * 100}%` }} />
      <span>probability {percent(value)}</span>
    </span>
  );
}
