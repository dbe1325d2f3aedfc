import { useEffect, useState } from "preact/hooks";
import { send } from "./request.ts";
import { hasToken } from "./token.ts";

/**
 * An address by which an element can show a file of the server. With a token the file is fetched first, since an element sends none.
 * @returns null while it is being fetched, or when it cannot be
 */
export function useFileUrl(path: string): string | null {
  const direct = !hasToken();
  const [fetched, setFetched] = useState<{ readonly path: string; readonly url: string } | null>(null);
  useEffect(() => {
    if (direct) return;
    const stop = new AbortController();
    let url: string | null = null;
    fetchUrl(path, stop.signal).then(
      (made) => {
        url = made;
        if (stop.signal.aborted) URL.revokeObjectURL(made);
        else setFetched({ path, url: made });
      },
      () => undefined,
    );
    return () => {
      stop.abort();
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [path, direct]);
  if (direct) return path;
  return fetched?.path === path ? fetched.url : null;
}

async function fetchUrl(path: string, signal: AbortSignal): Promise<string> {
  return URL.createObjectURL(await (await send(path, { signal })).blob());
}

/** Saves a file of the server under a name. */
export async function saveFile(path: string, name: string): Promise<void> {
  const url = await fetchUrl(path, new AbortController().signal);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
