import { useEffect } from "preact/hooks";
import { createStore, type Store, useStore } from "./store.ts";

export type Loaded<T> =
  | { readonly kind: "loading" }
  | { readonly kind: "ready"; readonly value: T }
  | { readonly kind: "failed"; readonly error: unknown };

/** Something asked of the server under a key, asked once and kept: a tab that is opened again shows it at once. */
export interface Kept<T> {
  /** The value under the key, loading it when nobody has. Null: nothing to load. */
  use(key: string | null): Loaded<T>;
  /** The value that is there already. */
  get(key: string): T | null;
  load(key: string): Promise<void>;
  /** Loads again what was asked for before; what nobody asked for is left to `use`. */
  refresh(key: string): Promise<void>;
  set(key: string, value: T): void;
  /** Changes a value that is there. */
  change(key: string, change: (value: T) => T): void;
  forget(key: string): void;
}

export function keep<T>(ask: (key: string) => Promise<T>): Kept<T> {
  const stores = new Map<string, Store<Loaded<T>>>();
  const begun = new Map<string, number>();
  const storeOf = (key: string) => {
    const known = stores.get(key);
    if (known) return known;
    const fresh = createStore<Loaded<T>>({ kind: "loading" });
    stores.set(key, fresh);
    return fresh;
  };
  const load = async (key: string) => {
    const turn = (begun.get(key) ?? 0) + 1;
    begun.set(key, turn);
    const current = () => begun.get(key) === turn;
    try {
      const value = await ask(key);
      if (current()) storeOf(key).set({ kind: "ready", value });
    } catch (error) {
      if (current()) storeOf(key).set({ kind: "failed", error });
    }
  };
  const none = createStore<Loaded<T>>({ kind: "loading" });
  return {
    use(key) {
      useEffect(() => {
        if (key !== null && !begun.has(key)) void load(key);
      }, [key]);
      return useStore(key === null ? none : storeOf(key));
    },
    get(key) {
      const now = storeOf(key).get();
      return now.kind === "ready" ? now.value : null;
    },
    load,
    async refresh(key) {
      if (begun.has(key)) await load(key);
    },
    set(key, value) {
      begun.set(key, (begun.get(key) ?? 0) + 1);
      storeOf(key).set({ kind: "ready", value });
    },
    change(key, change) {
      storeOf(key).update((now) => (now.kind === "ready" ? { kind: "ready", value: change(now.value) } : now));
    },
    forget(key) {
      begun.delete(key);
      storeOf(key).set({ kind: "loading" });
    },
  };
}
