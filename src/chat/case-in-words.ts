/** A case without an id of its own is called by the first digits of its image's hash. */
export function caseInWords(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 8) : id;
}
