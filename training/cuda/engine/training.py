"""The training loop: batches in, weights out; validates, saves, resumes, and stops cleanly when asked to."""

from __future__ import annotations

import json
import math
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import torch
from torch import Tensor

from .checkpoint import load_checkpoint, read_weights, save_checkpoint, write_model
from .network import Network, half_precision
from .optimiser import SMOOTHING, Optimiser
from .pack import Pack
from .sources import Feeds, Source, open_source
from .validation import Validator, open_validator

CURVES = ("step", "loss", "learningRate", "gradientNorm", "imagesPerSecond")
LOG_EVERY = 20
LINE_SECONDS = 10
VALIDATIONS_A_TIMED_RUN = 12
STEPS_MEASURED = 20
LAST_SECONDS = 10
"""Kept at the end of a timed run for the last validation and for writing."""


GradientOf = Callable[[Feeds], tuple[Tensor, Tensor]]


@dataclass(frozen=True)
class Options:
    """What the caller decides for one run; a run ends at the schedule's last step or when the time is over."""

    out: Path
    device: torch.device
    minutes: float | None = None
    steps: int | None = None
    mode: str = "graph"
    """`eager`; `graph`: recorded once as a CUDA graph; `compile`: torch.compile. What fails falls back to eager."""
    half: bool = True
    initial: Path | None = None
    seed: int | None = None
    measure: bool = False
    checkpoint: bool = True
    checkpoint_minutes: float = 3.0
    teacher: Path | None = None


