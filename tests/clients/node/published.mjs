// Holds values against Voiceflow's published types for the Python tests: one [kind, value] a line on
// stdin, one verdict a line on stdout. A verdict is null where the type takes the value, else the
// paths of what is wrong. Without input, `node published.mjs kinds` lists the kinds.

import { createInterface } from 'node:readline';

import * as dtos from '@voiceflow/dtos-interact';

// The request and trace types that the package names; it has no more than these.
const KINDS = {
  'actions/action': dtos.ActionRequestDTO,
  'actions/custom': dtos.GeneralRequestDTO,
  'actions/exit-scenario': dtos.ExitScenarioRequestDTO,
  'actions/intent': dtos.IntentRequestDTO,
  'actions/launch': dtos.LaunchRequestDTO,
  'actions/no-reply': dtos.NoReplyRequestDTO,
  'actions/path-': dtos.PathRequestDTO,
  'actions/text': dtos.TextRequestDTO,
  'traces/block': dtos.BlockTraceDTO,
  'traces/cardV2': dtos.CardTraceDTO,
  'traces/carousel': dtos.CarouselTraceDTO,
  'traces/channel-action': dtos.ChannelActionTraceDTO,
  'traces/choice': dtos.ChoiceTraceDTO,
  'traces/debug': dtos.DebugTraceDTO,
  'traces/end': dtos.ExitTraceDTO,
  'traces/entity-filling': dtos.EntityFillingTraceDTO,
  'traces/flow': dtos.FlowTraceDTO,
  'traces/goto': dtos.GoToTraceDTO,
  // No type of their own: what all traces have is all that the package says of them.
  'traces/knowledgeBase': dtos.BaseTraceDTO,
  'traces/path': dtos.BaseTraceDTO,
  'traces/log': dtos.LogTraceDTO,
  'traces/no-reply': dtos.NoReplyTraceDTO,
  'traces/speak': dtos.SpeakTraceDTO,
  'traces/stream': dtos.StreamTraceDTO,
  'traces/text': dtos.TextTraceDTO,
  'traces/visual': dtos.VisualTraceDTO,
};

function verdict(kind, value) {
  const result = KINDS[kind].safeParse(value);
  return result.success ? null : result.error.issues.map((issue) => issue.path);
}

if (process.argv[2] === 'kinds') {
  const named = {
    requests: Object.values(dtos.RequestType),
    traces: Object.values(dtos.TraceType),
    types: Object.keys(dtos).filter((name) => /(Trace|Request)DTO$/.test(name)),
    used: Object.keys(dtos).filter((name) => Object.values(KINDS).includes(dtos[name])),
  };
  process.stdout.write(JSON.stringify({ kinds: Object.keys(KINDS), ...named }));
} else {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(verdict(...JSON.parse(line)))}\n`);
  }
}
