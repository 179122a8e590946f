"""Runs a command in a terminal of its own and, once it has printed a text, presses Ctrl-C or closes the terminal.

Usage: terminal.py press|close TEXT COMMAND...      Ends with the command's status; prints what it printed.
"""

import os
import pty
import sys

deed, text, command = sys.argv[1], sys.argv[2].encode(), sys.argv[3:]
process, terminal = pty.fork()
if process == 0:
    os.execvp(command[0], command)
seen, done = b"", False
while True:
    try:
        piece = os.read(terminal, 65536)
    except OSError:  # the other side has closed it
        break
    seen += piece
    if not done and text in seen:
        done = True
        if deed == "close":
            os.close(terminal)
            break
        os.write(terminal, b"\x03")
sys.stdout.buffer.write(seen)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
