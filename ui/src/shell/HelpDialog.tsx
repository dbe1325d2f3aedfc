import { Dialog } from "./Dialog.tsx";
import { shortcuts } from "./keys.ts";
import { close } from "./place.ts";

export function HelpDialog() {
  return (
    <Dialog title="Keys and manners" onClose={() => close({ dialog: null })}>
      <dl class="help-keys">
        {shortcuts.map(({ shown, words }) => (
          <div key={shown}>
            <dt>
              <kbd>{shown}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>Esc</kbd>
          </dt>
          <dd>closes what was opened</dd>
        </div>
      </dl>
      <ul class="help-words">
        <li>
          Wheel or two fingers zoom, a double click looks closer, the arrows move the picture when it has the focus.
        </li>
        <li>
          A region is moved with the arrows, sized with Shift and the arrows, taken away with Delete. Questions,
          classes, cases and drafts then speak of it alone.
        </li>
        <li>Brightness and contrast change what you see; the encoder reads the picture as it is.</li>
        <li>
          A <b>share</b> is a preference among the names you gave. It is not a chance. A <b>probability</b> is shown
          only where something measured calibrates it.
        </li>
        <li>
          A <b>heat map</b> is yellow where the image is most like a name. It says neither why a class was chosen nor
          where a finding ends.
        </li>
        <li>
          A number in a box points to what a sentence rests on. A case is another patient’s: its text says nothing of
          this scan.
        </li>
      </ul>
      <p class="quiet">Research and education software, not a medical device.</p>
    </Dialog>
  );
}
