"""Client programs for ``vfmock contract client``: a small kit, and the programs made of it."""

from __future__ import annotations

KIT = '''
import os
import sys
import threading

import socketio


class Client:
    """The library starts a thread for each event: all are kept, and waited for in any order."""

    def __init__(self):
        self.key = None
        self.events = []
        self.more = threading.Condition()
        self.socket = socketio.Client(
            reconnection_delay=0.01, reconnection_delay_max=0.01, randomization_factor=0
        )
        self.socket.on("*", self.keep)
        self.socket.on("connect", lambda: self.keep("connect"))
        self.socket.on("disconnect", lambda reason: self.keep("disconnect"))
        self.socket.connect(
            os.environ["VFMOCK_URL"],
            socketio_path=os.environ["VFMOCK_SOCKET_PATH"],
            transports=["websocket"],
        )
        self.wait("connect")

    def keep(self, name, payload=None):
        with self.more:
            self.events.append((name, payload))
            self.more.notify_all()

    def wait(self, name, **wanted):
        def find():
            for event in self.events:
                if event[0] == name and all(event[1].get(k) == v for k, v in wanted.items()):
                    return event
            return None

        with self.more:
            found = self.more.wait_for(find, 20)
            if found is None:
                sys.exit(f"no {name} {wanted}: {self.events}")
            self.events.remove(found)
            return found[1]

    def emit(self, name, payload={}):
        self.socket.emit(name, payload)

    def start(self, **more):
        self.emit("client.start", {"userID": "ada", "projectID": "p", **more})
        return self.wait("client.started")["newSessionRequired"]

    def create(self):
        self.emit("session.create")
        self.key = self.wait("session.created")["sessionKey"]

    def ready(self):
        self.start()
        self.create()
        return self

    def send(self, words, **more):
        self.emit("action.send", {"action": {"type": "text", "payload": words}, **more})

    def say(self, words, **more):
        self.send(words, **more)
        self.wait("action.status", status="completed")

    def close(self):
        self.socket.disconnect()
'''

GOOD = """
client = Client().ready()
client.say("hello")
client.emit("action.send", {"action": {"type": "launch"}, "messageID": "m1"})
client.wait("action.status", status="completed", messageID="m1")
client.close()
again = Client()
assert again.start(sessionKey=client.key) is False
again.say("still here")
again.close()
"""

COMES_BACK = """
client = Client().ready()
client.say("hello")
client.send("what was that?")
action = client.wait("server.restart")["action"]
client.wait("disconnect")
client.wait("connect")
assert client.start(sessionKey=client.key) is False
client.emit("action.send", {"action": action})
client.wait("action.status", status="completed")
client.close()
"""

NODE = """
import {{ createRequire }} from 'node:module';
const {{ io }} = createRequire('{folder}/package.json')('socket.io-client');

let sessionKey;
let replay = {{ type: 'text', payload: 'hello' }};
const socket = io(process.argv[2], {{
  path: process.env.VFMOCK_SOCKET_PATH,
  transports: ['websocket', 'polling'],
  reconnectionDelay: 10,
}});
const ready = () => socket.emit('action.send', {{ action: replay }});
socket.on('connect', () => {{
  socket.emit('client.start', {{ userID: 'ada', projectID: 'p', sessionKey }});
  socket.once('client.started', ({{ newSessionRequired }}) => {{
    if (!newSessionRequired) return ready();
    socket.emit('session.create', {{}});
    socket.once('session.created', (created) => {{
      ({{ sessionKey }} = created);
      ready();
    }});
  }});
}});
socket.on('server.restart', ({{ action }}) => {{ replay = action; }});
socket.on('action.status', ({{ status }}) => {{
  if (status === 'completed') socket.disconnect();
}});
"""
"""The client of the protocol page, which sends what a restart interrupted again."""

