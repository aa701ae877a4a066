"""Runs a command where loopback is the one network: `unshare -n python -m tests.attack.alone COMMAND...`.

Brings loopback up, refuses to go on beside any other interface, and becomes the command.
"""

import os
import socket
import subprocess
import sys


def main(command: list[str]) -> None:
    """Become the command; end with a sentence where something else than loopback is there."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    there = [name for _, name in socket.if_nameindex()]
    if there != ["lo"]:
        sys.exit(f"not alone: the interfaces are {', '.join(there)}; start this with unshare -n")
    os.execvp(command[0], command)  # noqa: S606 - becoming it is the point


if __name__ == "__main__":
    main(sys.argv[1:])
