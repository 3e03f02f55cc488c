"""Campaigns: the runs of an experiment, as many as asked, played by a crew into one place."""

import pickle
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import ExitStack, contextmanager, suppress

from sim.experiments.arguments import MOST_RUNS, whole
from sim.experiments.chunk import Piece, Work, carry_out
from sim.experiments.crew import Alone, Crew
from sim.experiments.design import Design, design
from sim.experiments.experiment import Experiment, Manner, Progress, chunk_size, series_every
from sim.experiments.hiring import crew_of
from sim.experiments.play import warn_of_orders
from sim.experiments.portions import ROWS, Portions
from sim.experiments.sinks import Counted, InMemory, OnDisk, Sink
from sim.interruption import check
from sim.results.batch import Batch
from sim.results.errors import BatchStopped, UserError
from sim.results.folder import folder_at

HEARTBEAT = 0.5
"""Seconds between two looks at the workers."""


class Campaign:
    """Plays an experiment; made by `campaign`. More runs may be asked for again and again."""

    def __init__(
        self, experiment: Experiment, manner: Manner, crew: Crew, work: Work, sink: Sink
    ) -> None:
        self._experiment = experiment
        self._manner = manner
        self._crew = crew
        self._work = work
        self._sink = sink
        self._played = 0
        self._done = 0
        """Runs that are there."""
        self._told = 0
        """Runs that were said to be done: those of chunks that are not over are counted as well."""
        self._doubts: Counter[str] = Counter()

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that all points yield."""
        return self._work.design.measures

    def play_to(self, runs: int) -> Batch:
        """Play what is missing of runs 0 to `runs` - 1, at every point; returns all of them.

        Raises `UserError` for more runs than memory holds, and `BatchStopped` when a batch cannot
        go on; finished parts are kept.
        """
        runs = whole("runs", runs, 1, MOST_RUNS)
        gaps = self._sink.missing(runs)
        left = sum(map(len, gaps))
        self._done = runs - left
        portions = self._portions(gaps, left)
        try:
            for piece in self._pieces(portions):
                self._sink.accept(piece)
                portions.learn(piece.label.runs, piece.seconds)
                self._played += piece.label.runs
                self._doubts.update(piece.doubts)
                self._done += piece.label.runs
                self._tell(self._done)
        except BaseException as stop:
            with suppress(UserError):  # a disk that is full takes no manifest either
                self._sink.save()
            state = self._sink.state(self._done, runs)
            if isinstance(stop, BatchStopped):
                raise BatchStopped(f"{stop}\n{state}") from stop
            if isinstance(stop, KeyboardInterrupt):
                raise KeyboardInterrupt(state) from None
            raise
        self._sink.save()
        return Batch(self._experiment.document, self._experiment.seed, self._sink.source())

    def _tell(self, done: int) -> None:
        """Say how many runs are done; never fewer than before."""
        if self._manner.progress is not None:
            self._told = max(self._told, done)
            self._manner.progress(self._told)

    def _portions(self, gaps: Iterable[range], left: int) -> Portions:
        """The chunks of what is missing: of the size that was asked for, or as time will tell."""
        plan = self._work.design
        most = chunk_size(self._manner, left, self._crew.width, plan)
        least = max(ROWS // plan.points, 1)
        return Portions(gaps, least if self._manner.chunk is None else most, most)

    @property
    def _alone(self) -> bool:
        return isinstance(self._crew.executor, Alone)

    def warn(self) -> None:
        """Warn of what was wrong with orders in the runs that were played."""
        warn_of_orders(self._doubts, self._played * self._work.design.points)

    def _pieces(self, chunks: Iterable[range]) -> Iterator[Piece]:
        """The chunks as they are finished; never more of them under way than the crew can use."""
        order = self._packed()
        waiting: dict[Future[Piece], int] = {}
        try:
            for number, chunk in enumerate(chunks):  # how large one is may follow from the last
                waiting[self._submitted(order, number, chunk)] = number
                while len(waiting) >= self._crew.window:
                    yield from self._finished(waiting)
            while waiting:
                yield from self._finished(waiting)
        finally:
            for future in waiting:
                future.cancel()

    def _packed(self) -> bytes | Work:
        """The work in one piece, so that it is pickled once and not for every chunk."""
        if self._alone:
            return self._work
        try:
            return pickle.dumps(self._work)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise UserError(
                f"the batch cannot be sent to workers: {error}; a commander must be a function at "
                "the top level of a module"
            ) from None

    def _submitted(self, order: bytes | Work, number: int, chunk: range) -> Future[Piece]:
        tell = self._teller(number)
        try:
            return self._crew.executor.submit(carry_out, order, chunk.start, len(chunk), tell)
        except self._crew.lost as error:
            raise BatchStopped(self._crew.loss(error)) from error

    def _teller(self, number: int) -> Progress | None:
        """Who tells how far a chunk is while it is played."""
        if self._crew.slate is not None:
            return self._crew.slate.mark(number)
        return None if self._manner.progress is None else self._tell_more

    def _tell_more(self, behind: int) -> None:
        """So many runs are behind that are not done yet."""
        self._tell(self._done + behind)

    def _finished(self, waiting: dict[Future[Piece], int]) -> Iterator[Piece]:
        check()
        done, _ = wait(waiting, timeout=HEARTBEAT, return_when=FIRST_COMPLETED)
        self._crew.check()
        if self._crew.slate is not None and not done:
            self._tell_more(sum(map(self._crew.slate.behind, waiting.values())))
        for future in done:
            del waiting[future]
            yield self._result(future)

    def _result(self, future: Future[Piece]) -> Piece:
        try:
            return future.result()
        except OSError as error:
            raise BatchStopped(self._fault(error)) from error
        except MemoryError as error:
            raise BatchStopped("there is not enough memory to play a single run") from error
        except self._crew.lost as error:
            self._crew.check()
            raise BatchStopped(self._crew.loss(error)) from error

    def _fault(self, error: OSError) -> str:
        """A fault of the machine in words: most are of the disk that takes the results."""
        out, file = self._manner.out, error.filename
        if out is None or (file is not None and not str(file).startswith(str(self._sink.address))):
            return f"a fault of the machine, not of a run: {error}"
        return f"{out} cannot be written: {error.strerror or error}"


@contextmanager
def campaign(experiment: Experiment, manner: Manner, runs: int) -> Iterator[Campaign]:
    """A campaign of about so many runs; its folder is locked while it lasts.

    Raises `ScenarioError` for a scenario that cannot be played, and `UserError` for a folder,
    executor or cluster that cannot be used.
    """
    runs = whole("runs", runs, 1, MOST_RUNS)
    plan = design(experiment.document, experiment.points)
    with ExitStack() as stack:
        sink = _sink(experiment, manner, plan, runs, stack)
        crew = stack.enter_context(crew_of(manner.workers, manner.executor, manner.cluster))
        work = Work(
            plan,
            experiment.seed,
            sink.series_every,
            dict(experiment.commanders),
            sink.address,
            sink.fingerprint,
            experiment.past,
            counted=isinstance(sink, Counted),
        )
        going = Campaign(experiment, manner, crew, work, sink)
        yield going
        going.warn()


def _sink(
    experiment: Experiment, manner: Manner, plan: Design, runs: int, stack: ExitStack
) -> Sink:
    every = series_every(manner, plan, runs)
    if manner.out is None:
        return Counted(experiment, plan) if manner.counted else InMemory(experiment, plan, every)
    folder = folder_at(manner.out)
    return stack.enter_context(OnDisk.opened(folder, experiment, manner, plan, runs, every))
