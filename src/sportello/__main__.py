"""`python -m sportello`."""

import sys

from sportello.cli.main import main

sys.exit(main())
