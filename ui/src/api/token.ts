import { createStore } from "../shell/store.ts";

const key = "caselens.token";

/** The token of a server that other computers can reach; on loopback there is none. Kept as long as this browser tab. */
function read(): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

let token = read();

/** True once the server refused a request for want of the right token. */
export const tokenWanted = createStore(false);

export function hasToken(): boolean {
  return token !== null;
}

export function authorization(): Readonly<Record<string, string>> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

/** Takes a token and begins anew with it. */
export function takeToken(given: string): void {
  token = given;
  try {
    sessionStorage.setItem(key, given);
    location.reload();
  } catch {
    tokenWanted.set(false);
  }
}
