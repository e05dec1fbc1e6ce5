#!/bin/bash
# Python's smtplib, imaplib and poplib
. "$(dirname "$0")/lib.sh"
python3 "$here/python_clients.py"
