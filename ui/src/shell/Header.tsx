import { JobsButton } from "../libraries/JobsButton.tsx";
import { LibrarySelect } from "../libraries/LibrarySelect.tsx";
import { ModelSelect } from "../models/ModelSelect.tsx";
import { drawer } from "./drawer.ts";
import { Icon, type IconName } from "./Icon.tsx";
import { useNarrow } from "./narrow.ts";
import { go } from "./place.ts";
import { useStore } from "./store.ts";
import { nextTheme, type Theme, theme } from "./theme.ts";

const themeIcons: Readonly<Record<Theme, IconName>> = { system: "half", light: "sun", dark: "moon" };

export function Header() {
  const open = useStore(drawer);
  const narrow = useNarrow();
  const currentTheme = useStore(theme);
  return (
    <header class="header">
      <button
        type="button"
        class="button plain drawer-button"
        aria-label="Scans, library, writer"
        aria-expanded={open}
        aria-controls="rail"
        onClick={() => drawer.set(!open)}
      >
        <Icon name="menu" />
      </button>
      <h1 class="wordmark">caselens</h1>
      {!narrow && (
        <div class="header-choices">
          <LibrarySelect />
          <ModelSelect />
        </div>
      )}
      <span class="header-gap" />
      <JobsButton />
      <button
        type="button"
        class="button plain"
        aria-label="Help and keys"
        title="Help (?)"
        onClick={() => go({ dialog: "help" })}
      >
        ?
      </button>
      <button
        type="button"
        class="button plain"
        aria-label={`Theme: ${currentTheme}. Change it.`}
        title={`Theme: ${currentTheme}`}
        onClick={nextTheme}
      >
        <Icon name={themeIcons[currentTheme]} />
      </button>
    </header>
  );
}
