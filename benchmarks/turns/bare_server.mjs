// The same server as bare_server.py on npm's socket.io, nothing tuned.
// Prints its URL on stdout when it listens, and serves until it is stopped.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { Server } from "socket.io";

const turn = JSON.parse(readFileSync(new URL("./turn.json", import.meta.url), "utf8"));
const http = createServer();
const io = new Server(http, { path: "/v4/interact/socket" });

io.on("connection", (socket) => {
  socket.on("client.start", () => socket.emit("client.started", turn.started));
  socket.on("session.create", () => socket.emit("session.created", turn.created));
  socket.on("action.send", () => {
    socket.emit("action.status", turn.accepted);
    for (const trace of turn.traces) socket.emit("action.trace", trace);
    socket.emit("action.status", turn.completed);
  });
});

http.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${http.address().port}`));
