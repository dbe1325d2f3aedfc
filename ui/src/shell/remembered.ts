/** A choice of this browser, kept between visits where storage is on. Holds names and ids only: never text or pixels. */
export function remembered(name: string): { get(): string | null; set(value: string | null): void } {
  const key = `caselens.${name}`;
  return {
    get() {
      try {
        return localStorage.getItem(key);
      } catch {
        return null;
      }
    },
    set(value) {
      try {
        if (value === null) localStorage.removeItem(key);
        else localStorage.setItem(key, value);
      } catch {
        // Storage is off: the choice lasts as long as the page.
      }
    },
  };
}
