// The same server as bare_server.py on Node's http, nothing tuned.
// Run with the answers as JSON. Prints its URL on stdout when it listens, and serves until it is
// stopped.

import { createServer } from "node:http";

const answers = JSON.parse(process.argv[2]);
const session = Buffer.from(answers.session);
const interact = Buffer.from(answers.interact);
const parts = answers.stream.map((part) => Buffer.from(part));

function answerJson(response, body) {
  response.setHeader("Content-Type", "application/json; charset=utf-8");
  response.end(body);
}

function answerStream(response) {
  response.setHeader("Content-Type", "text/event-stream");
  response.setHeader("Cache-Control", "no-cache");
  for (const part of parts) response.write(part);
  response.end();
}

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    if (request.url === "/v4/interact/stream") answerStream(response);
    else answerJson(response, request.url.startsWith("/state/user/") ? interact : session);
  });
});

// By default it closes a connection that is quiet for 5 s, which may happen between two rounds.
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
