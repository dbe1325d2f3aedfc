import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./Icon.tsx";
import { ScrollBox } from "./ScrollBox.tsx";

interface DialogProps {
  readonly title: string;
  /** Takes the width that there is. */
  readonly wide?: boolean;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A native dialog: it holds the keyboard, Escape closes it, and the focus goes back to what opened it. */
export function Dialog({ title, wide, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      class={wide ? "dialog wide" : "dialog"}
      aria-labelledby="dialog-title"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header class="dialog-head">
        <h2 id="dialog-title">{title}</h2>
        <button type="button" class="button plain" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <ScrollBox class="dialog-body" label={title}>
        {children}
      </ScrollBox>
    </dialog>
  );
}
