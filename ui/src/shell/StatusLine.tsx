import { chosenModel } from "../models/chosen-model.ts";
import { useStore } from "./store.ts";

/** What this is, and where things go. Said once: in the pane on a narrow screen, below everything on a wide one. */
export function StatusLine({ place }: { readonly place: "pane" | "page" }) {
  const model = useStore(chosenModel);
  return (
    <p class={`status-line small quiet on-${place}`}>
      research and education, not a medical device ·{" "}
      {model?.remote ? (
        <span class="warning">questions and text go to {model.host ?? model.name}</span>
      ) : (
        "nothing leaves this computer"
      )}
    </p>
  );
}
