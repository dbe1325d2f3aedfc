import { useEffect, useState } from "preact/hooks";

/** A value that changes, and who wants to know. */
export interface Store<T> {
  get(): T;
  set(value: T): void;
  update(change: (value: T) => T): void;
  /** @returns ends the subscription */
  subscribe(changed: () => void): () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  const set = (next: T) => {
    if (Object.is(next, value)) return;
    value = next;
    for (const changed of [...listeners]) changed();
  };
  return {
    get: () => value,
    set,
    update: (change) => set(change(value)),
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}

/** The store's value; renders again when it changes. */
export function useStore<T>(store: Store<T>): T {
  const [, render] = useState(0);
  useEffect(() => {
    const seen = store.get();
    const stop = store.subscribe(() => render((count) => count + 1));
    if (!Object.is(seen, store.get())) render((count) => count + 1);
    return stop;
  }, [store]);
  return store.get();
}
