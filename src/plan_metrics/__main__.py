"""`python -m plan_metrics`: the program where it is not installed as a command, or not found as one."""

import sys

from plan_metrics.cli import main

sys.exit(main())
