# SPDX-License-Identifier: MIT
"""A web server that counts its requests in a file and answers the count before this one.

usage: counter.py PORT FILE
"""
import fcntl
import os
import sys

from flask import Flask

app = Flask(__name__)
port, path = int(sys.argv[1]), sys.argv[2]


@app.get("/")
def count():
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "a+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        seen = int(file.read() or 0)
        file.truncate(0)
        file.write(str(seen + 1))
    return f"{seen}\n"


app.run(host="0.0.0.0", port=port)
