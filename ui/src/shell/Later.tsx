import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { toast } from "./toast.ts";

/** A part of the page that is fetched when it is first shown: what few open weighs nothing for the others. */
export function Later({ load }: { readonly load: () => Promise<ComponentType> }) {
  const [found, setFound] = useState<{ readonly part: ComponentType } | null>(null);
  useEffect(() => {
    let here = true;
    load().then(
      (part) => here && setFound({ part }),
      () => toast("This part of the page cannot be read. Is the server still there?"),
    );
    return () => {
      here = false;
    };
  }, [load]);
  return found ? <found.part /> : null;
}
