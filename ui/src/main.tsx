import { render } from "preact";
import { Page } from "./shell/Page.tsx";

const root = document.getElementById("page");
if (root) render(<Page />, root);
