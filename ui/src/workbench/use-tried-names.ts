import { useEffect, useState } from "preact/hooks";
import type { TriedNames, TryNamesRequest } from "../../../src/app/try-names.ts";
import { isAbort } from "../api/errors.ts";
import { tryNames } from "../api/try-names.ts";

/** Until somebody has stopped typing. */
const quietMs = 400;

export interface Tried {
  /** The last that came; it stays while the next is awaited. */
  readonly result: TriedNames | null;
  readonly waiting: boolean;
  readonly error: unknown;
}

/** What names do, asked anew whenever the request changes. @param request null: nothing to ask */
export function useTriedNames(request: TryNamesRequest | null): Tried {
  const [tried, setTried] = useState<Tried>({ result: null, waiting: false, error: null });
  const key = request === null ? null : JSON.stringify(request);
  useEffect(() => {
    if (key === null) return;
    const stop = new AbortController();
    setTried((now) => ({ ...now, waiting: true }));
    const timer = setTimeout(async () => {
      try {
        setTried({ result: await tryNames(JSON.parse(key), stop.signal), waiting: false, error: null });
      } catch (error) {
        if (!isAbort(error)) setTried((now) => ({ ...now, waiting: false, error }));
      }
    }, quietMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [key]);
  return tried;
}
