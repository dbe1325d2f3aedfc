import { useState } from "preact/hooks";
import { takeToken, tokenWanted } from "../api/token.ts";
import { Dialog } from "./Dialog.tsx";
import { useStore } from "./store.ts";

/** Asked for only by a server that other computers can reach. */
export function TokenDialog() {
  const wanted = useStore(tokenWanted);
  const [token, setToken] = useState("");
  if (!wanted) return null;
  return (
    <Dialog title="This server asks for its token" onClose={() => tokenWanted.set(false)}>
      <form
        class="token-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim() !== "") takeToken(token.trim());
        }}
      >
        <label class="labelled">
          <span>the token that whoever runs this server gave you; it stays in this tab</span>
          <input
            class="field"
            type="password"
            autocomplete="off"
            required
            value={token}
            onInput={({ currentTarget }) => setToken(currentTarget.value)}
          />
        </label>
        <button type="submit" class="button main">
          Use it
        </button>
      </form>
    </Dialog>
  );
}
