import { announcement } from "./announce.ts";
import { useStore } from "./store.ts";

/** Read out by screen readers, sentence by sentence. */
export function LiveRegion() {
  const { count, text } = useStore(announcement);
  return (
    <div class="unseen" aria-live="polite">
      <p key={count}>{text}</p>
    </div>
  );
}