CALL = '''
import json
import os
import urllib.error
import urllib.request


def call(path, body, key="VF.DM.1", **headers):
    """Make a call, and go on whatever the answer is."""
    known = {"Authorization": key, "Content-Type": "application/json", **headers}
    url = os.environ["VFMOCK_URL"] + path
    try:
        urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), known))
    except urllib.error.HTTPError:
        pass


'''
"""What programs need that call over HTTP."""

HELLO = '{"action": {"type": "text", "payload": "hello"}}'

MISTAKES = {
    "call.served": CALL + f'call("/state/user/ada/interact", {HELLO}, "Bearer VF.DM.1")',
    "call.body": CALL + 'call("/state/user/ada/interact", {"action": "hello"})',
    "create.required": """
client = Client().ready()
client.start(sessionKey=client.key)
client.create()
client.close()
""",
    "create.wait": """
client = Client()
client.emit("client.start", {"userID": "ada", "projectID": "p"})
client.create()
client.close()
""",
    "create.once": """
client = Client()
client.start()
client.emit("session.create")
client.create()
client.close()
""",
    "start.first": """
client = Client()
client.send("hello")
client.wait("error")
client.ready().close()
""",
    "action.ready": """
client = Client()
client.start()
client.send("hello")
client.wait("action.status", status="rejected")
client.create()
client.close()
""",
    "start.key-kept": """
Client().ready().close()
client = Client().ready()
client.say("who am I?")
client.close()
""",
    "payload": """
client = Client()
client.emit("client.start", {"userID": 7, "projectID": "p"})
client.wait("error")
client.ready().close()
""",
    "event.known": """
client = Client().ready()
client.emit("action.sent", {"action": {"type": "launch"}})
client.wait("error")
client.close()
""",
    "action.id": """
client = Client().ready()
client.say("hello", messageID="m1")
client.say("hello again", messageID="m1")
client.close()
""",
    "no-reply.missed": """
client = Client().ready()
client.say("wait")
client.wait("session.ended")
client.close()
""",
    "client.exit": """
Client().ready().close()
os._exit(3)
""",
    "client.silent": """
Client().close()
""",
    "client.connect": "",
}
"""By the rule that each breaks, and no other."""

WARNINGS = {
    "call.meant": CALL + f'call("/state/a/user/ada/interact", {HELLO}, versionID="b")',
    "action.wait": """
client = Client().ready()
client.send("slow")
client.wait("action.status", status="accepted")
client.say("quick")
client.wait("action.status", status="completed")
client.close()
""",
    "action.no-reply": """
client = Client().ready()
client.emit("action.send", {"action": {"type": "no-reply"}})
client.wait("action.status", status="completed")
client.close()
""",
    "action.ended": """
client = Client().ready()
client.say("bye")
client.wait("session.ended")
client.send("one more thing")
client.wait("action.status", status="rejected")
client.close()
""",
}

BAD_AT_RESTARTS = {
    "restart.reconnect": """
client = Client().ready()
client.say("hello")
client.send("what was that?")
client.wait("server.restart")
client.close()
""",
    "restart.reconnect with another key": """
client = Client().ready()
client.say("hello")
client.send("what was that?")
client.wait("disconnect")
client.wait("connect")
client.start(sessionKey=client.key + "x")
client.close()
""",
    "start.key-kept": """
client = Client().ready()
client.say("hello")
client.send("what was that?")
client.wait("disconnect")
client.wait("connect")
client.ready().close()
""",
    "restart.replay": """
client = Client().ready()
client.say("hello")
client.send("what was that?")
client.wait("disconnect")
client.wait("connect")
client.start(sessionKey=client.key)
client.say("never mind")
client.close()
""",
    "restart.reached": """
client = Client().ready()
client.say("hello")
client.close()
""",
}
"""Begins with the rule that it breaks."""

AGENT = """
session: {idle_timeout: 600ms}
fallback: echo
rules:
  - on: {text: wait}
    reply: [text: Take your time., no-reply: 50ms]
  - on: {text: slow}
    reply: [text: One moment., pause: 300ms, text: There.]
  - on: {text: bye}
    reply: [text: Bye., end]
"""
