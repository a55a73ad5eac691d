// Starts Voiceflow's own widget against this server, as Voiceflow's snippet does.

import { byId } from './elements.mjs';
import { ROOT, askedFor } from './visitor.mjs';

const NOT_IT = 'The file of --widget-bundle has not made window.voiceflow.chat, so it is not the bundle of the widget.';

/**
 * What `window.voiceflow.chat.load` gets. The older widget takes `url`, the current one `voice.url`
 * too: https://docs.voiceflow.com/documentation/deploy/widget/web-chat-api.
 */
export function optionsFor({ project, user, version, environment }, root) {
  const url = root.href.replace(/\/$/, '');
  const versionID = version ?? environment;
  return {
    verify: { projectID: project },
    url,
    ...(versionID && { versionID }),
    ...(user && { userID: user }),
    voice: { url },
  };
}

if (globalThis.document !== undefined) start();

function start() {
  const [status, problem, shown] = byId('status', 'problem', 'options');
  const options = optionsFor(askedFor(location.search), ROOT);
  shown.textContent = `window.voiceflow.chat.load(${JSON.stringify(options, null, 2)})`;
  const fail = (text) => {
    status.textContent = 'The widget does not run.';
    problem.textContent = text;
    problem.hidden = false;
  };
  const source = new URL('bundle.mjs', import.meta.url).href;
  run(source)
    .then(() => window.voiceflow?.chat?.load ? undefined : import(source)) // It may be a module in earnest.
    .then(async () => {
      if (typeof window.voiceflow?.chat?.load !== 'function') throw new Error(NOT_IT);
      await window.voiceflow.chat.load(options);
      status.textContent = 'It runs: look at the corner of this page.';
    })
    .catch((error) => fail(String(error?.message ?? error)));
}

// As in Voiceflow's snippet: its bundle is a whole program, whatever its name ends in.
function run(source) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.type = 'text/javascript';
    script.src = source;
    script.onload = resolve;
    script.onerror = () => reject(new Error('The bundle could not be loaded. Its file may be gone.'));
    document.head.append(script);
  });
}
