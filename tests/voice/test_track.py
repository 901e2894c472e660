"""What counts as heard, and the silent clock, without Qt and without waiting."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from widgets.voice.sinks import Silence
from widgets.voice.track import FRAME, RATE, Track


def frames(count: int) -> bytes:
    return bytes(i % 251 for i in range(count * FRAME))


def track(count: int = 100) -> Track:
    made = Track()
    made.append(frames(count))
    made.complete()
    return made


def play(played: Track, count: int) -> None:
    played.next(count)
    played.settle(0)


def test_heard_is_every_sample() -> None:
    played = track()
    play(played, 99)
    assert not played.heard
    play(played, 1)
    assert played.heard
    assert played.at_end


def test_what_waits_at_the_sink_was_not_heard() -> None:
    played = track()
    played.next(100)
    played.settle(1)
    assert (played.position, played.heard, played.at_end) == (99, False, False)
    played.settle(0)
    assert played.heard


def test_what_has_not_arrived_was_not_heard() -> None:
    played = Track()
    played.append(frames(10))
    play(played, 10)
    assert not played.heard
    assert not played.at_end
    played.append(frames(5))
    played.complete()
    assert not played.heard
    play(played, 5)
    assert played.heard


def test_skipping_ahead_does_not_count_and_going_back_fills_the_gap() -> None:
    played = track()
    play(played, 20)
    played.move(50)
    play(played, 50)
    assert played.at_end
    assert not played.heard
    played.move(10)
    play(played, 39)
    assert not played.heard
    play(played, 1)
    assert played.heard


def test_what_was_thrown_away_at_a_move_was_not_heard() -> None:
    played = track()
    played.next(60)
    played.settle(30)
    played.move(60)
    play(played, 40)
    assert not played.heard


def test_what_broke_off_is_never_heard_whole() -> None:
    played = Track()
    played.append(frames(10))
    played.close()
    play(played, 10)
    assert played.at_end
    assert not played.heard


def test_the_hash_is_of_what_was_handed_out_from_the_start() -> None:
    played = track()
    for count in (7, 50, 43):
        played.next(count)
    assert played.played_sha256 == hashlib.sha256(frames(100)).hexdigest()
    played.move(0)
    played.next(100)
    assert played.played_sha256 == hashlib.sha256(frames(100)).hexdigest()


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(-1, 50)), max_size=30))
def test_heard_says_exactly_what_was_played(steps: list[tuple[int, int, int]]) -> None:
    played, expected = track(50), [False] * 50
    for count, waiting, move in steps:
        before = played.position
        played.next(count)
        played.settle(waiting)
        for frame in range(before, played.position):
            expected[frame] = True
        if move >= 0:
            played.move(move)
    assert played.heard == all(expected)


class Clock:
    def __init__(self) -> None:
        self.now = 64.0

    def __call__(self) -> float:
        return self.now


def test_silence_passes_in_real_time() -> None:
    clock = Clock()
    sink = Silence(clock)
    assert sink.room() == RATE // 5 * FRAME
    sink.write(bytes(4_800 * FRAME))
    clock.now += 0.0625
    assert sink.waiting() == 1_800 * FRAME
    sink.pause()
    clock.now += 10
    assert sink.waiting() == 1_800 * FRAME
    sink.resume()
    clock.now -= 3600
    assert sink.waiting() == 1_800 * FRAME
    clock.now += 1
    assert sink.waiting() == 0
    clock.now += 10
    sink.write(bytes(480 * FRAME))
    assert sink.waiting() == 480 * FRAME
    sink.empty()
    assert sink.waiting() == 0
