"""Reads a Dockerfile as far as its tests need it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """One instruction: its keyword in capitals and what follows, continuation lines joined."""

    keyword: str
    rest: str

    def argv(self) -> list[str]:
        """The command of an instruction in the exec form, options before it left out."""
        argv: list[str] = json.loads(self.rest[self.rest.index("[") :])
        return argv


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What stands between one FROM and the next; ``image`` may hold variables of ARG."""

    name: str
    image: str
    instructions: tuple[Instruction, ...]

    def all(self, keyword: str) -> list[Instruction]:
        """Every instruction of a kind, in order."""
        return [each for each in self.instructions if each.keyword == keyword]

    def last(self, keyword: str) -> Instruction:
        """The one that counts of a kind of which the last one does."""
        return self.all(keyword)[-1]

    def pairs(self, keyword: str) -> dict[str, str]:
        """The ``name=value`` pairs of all ENV or LABEL instructions."""
        text = " ".join(each.rest for each in self.all(keyword))
        found = re.findall(r'(\S+?)=(?:"([^"]*)"|(\S*))', text)
        return {name: quoted or bare for name, quoted, bare in found}


def read_stages(path: Path) -> list[Stage]:
    """Return the stages of a Dockerfile."""
    lines = path.read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if line.strip() and not line.startswith("#"))
    stages: list[Stage] = []
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        keyword, _, rest = line.partition(" ")
        instruction = Instruction(keyword=keyword.upper(), rest=rest.strip())
        if instruction.keyword == "FROM":
            image, _, name = rest.partition(" AS ")
            stages.append(Stage(name=name, image=image, instructions=()))
        elif stages:
            stage = stages.pop()
            held = (*stage.instructions, instruction)
            stages.append(Stage(name=stage.name, image=stage.image, instructions=held))
    return stages
