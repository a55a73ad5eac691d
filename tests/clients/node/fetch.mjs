// Calls an endpoint with `fetch` for the Python tests, and prints what came of it in one line:
// `node fetch.mjs URL HEADERS BODY PATIENCE`, where HEADERS and BODY are JSON and PATIENCE is
// milliseconds. A stream is read event by event.

const [url, headers, body, patience] = process.argv.slice(2);

function words(traces) {
  return traces
    .map((trace) => {
      const payload = trace.payload ?? {};
      const said = payload.message ?? payload.content ?? payload.state ?? '';
      const shown = typeof said === 'string' ? said.slice(0, 20) : JSON.stringify(said);
      return `${trace.type} ${shown}`.trim();
    })
    .join(', ');
}

const heard = [];

async function listen(response) {
  let text = '';
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    text += piece;
    const events = text.split('\n\n');
    text = events.pop();
    for (const event of events) {
      const name = event.match(/^event: (.*)$/m)?.[1];
      const data = event.match(/^data: (.*)$/m)?.[1];
      if (name === 'trace') heard.push(JSON.parse(data));
      if (name === 'error' || name === 'end') heard.push({ type: name });
    }
  }
  return words(heard);
}

try {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...JSON.parse(headers) },
    body,
    signal: AbortSignal.timeout(Number(patience)),
  });
  if (!response.ok) {
    const after = response.headers.get('retry-after');
    console.log(`HTTP ${response.status}${after ? `, retry after ${after}` : ''}`);
  } else if (url.endsWith('/stream')) {
    console.log(await listen(response));
  } else {
    console.log(words((await response.json()).traces));
  }
} catch (error) {
  const cause = error.cause?.code ? ` (${error.cause.code})` : '';
  const plain = ['SyntaxError', 'TimeoutError'].includes(error.name);
  const kind = plain ? error.name : `${error.name}: ${error.message}${cause}`;
  console.log([...(heard.length ? [words(heard)] : []), kind].join(', '));
}
process.exit(0);
