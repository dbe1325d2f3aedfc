import type { ComponentChildren } from "preact";

interface ScrollBoxProps {
  readonly class: string;
  readonly label: string;
  readonly children: ComponentChildren;
}

/** Something that scrolls by itself: the keyboard can reach it and its name is said. */
export function ScrollBox({ class: className, label, children }: ScrollBoxProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by those without a pointer
    <section class={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
