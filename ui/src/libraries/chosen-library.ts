import { place, usePlace } from "../shell/place.ts";
import { all, status } from "../shell/server-data.ts";

/** The library asked: the address's, else the one that the server uses. */
export function useChosenLibrary(): string {
  const { library } = usePlace();
  const server = status.use(all);
  if (library) return library;
  return (server.kind === "ready" && server.value.library?.name) || "demo";
}

/** The library to name in a request; absent: the server chooses. */
export function libraryPart(): { readonly library?: string } {
  const { library } = place.get();
  return library ? { library } : {};
}
