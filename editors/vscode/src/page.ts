/** A page in a view: nothing is loaded but what the extension brings, and nothing runs but its own script. */

import { randomBytes } from "node:crypto";
import { Uri, type Webview } from "vscode";

/** Show a page: the body, with `media/<name>.css` and the script `dist/media/<name>.js`. */
export function show(webview: Webview, root: Uri, name: string, body: string): void {
  const [styles, scripts] = [Uri.joinPath(root, "media"), Uri.joinPath(root, "dist", "media")];
  const nonce = randomBytes(16).toString("base64");
  webview.options = { enableScripts: true, localResourceRoots: [styles, scripts] };
  webview.html = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}';">
<link rel="stylesheet" href="${webview.asWebviewUri(Uri.joinPath(styles, `${name}.css`)).toString()}">
</head>
<body>
${body}
<script nonce="${nonce}" src="${webview.asWebviewUri(Uri.joinPath(scripts, `${name}.js`)).toString()}"></script>
</body>
</html>`;
}
