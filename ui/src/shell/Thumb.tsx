import { useFileUrl } from "../api/file-url.ts";

/** A small picture of the server, fetched when it comes near to being seen. What it shows is said beside it. */
export function Thumb({ path }: { readonly path: string }) {
  const url = useFileUrl(path);
  return url && <img src={url} alt="" loading="lazy" decoding="async" />;
}
