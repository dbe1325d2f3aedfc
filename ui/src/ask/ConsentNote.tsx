import { useEffect, useRef } from "preact/hooks";
import { chooseModel } from "../models/chosen-model.ts";
import { useStore } from "../shell/store.ts";
import { wanted } from "./consent.ts";

/** The step before the first byte leaves: says to whom, and what. */
export function ConsentNote({ scan }: { readonly scan: string }) {
  const consent = useStore(wanted);
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), [consent]);
  if (consent?.scan !== scan) return null;
  const locally = () => {
    chooseModel(null);
    consent.go();
  };
  return (
    <div class="consent note warn" role="alertdialog" aria-labelledby="consent-title" aria-describedby="consent-what">
      <h2 id="consent-title">
        Send to <b>{consent.host}</b>?
      </h2>
      <p id="consent-what">
        Your questions about this scan, its scores and the texts of similar cases go to {consent.model} at{" "}
        {consent.host}. If that model reads images, the picture goes too. This is asked once for each scan.
      </p>
      <p class="row">
        <button ref={first} type="button" class="button" onClick={locally}>
          Stay on this computer
        </button>
        <button type="button" class="button main" onClick={consent.go}>
          Send to {consent.host}
        </button>
        <button type="button" class="button plain" onClick={() => wanted.set(null)}>
          Cancel
        </button>
      </p>
    </div>
  );
}
