import { useEffect, useState } from "preact/hooks";

const query = matchMedia("(width < 600px)");

/** Whether there is room for one column only: then the scans are a drawer. */
export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(query.matches);
  useEffect(() => {
    const changed = () => setNarrow(query.matches);
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }, []);
  return narrow;
}
