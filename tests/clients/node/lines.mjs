// The line protocol between a Node program and the Python tests: one command a line on stdin, one
// reply or report a line on stdout, all JSON. NodeProcess in ../node_client.py is the other end.
//
//   command  {"id": 7, "command": "emit", "socket": "1", ...}   one of the program's commands
//   reply    {"reply": 7, "value": ...} or {"reply": 7, "error": "..."}
//   report   {"report": "connect", "socket": "1", ...}          something that happened by itself
//
// "socket" is the name of the client that a command or a report is about.

import { createInterface } from 'node:readline';

// JSON.stringify escapes lone surrogates, so the line is valid UTF-8 whatever a test sends.
function print(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

export function report(socket, name, fields = {}) {
  print({ report: name, socket, ...fields });
}

const exit = () => process.exit(0);

async function execute(commands, line) {
  const message = JSON.parse(line);
  try {
    // Called before the first await, so commands take effect in the order of their lines.
    const value = await commands[message.command](message);
    print({ reply: message.id, value });
  } catch (error) {
    print({ reply: message.id, error: error.stack });
  }
}

// Executes commands, each a function of the whole message, until `exit` or the end of stdin.
export function serve(commands) {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => execute({ exit, ...commands }, line));
  lines.on('close', exit);
}
