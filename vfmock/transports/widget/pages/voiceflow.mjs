// Starts Voiceflow's own widget against this server, as Voiceflow's snippet does.

import { byId } from './elements.mjs';
import { ROOT, askedFor } from './visitor.mjs';

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
  const script = document.createElement('script');
  script.src = new URL('bundle.mjs', import.meta.url).href;
  script.type = 'text/javascript'; // As in the snippet: the bundle is a whole program.
  script.onerror = () => fail('The bundle could not be loaded: its file is gone, or is no JavaScript any more.');
  script.onload = async () => {
    const chat = window.voiceflow?.chat;
    if (typeof chat?.load !== 'function') {
      fail('The file of --widget-bundle has not made window.voiceflow.chat: it is not the bundle of the widget, or the console of this page says what went wrong in it.');
      return;
    }
    try {
      await chat.load(options);
      status.textContent = 'It runs: look at the corner of this page.';
    } catch (error) {
      fail(`window.voiceflow.chat.load has failed: ${error?.message ?? error}`);
    }
  };
  document.head.append(script);
}
