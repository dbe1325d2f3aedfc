/** A scan file on this machine (command line), or one in the store (server). */
export type ScanRef =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "stored"; readonly id: string; readonly view?: string | undefined };
