"""Gives places to files, and stores them."""

from __future__ import annotations

from hashlib import md5

from vfmock.core.asks import AskFileStorage, StoreFile
from vfmock.core.events import ClientStart
from vfmock.runtime.files import FileRefused
from vfmock.runtime.queries.base import Made, QueryRefused, Room, answers


@answers(AskFileStorage)
def give(room: Room, start: ClientStart, ask: AskFileStorage) -> Made:
    """The fields that the upload of the file has to repeat."""
    return room.files.give(start.project_id, ask), []


@answers(StoreFile)
def store(room: Room, start: ClientStart, ask: StoreFile) -> Made:
    """``{md5}`` of the file that is stored now."""
    try:
        stored = room.files.store(ask.fields, ask.content, room.clock.now())
    except FileRefused as refused:
        raise QueryRefused(refused.code, str(refused)) from None
    return {"md5": md5(stored.content, usedforsecurity=False).hexdigest()}, []