class Trainer:
    """One run over one pack."""

    def __init__(self, pack: Pack, options: Options) -> None:
        self.started = time.monotonic()
        self.pack = pack
        self.options = options
        self.device = options.device
        seed = pack["seed"] if options.seed is None else options.seed
        torch.manual_seed(seed)
        self.network = Network(pack.folder / "training.onnx", pack.table.names).to(self.device)
        fresh = None if options.initial else pack.fresh_weights()
        if fresh is None:
            fresh = pack.table.flatten(read_weights(options.initial or pack.template))
        self.optimiser = Optimiser(pack.table, fresh.to(self.device), pack.adam, pack["clipFactor"])
        self.best: float | None = None
        options.out.mkdir(parents=True, exist_ok=True)
        self.checkpoint = options.out / "last.checkpoint"
        if self.checkpoint.exists():
            self.best = load_checkpoint(self.checkpoint, pack.table, self.optimiser)
            say(f"resumed at step {self.optimiser.step}")
        # A resumed run goes on with other samples and other random numbers than it began with.
        self.source: Source = open_source(pack, self.device, seed + 1_000_003 * self.optimiser.step, options.teacher, options.half)
        self.validator: Validator = open_validator(pack, self.device)
        self.batch = pack["batchSize"]
        self.gradient_of: GradientOf = lambda fed: self.gradient_by(self.loss_of, fed)
        self.facts: dict[str, object] = {
            "device": device_name(self.device),
            "torch": torch.__version__,
            "batchSize": self.batch,
            "half": options.half,
            "mode": "eager",
        }
        self.stopped = False
        self.validated_step = -1
        say(f"ready after {self.seconds():.1f} s on {self.facts['device']}, PyTorch {torch.__version__}")

    def seconds(self) -> float:
        return time.monotonic() - self.started

    def loss_of(self, flat: Tensor, feeds: Feeds) -> Tensor:
        """The loss of a batch as a function of the flat weights."""
        return self.network({**feeds, **self.pack.table.views(flat)})["loss"]

    def gradient_by(self, forward: Callable[[Tensor, Feeds], Tensor], feeds: Feeds) -> tuple[Tensor, Tensor]:
        """Loss, without dimensions, and gradient [length] at the present weights."""
        flat = self.optimiser.weights.detach().requires_grad_()
        with half_precision(self.device, self.options.half):
            loss = forward(flat, feeds)
        (gradient,) = torch.autograd.grad(loss, flat)
        return loss.detach(), gradient.float()

    def choose_mode(self) -> None:
        """Sets up the fastest way asked for; where it fails, operations run one by one."""
        ways = {"compile": self.compiled, "graph": self.recorded}
        if self.options.mode == "eager" or (self.options.mode == "graph" and self.device.type != "cuda"):
            return
        at = self.seconds()
        try:
            self.gradient_of = ways[self.options.mode](self.source.next())
            self.facts["mode"] = self.options.mode
            say(f"{self.options.mode} ready in {self.seconds() - at:.1f} s")
        except Exception as cause:  # Any failure here leaves a way that works.
            reason = (str(cause).splitlines() or [""])[0][:200]
            say(f"mode {self.options.mode} failed ({type(cause).__name__}: {reason}); operations run one by one")

    def compiled(self, feeds: Feeds) -> GradientOf:
        """Forward pass and gradient compiled by PyTorch 2."""
        forward = torch.compile(self.loss_of)
        self.gradient_by(forward, feeds)
        return lambda fed: self.gradient_by(forward, fed)

    def recorded(self, feeds: Feeds) -> GradientOf:
        """Forward pass and gradient recorded as one CUDA graph, which is started as a whole."""
        # The search for the fastest convolutions is for the network alone: in augmentation no two batches have one shape.
        with torch.backends.cudnn.flags(enabled=True, benchmark=True, deterministic=False, allow_tf32=True):
            return self.record(feeds)

    def record(self, feeds: Feeds) -> GradientOf:
        """A few runs beside the main stream, as CUDA graphs ask for, then the recording."""
        fixed = {name: value.clone() for name, value in feeds.items()}
        beside = torch.cuda.Stream()
        beside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(beside):
            for _ in range(3):
                self.gradient_by(self.loss_of, fixed)
        torch.cuda.current_stream().wait_stream(beside)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            loss, gradient = self.gradient_by(self.loss_of, fixed)

        def run(fed: Feeds) -> tuple[Tensor, Tensor]:
            for name, value in fixed.items():
                value.copy_(fed[name])
            graph.replay()
            return loss.clone(), gradient

        return run

    def measure(self) -> None:
        """Times augmentation alone, the network alone and both, images a second each: what limits the speed."""
        feeds = self.source.next()

        def pace(work: Callable[[], object]) -> float:
            work()
            wait(self.device)
            start = time.monotonic()
            for _ in range(STEPS_MEASURED):
                work()
            wait(self.device)
            return round(STEPS_MEASURED * self.batch / (time.monotonic() - start), 1)

        self.facts["imagesPerSecond"] = {
            "augmentation": pace(self.source.next),
            "network": pace(lambda: self.gradient_of(feeds)),
            "both": pace(lambda: self.gradient_of(self.source.next())),
        }
        say(f"images a second: {self.facts['imagesPerSecond']}")

    def done(self) -> float:
        """The share of the run that is over."""
        steps = self.optimiser.step / self.pack.schedule.steps
        if self.options.minutes is None:
            return steps
        return max(steps, self.seconds() / max(1.0, self.options.minutes * 60 - LAST_SECONDS))

    def over(self) -> bool:
        limit = self.options.steps
        return self.stopped or self.done() >= 1 or (limit is not None and self.optimiser.step >= limit)

    def run(self) -> None:
        """Trains until the schedule or the time ends, or a signal stops it; always leaves weights and curves."""
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, lambda *_: setattr(self, "stopped", True))
        try:
            self.choose_mode()
            if self.options.measure:
                self.measure()
            self.loop()
        finally:
            self.save()

    def loop(self) -> None:
        mean_loss: Tensor | None = None
        schedule = self.pack.schedule
        validated_at = saved_at = line_at = time.monotonic()
        first_step = self.optimiser.step
        pace_step, pace_at = first_step, time.monotonic()
        if self.best is None:
            self.validate()
            pace_at = time.monotonic()
        while not self.over():
            rate = schedule.rate(self.optimiser.step, self.done())
            loss, gradient = self.gradient_of(self.source.next())
            norm = self.optimiser.update(gradient, rate)
            mean_loss = loss if mean_loss is None else mean_loss.lerp(loss, SMOOTHING)
            step = self.optimiser.step
            if step % LOG_EVERY != 0 and not self.over():
                continue
            now = time.monotonic()
            shown = float(mean_loss)
            if not math.isfinite(shown):
                raise RuntimeError(f"Training diverged at step {step}: the loss is {shown}. Lower the learning rate.")
            speed = (step - pace_step) * self.batch / max(1e-9, now - pace_at)
            append(self.options.out / "curves.csv", CURVES, (step, shown, rate, float(norm), speed))
            pace_step, pace_at = step, time.monotonic()
            if now - line_at > LINE_SECONDS or step - first_step <= LOG_EVERY:
                line_at = now
                say(f"step {step}  loss {shown:.4f}  rate {rate:.2e}  {speed:.0f} images/s  {100 * self.done():.0f} %")
            if self.time_to_validate(now - validated_at):
                self.validate()
                validated_at = pace_at = time.monotonic()
            if now - saved_at > self.options.checkpoint_minutes * 60 and self.options.checkpoint:
                save_checkpoint(self.checkpoint, self.pack.table, self.optimiser, self.best)
                saved_at = pace_at = time.monotonic()

    def time_to_validate(self, since: float) -> bool:
        """By the clock in a timed run, by steps otherwise."""
        if self.options.minutes is not None:
            return since > self.options.minutes * 60 / VALIDATIONS_A_TIMED_RUN
        return self.optimiser.step % max(LOG_EVERY, self.pack["validateEvery"] // LOG_EVERY * LOG_EVERY) == 0

    def validate(self) -> None:
        """Judges the average of the weights; keeps it as `best.onnx` when it is the best so far."""
        if self.validated_step == self.optimiser.step:
            return
        self.validated_step = self.optimiser.step
        at = time.monotonic()
        with half_precision(self.device, False):
            judged = self.validator.judge(self.optimiser.average)
        step = self.optimiser.step
        names = ("step", "score", *judged.figures)
        append(self.options.out / "validation.csv", names, (step, judged.score, *judged.figures.values()))
        rest = "  ".join(f"{name} {value:.3f}" for name, value in judged.figures.items())
        say(f"validation at step {step}: score {judged.score:.4f}  {rest}  ({time.monotonic() - at:.1f} s)")
        if self.best is None or judged.score < self.best:
            self.best = judged.score
            self.write("best.onnx")

    def write(self, name: str) -> None:
        write_model(self.pack.template, self.options.out / name, self.pack.table, self.optimiser.average)

    def save(self) -> None:
        """Validates the last weights and writes them, the checkpoint and the facts of the run."""
        self.write("last.onnx")
        if bool(torch.isfinite(self.optimiser.average).all()):
            self.validate()
            if self.options.checkpoint:
                save_checkpoint(self.checkpoint, self.pack.table, self.optimiser, self.best)
        if self.device.type == "cuda":
            self.facts["gigabytesAtMost"] = round(torch.cuda.max_memory_allocated() / 1e9, 2)
        self.facts.update(step=self.optimiser.step, best=self.best, seconds=round(self.seconds(), 1))
        (self.options.out / "run.json").write_text(json.dumps(self.facts, indent=2) + "\n")
        say(f"ended at step {self.optimiser.step} after {self.seconds():.0f} s; best score {self.best}")


def device_name(device: torch.device) -> str:
    return torch.cuda.get_device_name(device) if device.type == "cuda" else "the processor"


def wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def append(path: Path, names: tuple[str, ...], values: tuple[float, ...]) -> None:
    """Adds a line to a table of comma-separated values, its header first where it is new."""
    fresh = not path.exists()
    with path.open("a") as file:
        if fresh:
            file.write(",".join(names) + "\n")
        file.write(",".join(f"{value:.6g}" for value in values) + "\n")


def say(text: str) -> None:
    print(text, flush=True)
