# SPDX-License-Identifier: Apache-2.0
"""The states that a board goes through for one image of Trapline, as labgrid strategies have it."""
import enum
import os
import shlex
import subprocess

import attr
from labgrid.factory import target_factory
from labgrid.step import step
from labgrid.strategy import Strategy, StrategyError


class Status(enum.Enum):
    unknown = 0
    off = 1
    loaded = 2
    running = 3


@target_factory.reg_driver
@attr.s(eq=False)
class TraplineStrategy(Strategy):
    """
    Loads the image that $LG_TRAPLINE_IMAGE names, and switches the board on with its console open before.

    Args:
        load (str): a command that gets the image's path behind it and puts the image where the board
            finds it: a card behind a multiplexer, a folder for TFTP. Left out: nothing is to be loaded, as with
            QEMUDriver, or the boot loader does it
    """

    bindings = {
        "power": "PowerProtocol",
        "console": "ConsoleProtocol",
    }

    load = attr.ib(default="", validator=attr.validators.instance_of(str))
    status = attr.ib(default=Status.unknown)

    def _load(self):
        if not self.load:
            return
        command = shlex.split(self.load) + [os.environ["LG_TRAPLINE_IMAGE"]]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip() or "no word of why"
            raise StrategyError(f"{self.load}: exit status {done.returncode}: {said}")

    @step(args=["status"])
    def transition(self, status, *, step):  # pylint: disable=redefined-outer-name
        if not isinstance(status, Status):
            status = Status[status]
        if status == self.status:
            step.skip("nothing to do")
            return
        if status == Status.off:
            self.target.activate(self.power)
            self.power.off()
        elif status == Status.loaded:
            self.transition(Status.off)  # pylint: disable=missing-kwoa
            self._load()
        elif status == Status.running:
            self.transition(Status.loaded)  # pylint: disable=missing-kwoa
            # First the console: what the board says at once is not to be missed.
            self.target.activate(self.console)
            self.power.on()
        else:
            raise StrategyError(f"no transition from {self.status} to {status}")
        self.status = status
